"""What the product imports is among the packages it is installed with, not only among those of its tests."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = {"mediation", "counseling", "training", "cms", "realtime"}
# fetched by a site that wants them (docs/operations/media.md); the code says so where one is missing
WHEN_WANTED = {"livekit"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> dict[str, Path]:
    """The first part of every import of the product, with a file that has it."""
    found: dict[str, Path] = {}
    for place in ("platform/mediation", "counseling", "training", "cms", "realtime"):
        for file in (ROOT / place).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                found.update({name.split(".")[0]: file for name in names})
    return found


def test_every_import_of_the_product_is_installed_with_it() -> None:
    core = {plain(line.split("==")[0]) for line in (ROOT / "requirements/core.txt").read_text("utf-8").splitlines() if "==" in line}
    made_of = packages_distributions()
    missing = {
        name: str(file.relative_to(ROOT))
        for name, file in imported().items()
        if name not in OURS | WHEN_WANTED | sys.stdlib_module_names and not {plain(d) for d in made_of.get(name, [])} & core
    }
    assert missing == {}
