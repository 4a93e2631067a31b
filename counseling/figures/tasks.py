"""Doors for promised jobs."""

from __future__ import annotations

from counseling.figures.services import freezing


def freeze_due() -> None:
    freezing.freeze_due()
