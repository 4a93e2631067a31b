"""`python -m tests.clusters COMMAND…`: the command with a private PostgreSQL and Redis behind it.

Both are started from the machine's own packages on free ports of 127.0.0.1, in a folder of their own, and are gone
afterwards. Where they are not installed the command that mends it is named; on CI (CI or XINQIAO_CI set) that is a failure.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

MEND = "sudo apt-get install postgresql redis-server"


def server_binary(name: str) -> str:
    """Debian keeps the server's binaries outside PATH, one folder a version."""
    found = shutil.which(name)
    if found:
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[-3]))
    return str(versions[-1]) if versions else ""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for(port: int, name: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{name} did not answer on port {port} within {seconds:.0f} s")


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """Gives the address of a fresh cluster. PostgreSQL refuses to run as root: then the user `postgres` runs it.

    `durable`: every commit is on disk before it is answered, as in life; tests do without.
    """
    folder = Path(tempfile.mkdtemp(prefix="xinqiao-pg-"))
    user = {}
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    data, port = folder / "data", free_port()
    subprocess.run(
        [server_binary("initdb"), "-D", str(data), "-U", "xinqiao", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True, stdout=subprocess.DEVNULL, cwd=folder, **user,
    )
    options = {
        "listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": str(folder),
        "max_connections": "100", **({} if durable else {"fsync": "off", "full_page_writes": "off"}),
    }
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(
            [server_binary("postgres"), "-D", str(data), *(w for k, v in options.items() for w in ("-c", f"{k}={v}"))],
            stdout=log, stderr=log, cwd=folder, **user,
        )
    try:
        wait_for(port, "PostgreSQL")
        yield f"postgres://xinqiao@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="xinqiao-redis-")
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder], stdout=subprocess.DEVNULL
    )
    try:
        wait_for(port, "Redis")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(15)
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    if not (server_binary("initdb") and shutil.which("redis-server")):
        print(f"PostgreSQL or Redis is not installed; the tests ran on SQLite only. To run them on both: {MEND}", flush=True)
        return 1 if os.environ.get("CI") or os.environ.get("XINQIAO_CI") else 0
    with ExitStack() as stack:
        env = {**os.environ, "DATABASE_URL": stack.enter_context(postgresql()), "REDIS_URL": stack.enter_context(redis())}
        return subprocess.call(command, env=env)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
