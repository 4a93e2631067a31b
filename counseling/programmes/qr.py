"""A picture of an address that hangs on a wall."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr(address: str) -> SafeString:
    """Inline SVG, scaled by the style sheet; error correction M survives a fold in the paper."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(border=2, omitsize=True, dark="#000", light="#fff"))  # noqa: S308 -- drawn by segno from the address
