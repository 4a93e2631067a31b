"""The operators' table says what the code reads, and a county's settings pass Django's own inspection."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.databases import ROOT, SOURCES

READ = re.compile(r"\benv(?:\.\w+)?\(\s*\"([A-Z][A-Z0-9_]+)\"|\bsecret\(\"([A-Z_]+)\"\)|environ(?:\.get)?[\[(]\"([A-Z][A-Z0-9_]+)\"")
INTERNAL = {"DJANGO_SETTINGS_MODULE"}  # told in the text above the table
PAGE = ROOT / "docs" / "operations" / "configuration.md"


def read_in_code() -> set[str]:
    files = [f for s in SOURCES for f in (ROOT / s).rglob("*.py") if f.name != "test.py"]
    return {next(filter(None, m.groups())) for f in files for m in READ.finditer(f.read_text(encoding="utf-8"))} - INTERNAL


def test_every_variable_that_is_read_stands_in_the_table_and_the_other_way_round() -> None:
    table = set(re.findall(r"^\| `([A-Z0-9_]+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert read_in_code() == table


def test_a_county_starts_without_a_warning(tmp_path: Path) -> None:
    base = {k: v for k, v in os.environ.items() if k not in {"SECRET_KEY", "AUDIT_KEY", "VAULT_MASTER_KEY", "DATABASE_URL"}}
    env = base | {
        "DJANGO_SETTINGS_MODULE": "mediation.config.settings.production", "XINQIAO_STATE": str(tmp_path),
        "ALLOWED_HOSTS": "mediation.example.org", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}",
    }
    made = subprocess.run([sys.executable, "-m", "mediation", "make_keys"], env=env, capture_output=True, text=True)
    again = subprocess.run([sys.executable, "-m", "mediation", "make_keys"], env=env, capture_output=True, text=True)
    checked = subprocess.run(
        [sys.executable, "-m", "mediation", "check", "--deploy", "--fail-level", "WARNING"], env=env, capture_output=True, text=True
    )
    assert made.stdout.count("made ") == 3
    assert "all keys are there" in again.stdout
    assert {oct(f.stat().st_mode)[-3:] for f in (tmp_path / "keys").iterdir()} == {"600"}
    assert checked.returncode == 0, checked.stderr
