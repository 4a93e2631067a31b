import importlib
from typing import Any

from mediation.config.env import STATE, env
from mediation.config.sqlite import use_newest

use_newest()
_version = importlib.import_module("sqlite3").sqlite_version_info
DATABASES: dict[str, dict[str, Any]] = {"default": env.db("DATABASE_URL", default=f"sqlite:///{STATE / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction that reads first and writes later can never find itself locked out half way.
    # WAL is set once at migrate and remembered by the file; libraries too old for it keep a rollback journal, which has
    # no memory and is told at connect to truncate instead of delete (see docs/decisions/0004-sqlite-journal.md).
    _journal = "" if _version >= (3, 51, 3) else "PRAGMA journal_mode=TRUNCATE; "
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"{_journal}PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 16, "timeout": 20}}
