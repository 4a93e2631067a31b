#!/usr/bin/env python3
"""Xinqiao's two commands, with nothing but Python: `python3 dev.py run` and `python3 dev.py test`.

Everything it makes lies in `.venv/` and `var/`; deleting both leaves the checkout as it was cloned.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STATE = Path(os.environ.get("XINQIAO_STATE", str(ROOT / "var")))
LOCKS = ROOT / "requirements"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "xinqiao.stamp"
START = time.perf_counter()
SOURCES = ("platform/mediation", "training", "counseling", "cms", "realtime")
LOCKING = ("--python-version", "3.11", "--universal", "--fork-strategy", "fewest", "--generate-hashes",
           "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet")  # fmt: skip
NOTHING_TO_RUN = 5  # pytest's word for it: what was asked for lies in the other half
WITHOUT_DATABASE = ["--ignore=tests/e2e", "--ignore=tests/architecture"]  # run once, on SQLite


def say(text: str) -> None:
    print(f"[{time.perf_counter() - START:6.1f} s] {text}", flush=True)


def stop(text: str) -> None:
    print(f"\n{text}", file=sys.stderr, flush=True)
    raise SystemExit(1)


def call(*command: str | Path, env: dict[str, str] | None = None, quiet: bool = False) -> int:
    out = subprocess.DEVNULL if quiet else None
    return subprocess.call([str(c) for c in command], cwd=ROOT, env=env, stdout=out, stderr=out)


def newer_python() -> None:
    """Started by an old python3: hand over to a newer one if the machine has it."""
    if tuple(sys.version_info) >= (3, 11):  # started by whatever python3 is there
        return
    for minor in (13, 12, 11):
        found = shutil.which(f"python3.{minor}")
        if found:
            os.execv(found, [found, *sys.argv])
    major, minor = sys.version_info[:2]
    stop(f"Xinqiao needs Python 3.11 or newer, this is {major}.{minor}.\n  Debian or Ubuntu: sudo apt-get install python3.11")


# --- the environment ------------------------------------------------------------------------------------------------


def mark(lock: str) -> str:
    """What the environment was made from; another lock, checkout or Python means making it again."""
    made_from = (LOCKS / f"{lock}.txt").read_bytes() + (LOCKS / "boot.txt").read_bytes()
    return f"{lock} {hashlib.sha256(made_from).hexdigest()} {ROOT} {sys.version}"


def prepare(lock: str) -> None:
    """Bring `.venv` to what `requirements/<lock>.txt` says; instant when it is there already."""
    held = STAMP.read_text(encoding="utf-8") if STAMP.exists() else ""
    if held in {mark(lock), mark("dev")} and call(PYTHON, "-c", "", quiet=True) == 0:  # dev holds everything core does
        return
    if PYTHON.exists() and call(PYTHON, "-c", "", quiet=True) != 0:
        say("the environment in .venv is broken (moved?), making it again")
        shutil.rmtree(VENV)
    if not PYTHON.exists():
        if call(sys.executable, "-m", "venv", "--without-pip", VENV) != 0:
            stop("Python's venv module is missing.\n  Debian or Ubuntu: sudo apt-get install python3-venv")
        say("made .venv")
    file = LOCKS / f"{lock}.txt"
    packages = sum(line[:1].isalnum() for line in file.read_text(encoding="utf-8").splitlines())
    say(f"installing about {packages} packages, each checked against its hash (half a minute with a good connection)")
    if not (by_uv(file) or by_pip(file)):
        stop(
            "The packages could not be installed; the reason stands above.\n"
            "  No connection to the package index? Name a mirror: PIP_INDEX_URL=https://…/simple and run this again."
        )
    purelib = subprocess.check_output(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True, encoding="utf-8"
    ).strip()
    Path(purelib, "xinqiao.pth").write_text(f"{ROOT}\n{ROOT / 'platform'}\n", encoding="utf-8")
    STAMP.write_text(mark(lock), encoding="utf-8")
    say("packages are in place")


def pip() -> list[str | Path] | None:
    """A pip that works: this Python's own, or one put into `.venv`."""
    if call(sys.executable, "-m", "pip", "--version", quiet=True) == 0:
        return [sys.executable, "-m", "pip"]
    if call(PYTHON, "-m", "pip", "--version", quiet=True) == 0 or call(PYTHON, "-m", "ensurepip", quiet=True) == 0:
        return [PYTHON, "-m", "pip"]
    return None


def uv() -> Path | None:
    """The pinned uv, kept inside `.venv`; fetched by pip when it is not there."""
    folder = VENV / ".uv"
    for place in ("bin/uv", "Scripts/uv.exe"):
        if (folder / place).exists():
            return folder / place
    installer = pip()
    if installer:
        quietly = ("--quiet", "--disable-pip-version-check", "--no-warn-script-location")
        call(*installer, "install", *quietly, "--no-deps", "--require-hashes", "--target", folder, "-r", LOCKS / "boot.txt")
    for place in ("bin/uv", "Scripts/uv.exe"):
        if (folder / place).exists():
            return folder / place
    found = shutil.which("uv")
    return Path(found) if found else None


def by_uv(lock: Path) -> bool:
    tool = uv()
    if tool is None:
        say("uv is not to be had here; pip takes longer")
        return False
    env = dict(os.environ)
    if not {"UV_INDEX_URL", "UV_DEFAULT_INDEX"} & env.keys():  # a mirror that pip was told of serves uv too
        told = env.get("PIP_INDEX_URL") or pip_setting("global.index-url")
        if told:
            env["UV_DEFAULT_INDEX"] = told
    if not os.access(Path.home(), os.W_OK):
        env.setdefault("UV_CACHE_DIR", str(STATE / "cache"))
    return call(tool, "pip", "sync", "--python", PYTHON, "--require-hashes", "--quiet", lock, env=env) == 0


def pip_setting(name: str) -> str:
    tool = pip()
    if tool is None:
        return ""
    told = subprocess.run([*map(str, tool), "config", "get", name], capture_output=True, text=True, check=False)
    return told.stdout.strip() if told.returncode == 0 else ""


def by_pip(lock: Path) -> bool:
    if call(PYTHON, "-m", "pip", "--version", quiet=True) != 0 and call(PYTHON, "-m", "ensurepip", quiet=True) != 0:
        say("pip is missing. Debian or Ubuntu: sudo apt-get install python3-venv python3-pip")
        return False
    return call(PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "-r", lock) == 0


# --- the commands ---------------------------------------------------------------------------------------------------


def run(host: str, port: str, *, https: bool) -> int:
    prepare("core")
    say("starting")
    command = [str(PYTHON), "-X", "utf8", "-m", "mediation", "serve", "--migrate", "--host", host, "--port", port]
    if https:
        command.append("--https")
    if WINDOWS:
        return call(*command)
    sys.stdout.flush()
    os.execv(command[0], command)  # the server takes over this process: one pid, one signal to stop it


def reset() -> int:
    """Forget the demo: the database and the files. Keys stay."""
    if os.environ.get("DATABASE_URL"):
        stop("DATABASE_URL is set: this only ever deletes the demo's own SQLite file under var/.")
    if running():
        stop("Xinqiao is running. Stop it first (Ctrl-C where it runs).")
    for name in ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "db.sqlite3-journal"):
        (STATE / name).unlink(missing_ok=True)
    shutil.rmtree(STATE / "media", ignore_errors=True)
    say("the demo is forgotten; `make run` builds a new one")
    return 0


def running() -> bool:
    """Whether a server holds this state folder (see `serve`)."""
    lock = STATE / "serve.lock"
    if WINDOWS or not lock.exists():
        return False
    import fcntl  # noqa: PLC0415 -- not on Windows

    with open(lock, "a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def test(arguments: list[str], *, browser: bool, postgres: bool) -> int:
    """Everything a change must pass. Each step is named, timed, and ends the run when it fails.

    With `postgres`, the database tests once more on PostgreSQL and Redis, and nothing else: CI does both.
    """
    prepare("dev")
    env = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}", "PYTHONUTF8": "1"}
    env["DJANGO_SETTINGS_MODULE"] = "mediation.config.settings.test"
    if browser and not postgres and not chromium():
        stop(
            "The browser tests need Chromium.\n"
            "  Debian or Ubuntu: sudo apt-get install chromium fonts-noto-cjk\n"
            "  elsewhere: install it and set CHROMIUM to its path\n"
            "  without: python3 dev.py test --no-browser"
        )
    env["CHROMIUM"] = "" if postgres else chromium()
    tools = PYTHON.parent
    pytest: list[str | Path] = [tools / "pytest", *([] if browser else ["--ignore=tests/e2e"]), *arguments]
    # in the order of their folders: by number of tests, the few that take a minute each would come last, on one processor
    side_by_side: list[str | Path] = [*pytest, "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    steps: list[tuple[str, list[str | Path]]] = [
        ("lint", [tools / "ruff", "check", "."]),
        ("import contracts", [tools / "lint-imports"]),
        ("types", [tools / "mypy"]),
        ("migrations complete", [PYTHON, "-m", "mediation", "makemigrations", "--check", "--dry-run"]),
        ("tests on SQLite, side by side", [*side_by_side, "-m", "not alone"]),
        ("tests on SQLite, one by one", [*pytest, "-m", "alone"]),
    ]
    if postgres:
        served: list[str | Path] = [PYTHON, "-m", "tests.clusters"]
        steps = [
            ("tests on PostgreSQL and Redis, side by side", [*served, *side_by_side, "-m", "not alone and not e2e", *WITHOUT_DATABASE]),
            ("tests on PostgreSQL and Redis, one by one", [*served, *pytest, "-m", "alone and not e2e", *WITHOUT_DATABASE]),
        ]
    for name, command in steps:
        say(name)
        code = call(*command, env=env)
        if code not in (0, NOTHING_TO_RUN if arguments else 0):
            say(f"{name}: failed")
            return code
    say("all passed")
    return 0


def chromium() -> str:
    """Where the browser is; as root on Debian it is fetched. "" if there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    for attempt in (1, 2):
        for found in (os.environ.get("CHROMIUM"), *map(shutil.which, names)):
            if found:
                return found
        if attempt == 2 or WINDOWS or os.geteuid() != 0 or not shutil.which("apt-get"):
            break
        say("installing Chromium")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        call("apt-get", "update", "-qq", env=env)
        call("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk", env=env)
    return ""


def messages() -> int:
    """Collect the sentences of every app into its catalogue and compile what is newer."""
    prepare("dev")
    if not shutil.which("xgettext"):
        stop("Collecting sentences needs gettext.\n  Debian or Ubuntu: sudo apt-get install gettext")
    for app in sorted({p.parent for s in SOURCES for p in (ROOT / s).rglob("apps.py")}):
        (app / "locale").mkdir(exist_ok=True)
        command = [str(PYTHON), "-m", "django", "makemessages", "-l", "zh_Hans", "--no-location", "--no-wrap", "-e", "html,py,txt"]
        if subprocess.call(command, cwd=app) != 0:
            return 1
    return call(PYTHON, "-m", "mediation", "compile_catalogues")


def lock() -> int:
    """Resolve the lock files anew: for Python 3.11, with hashes, without any index address."""
    prepare("dev")
    tool = uv()
    if tool is None:
        stop("uv is needed to make the locks.")
    core, dev, boot = (LOCKS / f"{n}.txt" for n in ("core", "dev", "boot"))
    compile_ = [str(tool), "pip", "compile", *LOCKING]
    return (
        call(*compile_, "pyproject.toml", "-o", core)
        or call(*compile_, "pyproject.toml", "--group", "dev", "-c", core, "-o", dev)
        or call(*compile_, "--group", "boot", "-o", boot)
        or call(*compile_, "--group", "bench", "-c", core, "-o", LOCKS / "bench.txt")
    )


def bench() -> int:
    """The rooms beside what others would write (docs/benchmarks/realtime.md). Its packages lie beside the environment."""
    prepare("core")
    for name, package in (("redis-server", "redis-server"), ("psql", "postgresql")):
        if not shutil.which(name):
            stop(f"The benchmark needs PostgreSQL and Redis.\n  Debian or Ubuntu: sudo apt-get install {package}")
    more = STATE / "bench" / "packages"
    wanted = (LOCKS / "bench.txt").read_bytes()
    made = more / "made-from.txt"
    if not made.exists() or made.read_bytes() != wanted:
        shutil.rmtree(more, ignore_errors=True)
        tool = uv()
        if tool is None:
            stop("uv is needed to install what the benchmark compares with.")
            return 1
        into = ("--python", PYTHON, "--target", more)
        if call(tool, "pip", "install", *into, "--no-deps", "--require-hashes", "--quiet", "-r", LOCKS / "bench.txt"):
            return 1
        made.write_bytes(wanted)
    return measure("tests.bench", more)


def bench_casework() -> int:
    """The pages of casework over a million cases (docs/benchmarks/casework.md)."""
    prepare("core")
    if not shutil.which("psql"):
        stop("The benchmark needs PostgreSQL.\n  Debian or Ubuntu: sudo apt-get install postgresql")
    return measure("tests.bench.casework")


def bench_training() -> int:
    """Learning, measured on the embedded default (docs/benchmarks/training.md): nothing but the product's own packages."""
    prepare("dev")
    return measure("tests.bench.training")


def measure(module: str, *more: Path) -> int:
    path = os.pathsep.join(map(str, (ROOT, ROOT / "platform", *more)))
    return call(PYTHON, "-m", module, env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"})


def main() -> int:
    newer_python()
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    serving = commands.add_parser("run", help="set up what is missing and serve the demo county")
    serving.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    serving.add_argument("--port", default=os.environ.get("PORT") or "8000")
    serving.add_argument("--https", action="store_true", default=os.environ.get("HTTPS", "") not in {"", "0"})
    testing = commands.add_parser("test", help="lint, types, contracts and all tests; what else is given goes to pytest")
    testing.add_argument("--no-browser", action="store_true")
    testing.add_argument("--postgres", action="store_true", help="only the database tests, on PostgreSQL and Redis of this machine")
    commands.add_parser("reset", help="forget the demo's data")
    commands.add_parser("messages", help="collect and compile the catalogues")
    commands.add_parser("lock", help="resolve the locked requirements anew")
    commands.add_parser("bench-realtime", help="measure the rooms beside what others would write")
    commands.add_parser("bench-casework", help="measure the pages of casework over a million cases")
    commands.add_parser("bench-training", help="measure lessons, quizzes, sign-ins and reports on learning")
    told, more = parser.parse_known_args()
    if more and told.what != "test":
        parser.error(f"unknown: {' '.join(more)}")
    os.environ.setdefault("PYTHONUTF8", "1")
    os.chdir(ROOT)
    STATE.mkdir(parents=True, exist_ok=True)
    if told.what == "run":
        return run(told.host, told.port, https=told.https)
    if told.what == "test":
        return test(more, browser=not told.no_browser, postgres=told.postgres)
    doing = {
        "reset": reset, "messages": messages, "lock": lock, "bench-realtime": bench, "bench-casework": bench_casework,
        "bench-training": bench_training,
    }
    return doing[told.what]()


if __name__ == "__main__":
    sys.exit(main())
