"""Hanging up and taking down the codes on posters."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.journeys.models import IntakePoint, RetiredCode, new_token
from mediation.journeys.policies import points
from mediation.territory.models import Area, Organisation

OVERLAPS = (0, 14, 30)  # days an exchanged code still leads here; 0 where the old one was misused


@transaction.atomic
def add_point(
    *, actor: Actor, label: str, area: Area, organisation: Organisation | None = None, expires_at: datetime | None = None
) -> IntakePoint:
    """A new code for a poster; supervisors of the area and the demo."""
    if not (actor.is_system or (actor.is_user and actor.holds(Capability.CASE_OVERSEE, area.path))):
        raise NotFound
    label = label.strip()
    if not label or len(label) > 80:
        raise Invalid(fields={"label": _("Please say in 1 to 80 characters where the poster hangs.")})
    unfit = None if expires_at is None else days.wrong_ahead(expires_at, years=days.DUTY_YEARS)
    if unfit is not None:
        raise Invalid(fields={"expires_at": unfit})
    row = IntakePoint.objects.create(label=label, area=area, organisation=organisation, created_at=clock.now(), expires_at=expires_at)
    trail.record(actor, "journeys.add_point", ("point", row.id), area=str(area.public_id))
    return row


@transaction.atomic
def revoke_point(*, actor: Actor, point: IntakePoint) -> None:
    """Take a code down: from now on it answers like one that never was."""
    points.require(actor, "manage", point)
    if IntakePoint.objects.filter(pk=point.pk, revoked_at=None).update(revoked_at=clock.now()):
        trail.record(actor, "journeys.revoke_point", ("point", point.id))


@transaction.atomic
def renew_point(*, actor: Actor, point: IntakePoint, seen: str, overlap: int) -> IntakePoint:
    """A new code for the same poster. `seen` is the code the page showed: pressed twice, or by two people, it changes once.

    The old one leads here for `overlap` days more, so that whoever is at the poster before the new sheet hangs is not turned away.
    """
    points.require(actor, "manage", point)
    if overlap not in OVERLAPS:
        raise Invalid(fields={"overlap": _("Please choose one of the times shown.")})
    if IntakePoint.objects.filter(pk=point.pk, token=seen, revoked_at=None).update(token=new_token()):
        now = clock.now()
        if overlap:
            RetiredCode.objects.create(point=point, token=seen, retired_at=now, until=now + timedelta(days=overlap))
        trail.record(actor, "journeys.renew_point", ("point", point.id), days=overlap)
    point.refresh_from_db()
    return point
