"""What accounts ask of notifications, which stand above them; wired in `NotificationsConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable

from mediation.accounts.models import User

LINK_TASK = "mediation.notifications.password_links.send"


def _nobody(user: User) -> bool:
    return False


_reachable: Callable[[User], bool] = _nobody


def wire_reachable(port: Callable[[User], bool]) -> None:
    global _reachable
    _reachable = port


def reachable(user: User) -> bool:
    """Is an address known to which a link for this person alone can go?"""
    return _reachable(user)
