"""What `/readyz` asks before it says that this process may be sent visitors.

An area registers a check in `ready()`. A check returns "" when all is well, or a few words for the operator; it must not
take longer than a second and must not tell anything about people.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)
Check = Callable[[], str]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    _checks[name] = check


def report() -> dict[str, str]:
    """Name of each check and "ok" or what is wrong. A check that raises is wrong by its exception's class."""
    found = {}
    for name, check in sorted(_checks.items()):
        try:
            found[name] = check() or "ok"
        except Exception as error:
            logger.error("readiness check %s: %s", name, type(error).__name__)
            found[name] = type(error).__name__
    return found
