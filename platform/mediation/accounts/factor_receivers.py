"""What follows when a second factor is added, taken away, used or refused: an audit line, and sessions that end."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models import F

from mediation.accounts import attendance, second_factor
from mediation.accounts.models import User
from mediation.accounts.selectors import actor_of_user
from mediation.audit import trail
from mediation.common.push import publish_on_commit


def connect() -> None:
    user_logged_in.connect(attendance.begin, dispatch_uid="accounts.attendance")
    signals.authenticator_added.connect(on_added, dispatch_uid="accounts.factor_added")
    signals.authenticator_removed.connect(on_removed, dispatch_uid="accounts.factor_removed")
    signals.authenticator_reset.connect(on_reset, dispatch_uid="accounts.factor_reset")
    signals.authentication_failed.connect(on_failed, dispatch_uid="accounts.factor_failed")


def on_added(request: Any, user: User, authenticator: Authenticator, **more: Any) -> None:
    """The first one ends every other session of the person, which may have begun with the password alone.

    Whoever has just set it up has also just shown it: they are not asked for a code once more on the next page.
    """
    first = authenticator.type != Authenticator.Type.RECOVERY_CODES and not second_factor.others(authenticator)
    with transaction.atomic():
        trail.record(actor_of_user(user), "accounts.add_second_factor", ("user", user.public_id), type=str(authenticator.type))
        if first:
            User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
            publish_on_commit(f"actor:user:{user.public_id}")
    if first:
        user.refresh_from_db(fields=["session_round"])
        update_session_auth_hash(request, user)
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def on_removed(user: User, authenticator: Authenticator, **more: Any) -> None:
    _note(user, "accounts.remove_second_factor", authenticator)


def on_reset(user: User, authenticator: Authenticator, **more: Any) -> None:
    _note(user, "accounts.new_recovery_codes", authenticator)


def on_failed(user: User, authenticator: Authenticator, **more: Any) -> None:
    _note(user, "accounts.refuse_second_factor", authenticator)


@transaction.atomic
def _note(user: User, action: str, authenticator: Authenticator) -> None:
    trail.record(actor_of_user(user), action, ("user", user.public_id), type=str(authenticator.type))
