"""The limit of one counsellor's people: refused with a clear word, or taken on by a signed exception. Never in the way of red or orange."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.enums import EntryKind
from counseling.interventions.models import CaseloadLimit
from counseling.interventions.selectors import caseload
from counseling.interventions.services import writing
from counseling.screening.enums import GUARDED
from counseling.screening.models import Flag
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit

FULL = "caseload"
REASON_AT_LEAST = 10


def require_room(user: User, flag: Flag) -> None:
    """Raises Conflict (FULL) when this person would be one too many and no exception was signed."""
    if flag.level in GUARDED or flag.acknowledged_by_id == user.pk:
        return
    limit = caseload.limit_at(flag.area_path)
    if limit is not None and caseload.load_of(user) >= limit and not caseload.excepted(user, flag):
        raise Conflict(
            _("You accompany as many people as your place allows. Please leave this one to a colleague, or sign an exception."), code=FULL
        )


@transaction.atomic
def sign_exception(*, actor: Actor, user: User, flag: Flag, reason: str, press: uuid.UUID) -> None:
    """One more than allowed, with the reason under one's own name."""
    writing.guard(actor, user, flag)
    if len(reason.strip()) < REASON_AT_LEAST:
        raise Invalid(fields={"reason": _("Please write one or two sentences: why nobody else can do it.")})
    writing.write(actor=actor, user=user, flag=flag, kind=EntryKind.EXCEPTION, press=press, body={"reason": reason.strip()})


@transaction.atomic
def set_limit(*, actor: Actor, user: User, area_path: str, most: int) -> None:
    """For a place and everything below it that has no limit of its own."""
    if not actor.holds(Capability.CARE_QUEUE, area_path):
        raise NotFound
    if not 1 <= most <= 500:
        raise Invalid(fields={"most": _("Between 1 and 500, please.")})
    CaseloadLimit.objects.update_or_create(area_path=area_path, defaults={"most": most, "set_by": user, "set_at": clock.now()})
    trail.record(actor, "care.caseload", ("area", area_path), most=most)
    publish_on_commit("care")
