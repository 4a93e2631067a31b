"""What allauth asks us: who gets an account, and what proves that the right person still sits there."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mediation.accounts import limits, ports, recovery
from mediation.accounts.models import User
from mediation.common.errors import TooMany
from mediation.jobs import outbox

WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Enter a code instead"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given by the county's administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Left to a job, which makes its own link: the answer takes as long whether or not somebody has this address."""
        try:
            limits.spend("password-link", str(user.pk), limit=recovery.LINKS_A_DAY, seconds=24 * 3600)
        except TooMany:
            return  # said to nobody: it would tell that there is such a person
        with transaction.atomic():
            outbox.add(ports.LINK_TASK, user=str(user.public_id))

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Who has just signed in is not asked for the same again on the next page."""
        return not _just_signed_in(context.request) and bool(super().is_reauthentication_required(app=app, **more))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever has a second factor confirms with it: a password alone must not be enough to change how one signs in."""
        ways = [way | {"description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]
        if not user.is_authenticated or not has_factor(user.pk):
            return ways
        return [way for way in ways if way["id"] != "reauthenticate"]


def has_factor(user: int) -> bool:
    """Has the user a second factor set up? Recovery codes alone are none."""
    kept = Authenticator.objects.filter(user_id=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(kept.exists())


def _just_signed_in(request: HttpRequest) -> bool:
    done = get_authentication_records(request, request.user)
    return bool(done) and time.time() - done[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
