"""Putting a pack of local rules in force at a place, and ending it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.casework import localrules
from mediation.casework.models import RulePackUse
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.territory.models import Area


@transaction.atomic
def put_in_force(*, actor: Actor, area: Area, pack: str, since: date) -> RulePackUse:
    """From a day on, today at the earliest: a limit that was told to somebody does not change behind their back.

    What held at the same place before ends the day before. Cases accepted earlier keep the limit they were given.
    """
    if not (actor.is_system or (actor.is_user and actor.holds(Capability.CASE_OVERSEE, area.path))):
        raise NotFound
    known = localrules.packs().get(pack)
    if known is None:
        raise Invalid(fields={"pack": _("Please choose one of the packs.")})
    unfit = days.wrong_ahead(since)
    if unfit is not None:
        raise Invalid(fields={"since": unfit})
    if not known.holds_on(since):
        raise Invalid(fields={"since": _("These rules do not hold on this day.")})
    held = RulePackUse.objects.filter(area=area, since=since).first()
    if held is not None:
        if held.pack == pack:
            return held  # pressed twice
        raise Invalid(fields={"since": _("Other rules begin at this place on the same day. End them first.")})
    RulePackUse.objects.filter(area=area, since__lt=since, until=None).update(until=since - timedelta(days=1))
    try:
        with transaction.atomic():
            row = RulePackUse.objects.create(area=area, pack=pack, since=since, made_by=actor.key, made_at=clock.now())
    except IntegrityError:  # somebody at the same moment
        raise Invalid(fields={"since": _("Other rules begin at this place on the same day. End them first.")}) from None
    trail.record(actor, "casework.rules", ("area", area.public_id), pack=known.version, since=since.isoformat())
    return row


@transaction.atomic
def end(*, actor: Actor, use: RulePackUse) -> None:
    """From tomorrow on it holds no more; one that has not begun goes away."""
    if not (actor.is_user and actor.holds(Capability.CASE_OVERSEE, use.area.path)):
        raise NotFound
    today = clock.today()
    if use.since > today:
        RulePackUse.objects.filter(pk=use.pk).delete()
    elif not RulePackUse.objects.filter(pk=use.pk, until=None).update(until=today):
        return
    trail.record(actor, "casework.rules_ended", ("area", use.area.public_id), pack=use.pack)
