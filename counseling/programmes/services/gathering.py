"""Programmes and gatherings: planned, changed, called off, and afterwards who came."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.programmes.enums import GatheringKind, GatheringState, ProgrammeKind, ProgrammeState, SignUpState
from counseling.programmes.models import Agreement, Gathering, Partner, Programme, SignUp
from counseling.programmes.policies import agreements, gatherings, partners, programmes
from counseling.programmes.services import places
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock, days
from mediation.common.actor import Actor, system
from mediation.common.errors import Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.territory.models import Area
from mediation.vault import sealing

TOPIC = "programmes"
MOST = 2000  # places
LIST_KEPT = timedelta(days=90)  # own rule: nobody needs to know later who came to a salon
LONGEST = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned. partner and programme may be None."""

    kind: str
    title: str
    about: str
    speaker: str
    place: str
    starts_at: datetime
    ends_at: datetime
    places: int
    listed: bool
    programme: Programme | None
    partner: Partner | None


@transaction.atomic
def begin_programme(
    *, actor: Actor, area: Area, kind: str, title: str, about: str, begins_on: date, ends_on: date | None,
    agreement: Agreement | None, press: uuid.UUID,
) -> Programme:
    """A programme for a group. Pressed twice it is one."""
    if not (actor.is_system or actor.holds(Capability.PROGRAMMES_RUN, area.path)):
        raise NotFound
    made = Programme.objects.filter(press=press, area=area).first()
    if made is not None:
        return made
    if agreement is not None and not actor.is_system:
        agreements.require(actor, "keep", agreement)
    wrong: dict[str, str] = {}
    if kind not in ProgrammeKind.values:
        wrong["kind"] = str(_("Please choose one."))
    if not title.strip() or len(title) > 100:
        wrong["title"] = str(_("Please write between 1 and %(limit)s characters.") % {"limit": 100})
    if not about.strip() or len(about) > 4000:
        wrong["about"] = str(_("Please write between 1 and %(limit)s characters.") % {"limit": 4000})
    if ends_on is not None and ends_on < begins_on:
        wrong["ends_on"] = str(_("The last day has to be after the first."))
    if (unfit := days.too_far(begins_on)) is not None or begins_on.year < 2000:
        wrong["begins_on"] = str(unfit or _("Please check the year."))
    if wrong:
        raise Invalid(fields=wrong)
    row = Programme.objects.create(
        area=area, kind=kind, title=title.strip(), about=about.strip(), begins_on=begins_on, ends_on=ends_on, agreement=agreement,
        press=press, created_at=clock.now(),
    )
    trail.record(actor, "programmes.programme", ("programme", row.id), kind=kind)
    publish_on_commit(TOPIC)
    return row


@transaction.atomic
def end_programme(*, actor: Actor, programme: Programme) -> None:
    """No new gatherings; those that are planned go on. Ending it twice is harmless."""
    programmes.require(actor, "keep", programme)
    if Programme.objects.filter(pk=programme.pk, state=ProgrammeState.OPEN).update(state=ProgrammeState.ENDED):
        trail.record(actor, "programmes.programme_end", ("programme", programme.id))
        publish_on_commit(TOPIC)


def _check(actor: Actor, plan: Plan) -> None:
    wrong: dict[str, str] = {}
    if plan.kind not in GatheringKind.values:
        wrong["kind"] = str(_("Please choose one."))
    for name, limit in (("title", 100), ("place", 120)):
        text = getattr(plan, name).strip()
        if not text or len(text) > limit:
            wrong[name] = str(_("Please write between 1 and %(limit)s characters.") % {"limit": limit})
    if not 1 <= plan.places <= MOST:
        wrong["places"] = str(_("Between 1 and %(most)s places.") % {"most": MOST})
    unfit = None if actor.is_system else days.wrong_ahead(plan.starts_at)
    if unfit is not None:
        wrong["starts_at"] = str(unfit)
    if not plan.starts_at < plan.ends_at <= plan.starts_at + LONGEST:
        wrong["ends_at"] = str(_("The end has to be after the beginning, within three days."))
    if wrong:
        raise Invalid(fields=wrong)
    if plan.partner is not None and not actor.is_system:
        partners.require(actor, "view", plan.partner)
    if plan.programme is not None and not actor.is_system:
        programmes.require(actor, "keep", plan.programme)


def _values(plan: Plan) -> dict[str, Any]:
    values = {f: getattr(plan, f) for f in Plan.__dataclass_fields__}
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


@transaction.atomic
def plan_gathering(*, actor: Actor, user: User | None, area: Area, plan: Plan, press: uuid.UUID) -> Gathering:
    """Plan one; its link and QR code work at once. Pressed twice it is one."""
    if not (actor.is_system or actor.holds(Capability.PROGRAMMES_RUN, area.path)):
        raise NotFound
    made = Gathering.objects.filter(press=press, area=area).first()
    if made is not None:
        return made
    _check(actor, plan)
    try:
        with transaction.atomic():
            row = Gathering.objects.create(area=area, created_by=user, press=press, **_values(plan))
    except IntegrityError:  # the other of two presses
        return Gathering.objects.get(press=press)
    _promise_shredding(row)
    trail.record(actor, "programmes.gathering", ("gathering", row.id), kind=row.kind, places=row.places)
    publish_on_commit(TOPIC)
    return row


def _promise_shredding(row: Gathering) -> None:
    outbox.add(
        "counseling.programmes.tasks.forget_list", key=f"gathering-list:{row.id}:{row.ends_at:%Y%m%d%H%M}",
        due_at=row.ends_at + LIST_KEPT, gathering=str(row.id),
    )


@transaction.atomic
def change_gathering(*, actor: Actor, gathering: Gathering, plan: Plan) -> Gathering:
    """Move it, rename it, give more places (the waiting list moves up) or fewer (never fewer than are given away)."""
    gatherings.require(actor, "keep", gathering)
    _check(actor, plan)
    held = places.lock(gathering)
    if held.state == GatheringState.CANCELLED:
        raise Invalid(_("This was called off. Plan a new one."))
    if plan.places < held.taken:
        raise Invalid(fields={"places": _("%(n)s places are already given away.") % {"n": held.taken}})
    moved = (held.starts_at, held.place) != (plan.starts_at, plan.place.strip())
    Gathering.objects.filter(pk=held.pk).update(**_values(plan))
    held.refresh_from_db()
    _promise_shredding(held)
    places.move_up(held)
    if moved:
        places.tell_everybody(held, "programmes.moved")
    trail.record(actor, "programmes.gathering_change", ("gathering", held.id), places=held.places, moved=moved)
    publish_on_commit(TOPIC)
    return held


@transaction.atomic
def set_open(*, actor: Actor, gathering: Gathering, state: str) -> None:
    """Open or shut the sign-up, or call the gathering off; who has a place or waits is then told."""
    gatherings.require(actor, "keep", gathering)
    if state not in GatheringState.values:
        raise Invalid(fields={"state": _("Please choose one.")})
    held = places.lock(gathering)
    if GatheringState.CANCELLED in (held.state, state) and held.state == state:
        return
    if not Gathering.objects.filter(pk=held.pk).exclude(state__in=(GatheringState.CANCELLED, state)).update(state=state):
        return
    if state == GatheringState.CANCELLED:
        places.tell_everybody(held, "programmes.called_off")
    trail.record(actor, "programmes.gathering_state", ("gathering", held.id), state=state)
    publish_on_commit(TOPIC)


@transaction.atomic
def write_attendance(*, actor: Actor, gathering: Gathering, came: Collection[uuid.UUID], walk_ins: int) -> None:
    """Who of the list came, and how many without signing up. May be corrected while the list exists."""
    gatherings.require(actor, "keep", gathering)
    if gathering.starts_at > clock.now():
        raise Invalid(_("It has not begun yet."))
    if gathering.list_gone_at is not None:
        raise Invalid(_("The list of names has been destroyed; the counts stay as they are."))
    if not 0 <= walk_ins <= MOST:
        raise Invalid(fields={"walk_ins": _("Please write a number up to %(most)s.") % {"most": MOST}})
    rows = SignUp.objects.filter(gathering=gathering, state__in=(SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.HELD))
    rows.filter(pk__in=came).update(came=True)
    rows.exclude(pk__in=came).update(came=False)
    Gathering.objects.filter(pk=gathering.pk, attended_at=None).update(attended_at=clock.now())
    Gathering.objects.filter(pk=gathering.pk).update(walk_ins=walk_ins)
    trail.record(actor, "programmes.attendance", ("gathering", gathering.id), came=rows.filter(came=True).count(), walk_ins=walk_ins)
    publish_on_commit(TOPIC)


@transaction.atomic
def forget_list(*, gathering_id: uuid.UUID) -> None:
    """Ninety days later nobody can read who signed up. The counts stay."""
    row = Gathering.objects.filter(pk=gathering_id, list_gone_at=None).first()
    if row is None or row.ends_at + LIST_KEPT > clock.now():
        return
    sealing.destroy(row.list_scope)
    Gathering.objects.filter(pk=row.pk).update(list_gone_at=clock.now())
    SignUp.objects.filter(gathering=row).update(phone_index="", source_index="", device_index="")
    trail.record(system("programmes.retention"), "programmes.list_gone", ("gathering", row.id))
