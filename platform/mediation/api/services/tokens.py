"""Giving another program access, and taking it away."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Capability
from mediation.api.enums import Scope
from mediation.api.models import ApiToken, Webhook
from mediation.api.policies import tokens
from mediation.audit import trail
from mediation.common import clock, showing
from mediation.common.actor import Actor, system
from mediation.common.errors import Invalid, NotFound
from mediation.territory.models import Organisation
from mediation.vault import sealing

LONGEST = timedelta(days=366)
MOST_A_MINUTE = 1200
LOOK = timedelta(minutes=1)  # how exactly "last used" is kept


def actor_of(token: ApiToken) -> Actor:
    """The program in the audit trail."""
    return system(f"api.{token.id}")


def secret_of(seed: str) -> str:
    """256 bits that belong to a seed of `showing`: the same at every look in that browser, known to nobody without it."""
    return "xq_" + "".join(sealing.blind_index(f"api.token.{part}", seed) for part in "ab")


@transaction.atomic
def make(
    *, actor: Actor, name: str, organisation: Organisation, scopes: Sequence[str], until: date, per_minute: int, seed: str, press: uuid.UUID
) -> ApiToken:
    """A token whose secret belongs to `seed` and is shown from it. The same form sent twice makes one."""
    if not (actor.is_system or (actor.is_user and actor.holds(Capability.ACCOUNTS_MANAGE, organisation.area.path))):
        raise NotFound
    if not name.strip() or len(name) > 80:
        raise Invalid(fields={"name": _("Please say in 1 to 80 characters which program it is.")})
    if not scopes or not set(scopes) <= set(Scope.values):
        raise Invalid(fields={"scopes": _("Please choose what the token is for.")})
    if not clock.today() < until <= clock.today() + LONGEST:
        raise Invalid(fields={"until": _("From tomorrow on, and for a year at most.")})
    if not 1 <= per_minute <= MOST_A_MINUTE:
        raise Invalid(fields={"per_minute": _("Between 1 and 1200, please.")})
    row = ApiToken(
        id=uuid.uuid5(press, sealing.blind_index("api.press", seed)), name=name.strip(), organisation=organisation,
        secret_digest=_digest(secret_of(seed)), scopes=sorted(scopes), per_minute=per_minute, created_at=clock.now(), created_by=actor.key,
        expires_at=clock.day_end(until),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # pressed twice
        return ApiToken.objects.get(pk=row.pk)
    trail.record(actor, "api.token", ("api-token", row.id), scopes=row.scopes, organisation=str(organisation.public_id))
    return row


def shown_to(token: ApiToken, seed: str) -> str:
    """The secret, for the browser that made it and for a quarter of an hour; else ""."""
    secret = secret_of(seed)
    return secret if token.secret_digest == _digest(secret) and showing.still(token.created_at) else ""


@transaction.atomic
def revoke(*, actor: Actor, token: ApiToken) -> None:
    """From now on the token opens nothing, and nothing more is sent to the addresses it gave."""
    tokens.require(actor, "manage", token)
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        return
    Webhook.objects.filter(token=token, ended_at=None).update(ended_at=clock.now())
    trail.record(actor, "api.revoke", ("api-token", token.id))


def token_of(secret: str) -> ApiToken | None:
    """The living token with this secret."""
    if not secret.isascii() or not secret or len(secret) > 200:
        return None
    row = ApiToken.objects.select_related("organisation__area").filter(
        secret_digest=_digest(secret), revoked_at=None, expires_at__gt=clock.now()
    ).first()
    if row is not None and (row.used_at is None or row.used_at < clock.now() - LOOK):
        ApiToken.objects.filter(pk=row.pk).update(used_at=clock.now())
    return row


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()  # 256 random bits: no dictionary reaches them
