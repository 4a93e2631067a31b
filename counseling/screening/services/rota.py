"""Keeping the rota."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.screening.enums import Rank
from counseling.screening.models import Shift
from counseling.screening.policies import shifts
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.territory.models import Area

LONGEST = timedelta(days=14)


@transaction.atomic
def add_shift(*, actor: Actor, user: User, area: Area, rank: Rank, starts_at: datetime, ends_at: datetime) -> Shift:
    """Put a counsellor on call. Raises Invalid for an impossible span or somebody who may not take calls there."""
    if not (actor.is_system or actor.holds(Capability.CARE_QUEUE, area.path)):
        raise NotFound
    if ends_at <= starts_at:
        raise Invalid(fields={"ends_at": _("The end has to be after the beginning.")})
    if ends_at <= clock.now() and not actor.is_system:
        raise Invalid(fields={"ends_at": _("This time has already passed.")})
    unfit = None if actor.is_system else days.too_far(starts_at)
    if unfit is not None:
        raise Invalid(fields={"starts_at": unfit})
    if ends_at - starts_at > LONGEST:
        raise Invalid(fields={"ends_at": _("One shift may last two weeks at most.")})
    if not rota.counsellors(area.path).filter(pk=user.pk).exists():
        raise Invalid(fields={"user": _("This person may not take calls for that place.")})
    if not actor.is_system:
        made = _stands_in_the_way(user, area, rank, starts_at, ends_at)
        if made is not None:
            return made
    try:
        with transaction.atomic():
            row = Shift.objects.create(user=user, area=area, rank=rank, starts_at=starts_at, ends_at=ends_at)
    except IntegrityError:  # pressed twice
        return Shift.objects.get(user=user, area=area, rank=rank, starts_at=starts_at)
    trail.record(actor, "care.shift_add", ("shift", row.id), rank=rank, area=str(area.public_id))
    publish_on_commit("care")
    return row


def _stands_in_the_way(user: User, area: Area, rank: Rank, starts_at: datetime, ends_at: datetime) -> Shift | None:
    """The same shift (pressed twice), or Invalid: nobody is twice on call at one place in one rank, nor their own deputy."""
    for row in Shift.objects.filter(user=user, area=area, starts_at__lt=ends_at, ends_at__gt=starts_at).order_by("starts_at"):
        if (row.rank, row.starts_at, row.ends_at) == (rank, starts_at, ends_at):
            return row
        span = {"who": str(user), "start": _said(row.starts_at), "end": _said(row.ends_at)}
        if row.rank == rank:
            raise Invalid(fields={"starts_at": _("%(who)s is on call there already, from %(start)s to %(end)s.") % span})
        if {row.rank, rank} == {Rank.FIRST, Rank.DEPUTY}:
            raise Invalid(fields={"rank": _(
                "From %(start)s to %(end)s %(who)s would be first on call and deputy at once; nobody would be woken after them."
            ) % span})
    return None


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"


@transaction.atomic
def remove_shift(*, actor: Actor, shift: Shift) -> None:
    shifts.require(actor, "plan", shift)
    trail.record(actor, "care.shift_remove", ("shift", shift.id), rank=shift.rank)
    Shift.objects.filter(pk=shift.pk).delete()
    publish_on_commit("care")
