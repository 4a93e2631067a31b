"""Run by `.ci/run` with the installed wheel's Python, outside the checkout: what must be inside it, and that it serves."""

import importlib.util
import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

INSIDE = {
    "mediation": ["web/templates/web/base.html", "web/static/web/css/tokens.css", "web/locale/zh_Hans/LC_MESSAGES/django.mo"],
    "counseling": [],
    "training": [],
    "cms": [],
    "realtime": [],
}


def contents() -> None:
    for package, files in INSIDE.items():
        spec = importlib.util.find_spec(package)
        assert spec and spec.origin and "site-packages" in spec.origin, f"{package} is not from the wheel"
        folder = Path(spec.origin).parent
        missing = [f for f in files if not (folder / f).exists()]
        assert not missing, f"{package} lacks {missing}"
        sources = {p.with_suffix("") for p in folder.rglob("*.po")}
        compiled = {p.with_suffix("") for p in folder.rglob("*.mo")}
        assert sources <= compiled, f"{package}: not compiled {sources - compiled}"
    assert importlib.util.find_spec("tests") is None, "the wheel ships tests"
    print("wheel: templates, static files and catalogues are inside")


def get(address: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.status, answer.read()


def served(port: str) -> None:
    base = f"http://127.0.0.1:{port}"
    for _ in range(840):
        try:
            assert get(f"{base}/healthz")[0] == 200
            break
        except (urllib.error.URLError, ConnectionError):
            time.sleep(1)
    else:
        raise SystemExit("the installed wheel does not answer")
    for _ in range(60):
        try:
            told = json.loads(get(f"{base}/readyz")[1])
            break
        except urllib.error.HTTPError as not_yet:
            told = json.loads(not_yet.read())
            time.sleep(1)
    assert told["status"] == "ok", told
    assert get(f"{base}/static/web/css/tokens.css")[0] == 200
    status, page = get(f"{base}/accounts/login/")
    assert status == 200 and "登录" in page.decode(), "no Chinese on the sign-in page"
    print("wheel: healthz, readyz, static files and a Chinese page are served")


if __name__ == "__main__":
    served(sys.argv[1]) if len(sys.argv) > 1 else contents()
