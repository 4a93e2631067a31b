#!/usr/bin/env python3
"""Two commands with nothing but Python 3.11: `run` and `test`."""

import argparse
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WIN = os.name == "nt"
PY = VENV / ("Scripts/python.exe" if WIN else "bin/python")
START = time.perf_counter()


def say(text: str) -> None:
    print(f"[{time.perf_counter() - START:6.1f} s] {text}", flush=True)


def sh(*cmd: str | Path, **kw: object) -> None:
    subprocess.run([str(c) for c in cmd], check=True, cwd=ROOT, **kw)  # type: ignore[call-overload]


def digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest() + sys.version


def prepare(lock: str) -> None:
    stamp = VENV / "xinqiao.stamp"
    want = digest(ROOT / lock, ROOT / "dev.py")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == want:
        return
    if not PY.exists():
        sh(sys.executable, "-m", "venv", "--without-pip", VENV)
        say("virtual environment")
    uv = VENV / ".uv"
    try:
        if not (uv / "bin" / "uv").exists():
            if subprocess.call([sys.executable, "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
                sh(PY, "-m", "ensurepip", stdout=subprocess.DEVNULL)
                pip = PY
            else:
                pip = sys.executable
            sh(pip, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--require-hashes",
               "--target", uv, "-r", "requirements-boot.txt")
            say("uv")
        sh(uv / "bin" / "uv", "pip", "sync", "-q", "--python", PY, "--require-hashes", "--link-mode", "copy" if WIN else "hardlink", lock)
    except (subprocess.CalledProcessError, OSError) as why:
        say(f"uv did not work ({why}); using pip")
        sh(PY, "-m", "ensurepip")
        sh(PY, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", lock)
    site = subprocess.check_output([PY, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True).strip()
    Path(site, "xinqiao.pth").write_text(f"{ROOT}\n{ROOT / 'platform'}\n", encoding="utf-8")
    stamp.write_text(want, encoding="utf-8")
    say("packages")


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 -- started by whatever python3 is there
        sys.exit("Xinqiao needs Python 3.11 or newer.")
    p = argparse.ArgumentParser()
    sub = p.add_subparsers(dest="what", required=True)
    r = sub.add_parser("run")
    r.add_argument("--port", default="8000")
    r.add_argument("--host", default="127.0.0.1")
    sub.add_parser("test")
    a = p.parse_args()
    os.environ.setdefault("PYTHONUTF8", "1")
    os.chdir(ROOT)
    (ROOT / "var").mkdir(exist_ok=True)
    if a.what == "run":
        prepare("requirements.txt")
        say("starting")
        cmd = [str(PY), "-X", "utf8", "-m", "mediation", "serve", "--migrate", "--host", a.host, "--port", a.port]
        if not WIN:
            sys.stdout.flush()
            os.execv(cmd[0], cmd)  # the server takes this process: one pid, one SIGTERM
        return subprocess.call(cmd)
    prepare("requirements-dev.txt")
    for cmd in (["ruff", "check"], ["lint-imports"], ["mypy"], ["pytest", "-n", "2"]):
        sh(PY.parent / cmd[0], *cmd[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
