from __future__ import annotations

import sqlite3
import sys

import pytest
from django.db import connection

from mediation.web.journal import WAL_IS_SAFE


@pytest.mark.django_db
def test_the_journal_fits_the_library() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == ("wal" if WAL_IS_SAFE else "truncate")
            assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2
            assert cursor.execute("SELECT sqlite_version()").fetchone()[0] == sqlite3.sqlite_version


def test_where_the_lock_brings_a_library_it_is_the_one_in_use() -> None:
    newer = sys.modules.get("pysqlite3")
    assert newer is None or sys.modules["sqlite3"] is newer or sqlite3.sqlite_version_info >= newer.sqlite_version_info
