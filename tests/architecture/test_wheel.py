"""What is built is what was tested: templates, static files, instruments and catalogues go in; tests do not."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.databases import ROOT, SOURCES

SHIPPED = {".html", ".css", ".js", ".po", ".json", ".typ", ".txt", ".svg", ".woff2"}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder: Path = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


def test_everything_beside_the_code_is_inside(names: set[str]) -> None:
    missing = []
    for source in SOURCES:
        root = (ROOT / source).parent if source.startswith("platform/") else ROOT
        files = [str(f.relative_to(root)) for f in (ROOT / source).rglob("*") if f.suffix in SHIPPED]
        missing += [f for f in files if f not in names]
    assert missing == []


def test_every_catalogue_ships_compiled(names: set[str]) -> None:
    sources = {n.removesuffix(".po") for n in names if n.endswith(".po")}
    assert sources
    assert sources <= {n.removesuffix(".mo") for n in names if n.endswith(".mo")}


def test_only_our_five_packages_are_inside(names: set[str]) -> None:
    tops = {n.split("/")[0] for n in names if ".dist-info/" not in n}
    assert tops == {"mediation", "training", "counseling", "cms", "realtime"}
