"""`python -m tests.soak.journal MODE KILLS SECONDS`: three writers on one SQLite file, killed with SIGKILL at random.

A writer acknowledges a row only after its commit, in a file of its own opened for appending. Afterwards every acknowledged
row must be in the database and the database whole. Prints the figures that `docs/decisions/0004-sqlite-journal.md` holds.
"""

from __future__ import annotations

import importlib
import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediation.config.sqlite import use_newest

if not os.environ.get("SOAK_STOCK"):
    use_newest()
sqlite3: Any = importlib.import_module("sqlite3")

WRITERS = 3
THINK = float(os.environ.get("SOAK_THINK", "0"))  # seconds between two rows of one writer
SETTINGS = "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON"


@dataclass(frozen=True)
class Figures:
    mode: str
    acknowledged: int
    lost: int
    whole: bool
    kills: int
    busy: int
    seconds: float
    slowest_read_ms: float

    def __str__(self) -> str:
        return (
            f"{self.mode}: {self.acknowledged} acknowledged, {self.lost} lost, {self.kills} kills, {self.busy} locked out, "
            f"{self.acknowledged / self.seconds:.0f} a second, slowest read {self.slowest_read_ms:.0f} ms, "
            f"integrity {'ok' if self.whole else 'BROKEN'}, SQLite {sqlite3.sqlite_version}"
        )


def measure(mode: str, kills: int, seconds: float, folder: Path) -> Figures:
    database = folder / f"{mode}.sqlite3"
    first = _connect(database, mode)
    first.execute(f"PRAGMA journal_mode={mode}")
    first.execute("CREATE TABLE line (id TEXT PRIMARY KEY, body TEXT)")
    first.close()
    dice = random.Random(11)
    writers = [_start(database, mode, folder, n) for n in range(WRITERS)]
    begun = time.monotonic()
    slowest, killed, n = 0.0, 0, WRITERS
    pause = seconds / max(kills, 1)
    while time.monotonic() - begun < seconds:
        time.sleep(dice.uniform(0.5, 1.0) * pause)
        if killed < kills:
            victim = writers.pop(dice.randrange(len(writers)))
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            killed += 1
            writers.append(_start(database, mode, folder, n))
            n += 1
        asked = time.monotonic()
        reader = _connect(database, mode)
        reader.execute("SELECT count(*) FROM line").fetchone()
        reader.close()
        slowest = max(slowest, time.monotonic() - asked)
    for pid in writers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    lasted = time.monotonic() - begun
    acknowledged = {w for f in folder.glob(f"{mode}-*.ack") for w in f.read_text().split()}
    busy = sum(f.stat().st_size for f in folder.glob(f"{mode}-*.busy"))
    last = _connect(database, mode)
    kept = {row[0] for row in last.execute("SELECT id FROM line")}
    whole = last.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    last.close()
    return Figures(mode, len(acknowledged), len(acknowledged - kept), whole, killed + WRITERS, busy, lasted, slowest * 1000)


def _connect(database: Path, mode: str) -> Any:
    connection = sqlite3.connect(database, timeout=20, isolation_level=None)
    if mode != "wal":  # a rollback journal is told at each connect; WAL is remembered by the file
        connection.execute(f"PRAGMA journal_mode={mode}")
    connection.executescript(SETTINGS)
    return connection


def _start(database: Path, mode: str, folder: Path, number: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        acks = os.open(folder / f"{mode}-{number}.ack", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        busy = os.open(folder / f"{mode}-{number}.busy", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        connection = _connect(database, mode)
        turn = 0
        while True:
            turn += 1
            name = f"{number}.{turn}"
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO line VALUES (?, ?)", (name, "一" * 200))
                connection.execute("COMMIT")
            except sqlite3.OperationalError:
                os.write(busy, b".")
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                continue
            os.write(acks, f"{name}\n".encode())
            time.sleep(THINK)
    finally:
        os._exit(3)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=os.environ.get("SOAK_DIR")) as place:
        print(measure(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), Path(place)))
