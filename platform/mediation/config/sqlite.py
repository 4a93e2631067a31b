"""SQLite as new as the locked packages bring it, because the system's own may lose pages (decision 4)."""

from __future__ import annotations

import importlib
import sys


def use_newest() -> str:
    """Let `import sqlite3` give the bundled library where it is installed and newer than Python's; returns the version in use.

    Called before Django's database backend is imported. Platforms without a wheel keep Python's own library.
    """
    stock = importlib.import_module("sqlite3")
    try:
        bundled = importlib.import_module("pysqlite3")
    except ImportError:
        return str(stock.sqlite_version)
    if bundled.sqlite_version_info > stock.sqlite_version_info:
        sys.modules["sqlite3"] = bundled
        sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")
    return str(sys.modules["sqlite3"].sqlite_version)
