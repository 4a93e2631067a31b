"""`make bench-realtime`: this product and what others would write, measured one after the other on this machine in one table.

The server under test has processor 0; the load generator, PostgreSQL and Redis share processor 1. Method and the numbers of a
quiet run: docs/benchmarks/realtime.md.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import platform
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench import machine
from tests.clusters import free_port, postgresql, redis, wait_for

ROOT = Path(__file__).resolve().parents[2]
ROOMS, PEOPLE = 100, 5
STORM = 1000  # sockets, in rooms of five
LADDER = {  # deliveries a second, climbed until p99 is above the limit or something is lost
    "slow": (250, 500, 1000, 1500, 2000, 3000, 4000),
    "fast": (2000, 5000, 8000, 11000, 14000, 17000, 20000, 24000, 28000),
}
LIMIT = 100.0  # ms
IDLE = 8.0  # seconds after a storm until memory is looked at
GOAL = 8000  # deliveries a second at which the quick ones are compared
CORE_SERVER, CORE_LOAD = (0, 1) if (os.cpu_count() or 1) > 1 else (0, 0)


@dataclass
class Contender:
    name: str
    kind: str  # how the loader talks to it
    command: Callable[[int], list[str]]
    env: dict[str, str] = field(default_factory=dict)
    ladder: str = "fast"
    stores: bool = False
    steps: list[dict[str, Any]] = field(default_factory=list)
    storm: dict[str, Any] = field(default_factory=dict)
    kilobytes: float = 0.0

    @property
    def good(self) -> dict[str, Any] | None:
        """The highest step that was carried."""
        return next((s for s in reversed(self.steps) if s["carried"]), None)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def pinned(core: int) -> list[str]:
    return ["taskset", "-c", str(core)] if shutil.which("taskset") else []


class Load:
    """The loader process; one line asks, one line answers."""

    def __init__(self, kind: str, port: int, plan: Path, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [*pinned(CORE_LOAD), sys.executable, "-m", "tests.bench.loader", kind, str(port), str(plan)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env,
        )  # fmt: skip

    def ask(self, *words: Any) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("the loader ended")
        found: dict[str, Any] = json.loads(answer)
        return found

    def __enter__(self) -> Load:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def serving(contender: Contender, folder: Path, env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    with open(folder / "server.log", "ab") as log:
        log.write(f"\n== {contender.name}\n".encode())
        server = subprocess.Popen(
            [*pinned(CORE_SERVER), *contender.command(port)], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env={**env, **contender.env, "PORT": str(port)},
        )  # fmt: skip
        try:
            wait_for(port, contender.name, 60)
            time.sleep(0.5)
            yield server, port
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def run(contender: Contender, folder: Path, env: dict[str, str], plans: dict[int, Path], beside: dict[str, int], seconds: float) -> None:
    with serving(contender, folder, env) as (server, port):
        with Load(contender.kind, port, plans[1], env) as one:  # warm: imports, first queries
            one.ask("connect", 5)
            one.ask("rate", 20, 0.5)
        time.sleep(1.0)
        before, held = machine.cpu(server.pid), machine.memory(server.pid)
        with Load(contender.kind, port, plans[STORM // PEOPLE], env) as load:
            answer = load.ask("connect", STORM)
            time.sleep(IDLE)
            contender.storm = answer | {"cpu": (machine.cpu(server.pid) - before) / 1000 / max(1, answer["opened"])}
            contender.kilobytes = (machine.memory(server.pid) - held) / max(1, answer["opened"])
        say(f"  storm {answer['opened']}/{STORM} in {answer['seconds']:.1f} s, {contender.kilobytes:.1f} kB a socket")
        time.sleep(1.0)
        with Load(contender.kind, port, plans[ROOMS], env) as load:
            answer = load.ask("connect", 50)
            load.ask("rate", 60, 1)
            for each_second in LADDER[contender.ladder]:
                step = climb(contender, load, server.pid, beside, each_second, seconds)
                if not step["carried"]:
                    step = climb(contender, load, server.pid, beside, each_second, seconds)
                if not step["carried"]:
                    break


def climb(contender: Contender, load: Load, server: int, beside: dict[str, int], each_second: int, seconds: float) -> dict[str, Any]:
    pids = {"server": server, "loader": load.process.pid, **beside}
    before, all_before, begun = {n: machine.cpu(p) for n, p in pids.items()}, machine.busy(), time.perf_counter()
    step = load.ask("rate", each_second / PEOPLE, seconds)
    took = time.perf_counter() - begun
    used = {n: machine.cpu(p) - before[n] for n, p in pids.items()}
    got = max(1, step["got"])
    step |= {
        "wanted": each_second, "us": used["server"] / got, "us_beside": sum(used[n] for n in beside) / got,
        "loader": used["loader"] / took / 1e4, "server": used["server"] / took / 1e4,
        "others": machine.others(sum(used.values()), took, all_before),
    }
    step["carried"] = step["lost"] == 0 and step["doubled"] == 0 and step["p99"] < LIMIT
    contender.steps.append(step)
    say(
        f"  {each_second:>6}/s  p50 {step['p50']:.1f} ms, p99 {step['p99']:.1f} ms, lost {step['lost']}, {step['us']:.0f} us a delivery"
        f" (beside {step['us_beside']:.0f}), server {step['server']:.0f} %, loader {step['loader']:.0f} %, late by {step['behind']:.0f} ms,"
        f" others {step['others']:.1f} processors"
    )
    return step


def contenders(env: dict[str, str], folder: Path) -> list[Contender]:
    python = sys.executable
    cache = {"REDIS_URL": env["REDIS_URL"]}
    alone = {"REDIS_URL": ""}
    uvicorn = [
        python, "-m", "uvicorn", "--host", "127.0.0.1", "--log-level", "warning", "--no-access-log", "--lifespan", "off",
        "--ws-per-message-deflate", "false", "--ws-max-size", "65536",
    ]  # fmt: skip
    found = [
        Contender(
            "Xinqiao on Daphne, committed", "product",
            lambda port: [python, "-m", "mediation", "serve", "--port", str(port), "--worker", "none"], cache, stores=True,
        ),
        Contender(
            "Xinqiao on uvicorn, committed", "product",
            lambda port: [*uvicorn, "--port", str(port), "mediation.config.asgi:application"], cache, stores=True,
        ),
        Contender(
            "textbook Channels chat on Daphne", "text",
            lambda port: [python, "-m", "daphne", "-v", "0", "-b", "127.0.0.1", "-p", str(port), "tests.bench.textbook:application"],
            cache, "slow",
        ),
        Contender(
            "textbook Channels chat on uvicorn", "text",
            lambda port: [*uvicorn, "--port", str(port), "tests.bench.textbook:application"], cache, "slow",
        ),
        Contender(
            "python-socketio on uvicorn", "socketio",
            lambda port: [*uvicorn, "--port", str(port), "tests.bench.pysocketio:application"], alone,
        ),
        Contender(
            "python-socketio, Redis manager", "socketio",
            lambda port: [*uvicorn, "--port", str(port), "tests.bench.pysocketio:application"], cache, "slow",
        ),
    ]  # fmt: skip
    node = node_server(folder)
    if node:
        found += [
            Contender("Socket.IO (Node)", "socketio", lambda port: node, alone),
            Contender("Socket.IO (Node), Redis adapter", "socketio", lambda port: node, cache),
        ]
    return found


def node_server(folder: Path) -> list[str]:
    """Socket.IO itself, installed by npm from the lock beside it; [] where the machine has no node."""
    if not (shutil.which("node") and shutil.which("npm")):
        say("node and npm are not here: Socket.IO is measured in Python only")
        return []
    place = Path(os.environ.get("XINQIAO_BENCH", str(ROOT / "var" / "bench"))) / "node"
    place.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "server.js"):
        shutil.copy(ROOT / "tests" / "bench" / "node" / name, place / name)
    if not (place / "node_modules" / "socket.io").exists():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=place, check=True)
    return ["node", str(place / "server.js")]


def prepare(folder: Path, env: dict[str, str]) -> dict[int, Path]:
    """Migrate, and make rooms for warming up, for the load and for the storm."""
    say("making the tables of a PostgreSQL of its own (fsync on), and rooms")
    sizes = (1, ROOMS, STORM // PEOPLE)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.prepare", str(PEOPLE), *map(str, sizes)], cwd=ROOT, env=env, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    plans = json.loads(done.stdout.splitlines()[-1])
    for size in sizes:
        (folder / f"plan-{size}.json").write_text(json.dumps(plans[str(size)]), encoding="utf-8")
    return {size: folder / f"plan-{size}.json" for size in sizes}


def table(done: list[Contender]) -> str:
    head = (
        "| | committed | CPU µs a delivery | deliveries/s at p99 < 100 ms | p50, p99 ms at 8,000/s | kB a socket "
        "| 1,000 sockets, s (opened) | CPU ms a connect |"
    )
    lines = [head, "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for c in done:
        best = c.good
        at_goal = next((s for s in c.steps if s["wanted"] == GOAL), None)
        goal = f"{at_goal['p50']:.1f}, {at_goal['p99']:.1f}" if at_goal and at_goal["lost"] == 0 else "—"
        carried = f"{best['wanted']:,}" if best else f"< {LADDER[c.ladder][0]:,}"
        if best and best["wanted"] == LADDER[c.ladder][-1]:
            carried = f"≥ {carried}"
        cpu = f"{best['us']:.0f} + {best['us_beside']:.0f}" if best else "—"
        storm = f"{c.storm['seconds']:.1f} ({c.storm['opened']})" if c.storm else "—"
        if c.storm.get("minted"):
            storm += f" + {c.storm['minted']:.1f}"
        lines.append(
            f"| {c.name} | {'yes' if c.stores else 'nothing is kept'} | {cpu} | {carried} | {goal} | {c.kilobytes:.1f} | {storm} "
            f"| {c.storm.get('cpu', 0):.1f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="words of the contenders to measure, with commas")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of one step")
    told = parser.parse_args()
    begun = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="xinqiao-bench-")))
        os.sched_setaffinity(0, {CORE_LOAD})  # what is started from here, PostgreSQL and Redis too, stays off the server's processor
        store, cache = stack.enter_context(postgresql(durable=True)), stack.enter_context(redis())
        env = {
            **os.environ, "DATABASE_URL": store, "REDIS_URL": cache, "XINQIAO_STATE": str(folder),
            "DJANGO_SETTINGS_MODULE": "mediation.config.settings.dev",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform"), *sys.path[1:]]),
            "SECRET_KEY": secrets.token_hex(32), "AUDIT_KEY": secrets.token_hex(32),
            "VAULT_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        plans = prepare(folder, env)
        beside = {"postgresql": children(store), "redis": children(cache)}
        done = []
        for contender in contenders(env, folder):
            if told.only and not any(w in contender.name for w in told.only.split(",")):
                continue
            say(f"{contender.name} ({time.monotonic() - begun:.0f} s)")
            try:
                run(contender, folder, env, plans, beside, told.seconds)
            except Exception as why:
                say(f"  failed: {why!r}\n{(folder / 'server.log').read_text()[-3000:]}")
            done.append(contender)
        machine_is = f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}"
        print(f"\n{machine_is}; {time.monotonic() - begun:.0f} s\n")
        print(table(done))
        if os.environ.get("XINQIAO_BENCH_LOG"):
            shutil.copy(folder / "server.log", os.environ["XINQIAO_BENCH_LOG"])


def children(url: str) -> int:
    """The process that listens at this address: the only one of ours on that port."""
    port = int(url.rsplit(":", 1)[1].split("/")[0])
    for one in machine.family(os.getpid()):
        try:
            if f"{port}" in Path(f"/proc/{one}/cmdline").read_text().replace("\0", " "):
                return one
        except OSError:
            continue
    raise SystemExit("the server beside was not found")


if __name__ == "__main__":
    main()
