"""Typed reading of the environment; fails loudly. Any secret NAME may also be given as a file in NAME_FILE."""

from __future__ import annotations

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[3]
env = environ.Env()
# a checkout keeps its state in its own `var/`; an installed wheel in `var/` of the folder it is started in
HOME = ROOT if (ROOT / "pyproject.toml").exists() else Path.cwd()
STATE = Path(env.str("XINQIAO_STATE", default=str(HOME / "var")))
REDIS_URL: str = env.str("REDIS_URL", default="")


def secret(name: str) -> str:
    """From NAME, from the file NAME_FILE, or from the state folder where `dev.py` and `mediation make_keys` put it."""
    value = env.str(name, default="")
    if value:
        return str(value)
    path = Path(env.str(f"{name}_FILE", default=str(STATE / "keys" / name.lower())))
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    raise ImproperlyConfigured(f"{name} is not set. Set it, or {name}_FILE, or run `make run` once to have one made.")
