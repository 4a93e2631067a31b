"""Whoever reads the audit trail reads words, not codes: each action the code writes has them."""

from __future__ import annotations

import ast
from pathlib import Path

from mediation.web.audit_words import WORDS, WORK

ROOT = Path(__file__).resolve().parents[2]
DOORS = ("trail.record", "trail.record_read")
SOURCES = ("platform/mediation", "training", "counseling", "cms", "realtime")


def written() -> dict[str, str]:
    """Every action given to `trail.record` or `trail.record_read` as a literal or a constant of the file, with the file it stands in."""
    found: dict[str, str] = {}
    for file in (f for source in SOURCES for f in sorted((ROOT / source).rglob("*.py"))):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in ast.walk(tree) if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets if isinstance(target, ast.Name)
        }
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and ast.unparse(call.func).endswith(DOORS) and len(call.args) > 1):
                continue
            told = call.args[1]
            for action in [told.body, told.orelse] if isinstance(told, ast.IfExp) else [told]:
                name = action.value if isinstance(action, ast.Constant) else constants.get(getattr(action, "id", ""))
                if isinstance(name, str):
                    found.setdefault(name, str(file.relative_to(ROOT)))
    return found


def test_every_action_has_words() -> None:
    actions = written()

    assert len(actions) > 100
    assert {a: f for a, f in actions.items() if a not in WORDS} == {}
    assert {a.partition(".")[0] for a in actions} <= set(WORK)
