"""The random sample: every finished case of a month has the same chance, and the share is published."""

from __future__ import annotations

import math
import secrets
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.audit import trail
from mediation.casework.enums import CaseState
from mediation.casework.models import Case, CaseEvent
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid
from mediation.integrity.enums import AuditResult, Looked
from mediation.integrity.models import Draw, DrawnCase, Finding
from mediation.integrity.policies import drawn, findings
from mediation.notifications.services import notify
from mediation.territory.models import Area

ME = system("integrity.sampling")
FINISHED = ("agreement_in_force", "ended")


def share() -> Decimal:
    """Of a hundred finished cases so many are looked at; the county may set `AUDIT_SHARE`, five of a hundred otherwise."""
    return Decimal(str(getattr(settings, "AUDIT_SHARE", "0.05")))


@transaction.atomic
def draw(month: date | None = None) -> Draw | None:
    """Draw last month's sample, once. At least one case of any month that had one."""
    first = (month or (clock.today().replace(day=1) - timedelta(days=1))).replace(day=1)
    if Draw.objects.filter(month=first).exists():
        return None
    after = (first + timedelta(days=32)).replace(day=1)
    start, end = (clock.day_end(d - timedelta(days=1)) for d in (first, after))
    done = CaseEvent.objects.filter(kind__in=FINISHED, at__gt=start, at__lte=end).values("case")
    ids = list(
        Case.objects.filter(pk__in=done, state__in=(CaseState.AGREED, CaseState.ENDED, CaseState.CLOSED)).order_by("pk")
        .values_list("pk", flat=True)
    )
    row = Draw.objects.create(month=first, share=share(), population=len(ids), drawn_at=clock.now())
    size = min(len(ids), math.ceil(len(ids) * share()))
    chosen = secrets.SystemRandom().sample(ids, size)
    DrawnCase.objects.bulk_create([DrawnCase(draw=row, case_id=i) for i in chosen])
    trail.record(ME, "integrity.draw", ("draw", str(row.pk)), population=len(ids), drawn=size)
    root = Area.objects.order_by("path").first()
    for user in users_holding(Capability.CASE_OVERSEE, root) if root is not None and size else ():
        notify(f"user:{user.public_id}", "integrity.sample", link="/desk/integrity/", n=size)
    return row


@transaction.atomic
def looked_at_drawn(*, actor: Actor, row: DrawnCase, result: str) -> None:
    """What a call or visit to the people brought; the first result counts, "not reached" may be improved."""
    drawn.require(actor, "look", row)
    if result not in AuditResult.values:
        raise Invalid(fields={"result": _("Please choose one.")})
    rows = DrawnCase.objects.filter(pk=row.pk, result__in=("", AuditResult.NOT_REACHED))
    if not rows.update(result=result, looked_at=clock.now(), looked_by=actor.key):
        raise Conflict
    trail.record(actor, "integrity.audit", ("case", row.case_id), result=result)


@transaction.atomic
def looked_at_finding(*, actor: Actor, row: Finding, outcome: str) -> None:
    """A supervisor has looked. The first outcome counts."""
    findings.require(actor, "look", row)
    if outcome not in Looked.values:
        raise Invalid(fields={"outcome": _("Please choose one.")})
    changed = Finding.objects.filter(pk=row.pk, looked_at=None).update(
        looked_at=clock.now(), looked_by=actor.key, looked_by_name=actor.name, outcome=outcome
    )
    if changed:
        trail.record(actor, "integrity.looked", ("finding", row.pk), outcome=outcome)
