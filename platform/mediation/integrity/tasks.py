"""Every night. Safe to run twice: what was found, drawn or settled once stays once."""

from __future__ import annotations

from mediation.integrity.services import ledger, sampling, screening


def screen() -> None:
    screening.screen()


def draw_sample() -> None:
    """Called daily; draws once a month."""
    sampling.draw()


def settle() -> None:
    ledger.settle()
