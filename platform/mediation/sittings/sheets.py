"""Pages of a PDF as pictures: telephones show no PDF inside a page, and a picture runs no script.

PDFium (`pypdfium2`) may be used by one thread at a time. A page is drawn at most `WIDE` dots wide and `HIGH` high, whatever its paper.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable

import pypdfium2

from mediation.common.errors import NotFound

WIDE, HIGH = 1400, 2000
_pdfium = threading.Lock()
_counted: dict[str, int] = {}
KEPT = 500  # papers whose number of pages is remembered; a stored file never changes


def count(key: str, content: Callable[[], bytes]) -> int:
    """How many pages the file `key` has, at least 1; its content is asked for once."""
    if key not in _counted:
        if len(_counted) >= KEPT:
            _counted.clear()
        _counted[key] = _count(content())
    return _counted[key]


def _count(content: bytes) -> int:
    with _pdfium:
        try:
            opened = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            return 1
        try:
            return max(len(opened), 1)
        finally:
            opened.close()


def drawn(content: bytes, page: int) -> bytes:
    """One page as PNG, counted from 1; beyond the end it is the last. NotFound for what cannot be read as a PDF."""
    with _pdfium:
        try:
            opened = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            raise NotFound from None
        try:
            sheet = opened[min(max(page, 1), len(opened)) - 1]
            width, height = sheet.get_size()
            picture = sheet.render(scale=min(WIDE / max(width, 1), HIGH / max(height, 1))).to_pil()
        except (pypdfium2.PdfiumError, IndexError):
            raise NotFound from None
        finally:
            opened.close()
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=False)
    return out.getvalue()
