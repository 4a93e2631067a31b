"""The short form of the soak: kill -9 of writers on the journal this machine's SQLite is given."""

from __future__ import annotations

from pathlib import Path

from mediation.web.journal import WAL_IS_SAFE
from tests.soak.journal import WRITERS, measure


def test_no_acknowledged_row_is_lost_when_writers_are_killed(tmp_path: Path) -> None:
    figures = measure("wal" if WAL_IS_SAFE else "truncate", kills=8, seconds=3, folder=tmp_path)

    assert figures.acknowledged > 0
    assert figures.kills > WRITERS  # somebody died while writing
    assert (figures.lost, figures.busy, figures.whole) == (0, 0, True), str(figures)
