"""Doors for what comes round: one service, safe to run twice."""

from __future__ import annotations

from training.mentoring.services import silence


def look_for_silence() -> None:
    silence.look()
