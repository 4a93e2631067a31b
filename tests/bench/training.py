"""`make bench-training`: learning on this machine with the embedded default, Daphne and SQLite (docs/benchmarks/training.md).

Two hundred people sign in within a minute and open their lesson, due at even moments whether or not the server follows; each delay
is counted from the moment the sign-in was due. Beside it, in the same run: a plain public Wagtail page, and the four reports.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

from tests.bench import machine
from tests.bench.school import PASSWORD
from tests.clusters import free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
SIGN_INS, MINUTE, TIMES = 200, 60.0, 20
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ASSET = re.compile(r'(?:href|src)="([^"]+\.(?:css|js|mjs|svg|png|woff2|ico|webmanifest)[^"]*)"')
MODULE = re.compile(r"""(?:from|import)\s*\(?["'](\.{1,2}/[^"']+|/[^"']+)["']""")


class Visitor:
    """One browser: its cookies, its own address behind the proxy."""

    def __init__(self, port: int, number: int) -> None:
        self.port, self.jar = port, {"django_language": "zh-hans"}
        self.address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, bytes, str]:
        """(status, body as it came over the line, where to)."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{k}={v}" for k, v in self.jar.items())
        head = {
            "Cookie": cookies, "X-Forwarded-For": self.address, "Accept-Encoding": "gzip", "Referer": f"http://127.0.0.1:{self.port}{path}",
            "Origin": f"http://127.0.0.1:{self.port}", "Accept-Language": "zh-CN",
        }
        body = urlencode(data).encode() if data is not None else None
        if body is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(method, path, body, head)
        answer = line.getresponse()
        raw = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.jar[key.strip()] = rest.partition(";")[0]
        self.packed = answer.headers.get("Content-Encoding") == "gzip"
        line.close()
        return answer.status, raw, answer.headers.get("Location", "")

    def text(self, raw: bytes) -> str:
        return (gzip.decompress(raw) if self.packed else raw).decode("utf-8", errors="replace")

    def sign_in(self, name: str) -> int:
        _status, raw, _to = self.ask("GET", "/accounts/login/")
        token = TOKEN.search(self.text(raw))
        given = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
        return self.ask("POST", "/accounts/login/", given)[0]


def p95(values: list[float]) -> float:
    return sorted(values)[max(0, int(len(values) * 0.95) - 1)] if values else float("nan")


def told(name: str, values: list[float], **more: Any) -> dict[str, Any]:
    return {"what": name, "n": len(values), "p50": statistics.median(values) * 1000, "p95": p95(values) * 1000, **more}


def burst(port: int, lesson: str) -> list[dict[str, Any]]:
    """The nine o'clock burst."""
    whole: list[float] = []
    pages: list[float] = []
    wrong: list[str] = []
    begun = time.perf_counter()

    def one(n: int) -> None:
        due = begun + n * MINUTE / SIGN_INS
        time.sleep(max(0.0, due - time.perf_counter()))
        visitor = Visitor(port, n + 2)
        try:
            signed = visitor.sign_in(f"learner{n}")
            opened = time.perf_counter()
            status, _raw, _to = visitor.ask("GET", lesson)
        except OSError as why:
            wrong.append(str(why))
            return
        end = time.perf_counter()
        if signed != 302 or status != 200:
            wrong.append(f"{signed} {status}")
            return
        whole.append(end - due)
        pages.append(end - opened)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(SIGN_INS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        print(f"  {len(wrong)} went wrong: {wrong[:3]}", file=sys.stderr)
    return [
        told("sign-in page, sign-in and lesson together", whole, failed=len(wrong)),
        told("of that the lesson", pages, failed=len(wrong)),
    ]


def repeated(visitor: Visitor, name: str, path: str, server: int) -> dict[str, Any]:
    for _ in range(2):
        visitor.ask("GET", path)
    before, times = machine.cpu(server), []
    for _ in range(TIMES):
        start = time.perf_counter()
        status, raw, _to = visitor.ask("GET", path)
        times.append(time.perf_counter() - start)
        if status != 200:
            raise SystemExit(f"{path}: {status}")
    return told(name, times, cpu=(machine.cpu(server) - before) / TIMES / 1000, bytes=len(raw))


def first_view(visitor: Visitor, path: str) -> dict[str, int]:
    """Bytes over the line with nothing in the cache: the page, its style sheets and scripts, and what these import."""
    status, raw, _to = visitor.ask("GET", path)
    if status != 200:
        raise SystemExit(f"{path}: {status}")
    found = {path: len(raw)}
    todo = [urljoin(path, ref) for ref in ASSET.findall(visitor.text(raw)) if "://" not in ref]
    while todo:
        ref = todo.pop()
        if ref in found or ref.split("?")[0].endswith(".ico"):
            continue
        status, raw, _to = visitor.ask("GET", ref)
        found[ref] = len(raw) if status == 200 else 0
        if ref.split("?")[0].endswith((".js", ".mjs")):
            todo += [urljoin(ref, more) for more in MODULE.findall(visitor.text(raw))]
    return found


def measure(folder: Path, env: dict[str, str]) -> None:
    print("making 50 courses, 5,000 learners, 20,000 attempts", file=sys.stderr)
    begun = time.perf_counter()
    made = subprocess.run(
        [sys.executable, "-m", "tests.bench.school"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise SystemExit(made.stderr[-3000:])
    plan = json.loads(made.stdout.strip().splitlines()[-1])
    print(f"  made in {time.perf_counter() - begun:.0f} s; queries {plan['queries']}", file=sys.stderr)
    port = free_port()
    with open(folder / "server.log", "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "mediation", "serve", "--port", str(port), "--worker", "none"], cwd=ROOT, env=env,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait_for(port, "the product", 120)
        rows: list[dict[str, Any]] = []
        learner, mentor, chief, nobody = (Visitor(port, 60000 + n) for n in range(4))
        for visitor, name in ((learner, "learner1"), (mentor, "mentor"), (chief, "supervisor")):
            if visitor.sign_in(name) != 302:
                raise SystemExit(f"{name} could not sign in: see {folder / 'server.log'}")
        weight = first_view(learner, plan["lesson"])
        before, ours, start = machine.busy(), machine.cpu(server.pid), time.perf_counter()
        rows.append(repeated(learner, "lesson, signed in", plan["lesson"], server.pid))
        rows.append(repeated(nobody, "plain Wagtail page, nobody signed in", plan["plain"], server.pid))
        for visitor, kind in ((learner, "own"), (mentor, "apprentices"), (mentor, "drills"), (chief, "houses")):
            rows.append(repeated(visitor, f"report: {kind}", f"/learn/reports/{kind}/", server.pid))
        rows += burst(port, plan["lesson"])
        took, used = time.perf_counter() - start, machine.cpu(server.pid) - ours
        others = machine.others(used, took, before)
    finally:
        server.terminate()
        server.wait(15)
    show(plan["queries"], weight, rows, others)


def show(queries: dict[str, int], weight: dict[str, int], rows: list[dict[str, Any]], others: float) -> None:
    print(f"\nOther processes kept {others:.1f} processors busy; load average {os.getloadavg()[0]:.1f}.\n")
    for name, n in queries.items():
        print(f"- {name}: {n} queries, three of them to know who asks (session, user, roles)")
    print(f"- first view of a lesson: {sum(weight.values()) / 1000:.1f} kB over the line in {len(weight)} answers\n")
    print("| what | n | p50 ms | p95 ms | CPU ms | bytes | failed |\n| --- | --- | --- | --- | --- | --- | --- |")
    for row in rows:
        cpu = f"{row['cpu']:.1f}" if "cpu" in row else ""
        last = f"{row.get('bytes', '')} | {row.get('failed', '')}"
        print(f"| {row['what']} | {row['n']} | {row['p50']:.0f} | {row['p95']:.0f} | {cpu} | {last} |")
    for ref, size in sorted(weight.items(), key=lambda one: -one[1])[:8]:
        print(f"  {size:>7} {ref}", file=sys.stderr)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="xinqiao-bench-") as name:
        folder = Path(name)
        env = {
            **os.environ, "XINQIAO_STATE": str(folder), "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")]),
        }  # fmt: skip
        measure(folder, env)


if __name__ == "__main__":
    main()
