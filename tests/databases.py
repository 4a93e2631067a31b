"""One migrated template for each set of migrations; every test process gets its own copy of it.

Migrating takes twenty seconds and copying a file six milliseconds. Names carry a hash of the checkout's path and the
process id, so that several checkouts, and several runs in one, may test at the same time on one database server.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet

from django.conf import settings

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "var" / "testdb"
SOURCES = ("platform/mediation", "training", "counseling", "cms", "realtime")
DATA = {".json", ".toml", ".csv", ".yaml"}  # what a migration may read


def fingerprint() -> str:
    """Changes whenever a migrated database could come out differently."""
    told = repr((str(ROOT), settings.INSTALLED_APPS, settings.DATABASES["default"]["ENGINE"], sqlite3.sqlite_version))
    digest = hashlib.sha256(told.encode())
    files = [*(ROOT / "requirements").glob("*.txt"), ROOT / "pyproject.toml"]
    for source in SOURCES:
        for folder, folders, names in os.walk(ROOT / source):
            folders[:] = [f for f in folders if f not in {"__pycache__", "static", "templates", "locale", "node_modules"}]
            here = Path(folder)
            files += [here / n for n in names if (here.name == "migrations" and n.endswith(".py")) or Path(n).suffix in DATA]
    for file in sorted(files):
        digest.update(str(file).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


class Copies:
    """SQLite: a file is copied. PostgreSQL: CREATE DATABASE … TEMPLATE."""

    def __init__(self, worker: str) -> None:
        from django.db import connections
        from django.db.backends.signals import connection_created

        self.opened: WeakSet[BaseDatabaseWrapper] = WeakSet()
        connection_created.connect(self._opened)
        self.connection = connections["default"]
        self.lite = self.connection.vendor == "sqlite"
        mark = fingerprint()
        mine = f"xq_copy_{mark}_{worker}_{os.getpid()}"
        self.template = str(CACHE / f"template-{mark}.sqlite3") if self.lite else f"xq_template_{mark}"
        self.mine = str(CACHE / f"{mine}.sqlite3") if self.lite else mine

    def ensure_template(self) -> None:
        """Migrate once; whoever comes second waits for the lock and finds the template."""
        CACHE.mkdir(parents=True, exist_ok=True)
        with open(CACHE / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._sweep()
            if self.lite:
                self._lite_template()
            else:
                self._server_template()

    def fresh(self) -> None:
        """My copy as the migrations left it."""
        self._close_all()
        if self.lite:
            self._unlink(self.mine)
            shutil.copy(self.template, self.mine)
        else:
            self._drop_database(self.mine)
            self._on_server(f'CREATE DATABASE "{self.mine}" TEMPLATE "{self.template}"')
        self._point_at(self.mine)

    def _opened(self, connection: BaseDatabaseWrapper, **_: object) -> None:
        self.opened.add(connection)

    def _close_all(self) -> None:
        """Every connection of this process. Django's own `close_all` knows those of the present context only: while a browser's loop
        runs in this thread there is another, and what stays open goes on writing into a file that is gone."""
        for connection in list(self.opened):
            connection.inc_thread_sharing()
            connection.close()
            connection.dec_thread_sharing()

    def drop(self) -> None:
        self._close_all()
        if self.lite:
            self._unlink(self.mine)
        else:
            self._drop_database(self.mine)

    def _lite_template(self) -> None:
        if Path(self.template).exists():
            return
        draft = f"{self.template}.draft"
        self._unlink(draft)
        self._migrate(draft)
        self.connection.close()
        os.replace(draft, self.template)

    def _server_template(self) -> None:
        if self._on_server(f"SELECT 1 FROM pg_database WHERE datname = '{self.template}'"):
            return
        draft = f"{self.template}_draft"
        self._drop_database(draft)
        self._on_server(f'CREATE DATABASE "{draft}"')
        self._migrate(draft)
        self._point_at("postgres")
        self._on_server(f'ALTER DATABASE "{draft}" RENAME TO "{self.template}"')

    def _migrate(self, name: str) -> None:
        from django.core.management import call_command

        self._point_at(name)
        call_command("migrate", verbosity=0)

    def _point_at(self, name: str) -> None:
        self.connection.close()
        self.connection.settings_dict["NAME"] = name

    def _on_server(self, sql: str) -> list[tuple[object, ...]]:
        self._point_at("postgres")
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []

    def _drop_database(self, name: str) -> None:
        self._on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _unlink(self, name: str) -> None:
        for tail in ("", "-wal", "-shm", "-journal"):
            Path(name + tail).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Copies whose process was killed, and all but the two newest templates before this one."""
        for copy in CACHE.glob("xq_copy_*.sqlite3"):
            if not _alive(copy.stem):
                self._unlink(str(copy))
        templates = sorted(CACHE.glob("template-*.sqlite3"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in templates[3:]:
            old.unlink()
        if not self.lite:
            for (name,) in self._on_server("SELECT datname FROM pg_database WHERE datname LIKE 'xq\\_copy\\_%'"):
                if not _alive(str(name)):
                    self._drop_database(str(name))


def _alive(name: str) -> bool:
    pid = int(name.rpartition("_")[2])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def child_environment(state: Path) -> dict[str, str]:
    """The environment in which another process works on this test's database, with its files under `state`."""
    from django.db import connections

    told = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        url = f"sqlite:///{told['NAME']}"
    else:
        host, port = told["HOST"] or "localhost", told["PORT"] or 5432
        url = f"postgres://{told['USER']}:{told['PASSWORD']}@{host}:{port}/{told['NAME']}"
    return {**os.environ, "DATABASE_URL": url, "XINQIAO_STATE": str(state), "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"}
