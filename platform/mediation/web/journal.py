"""SQLite's journal, chosen by the library that is there (see `docs/decisions/0004-sqlite-journal.md`)."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.db import connections

WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)  # before it, a reset of the log can lose pages


def settle(using: str = "default", **_signal: Any) -> None:
    """After a migrate: WAL, which the file remembers, or back to a rollback journal, which `init_command` then truncates."""
    connection = connections[using]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA journal_mode={'WAL' if WAL_IS_SAFE else 'TRUNCATE'}")
