"""A real server in a process of its own: what tests kill, restart and open in a browser."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """`mediation serve` on a free port, with its own state folder and, on PostgreSQL, the database given.

    Use as a context manager, or `start`, `kill` (SIGKILL) and `stop` by hand. `log` is everything it has printed.
    """

    def __init__(self, state: Path, *, database_url: str = "", redis_url: str = "", worker: str = "beside") -> None:
        self.state = state
        self.port = free_port()
        self.worker = worker
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "mediation.config.settings.dev",
            "XINQIAO_STATE": str(state),
            "DATABASE_URL": database_url or f"sqlite:///{state / 'db.sqlite3'}",
            "REDIS_URL": redis_url,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")]),
            "PYTHONUTF8": "1",
        }
        for name in ("SECRET_KEY", "AUDIT_KEY", "VAULT_MASTER_KEY"):
            self.env.pop(name, None)  # the served process has keys of its own, as a fresh machine has
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        path = self.state / "server.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def manage(self, *words: str, timeout: float = 300) -> str:
        """Run a management command in the same state; raises with its output if it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "mediation", *words], env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=timeout
        )
        if done.returncode:
            raise AssertionError(f"{words}: {done.stdout}\n{done.stderr}")
        return done.stdout

    def migrate(self) -> Served:
        """An empty, migrated SQLite file: the suite's template where there is one, else twenty seconds of migrating."""
        from tests.databases import Copies

        copies = Copies("served")
        self.state.mkdir(parents=True, exist_ok=True)
        if copies.lite and Path(copies.template).exists() and self.env["DATABASE_URL"].startswith("sqlite"):
            shutil.copy(copies.template, self.state / "db.sqlite3")
        else:
            self.manage("migrate", "--verbosity", "0")
        return self

    def start(self, patience: float = 180) -> Served:
        self.state.mkdir(parents=True, exist_ok=True)
        with (self.state / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mediation", "serve", "--host", "127.0.0.1", "--port", str(self.port), "--worker", self.worker],
                env=self.env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.log[-4000:]}")
            try:
                # the first answer loads half the product: on a busy machine that takes its time, and an asker who goes starts it anew
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=30) as answer:
                    if answer.status == 200:
                        return self
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        self.kill()  # nobody else would: an `__enter__` that fails has no `__exit__`
        raise AssertionError(f"the server did not come up:\n{self.log[-4000:]}")

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def __enter__(self) -> Served:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
