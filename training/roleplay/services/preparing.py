"""Preparing a drill, opening its room, giving it up before it has begun."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.notifications import services as notices
from realtime.rooms.models import Room
from realtime.rooms.services import open_room
from training.roleplay.enums import NEEDED, DrillState
from training.roleplay.models import Drill, Part, Play, Take
from training.roleplay.place import KIND
from training.roleplay.policies import drills, plays
from training.roleplay.selectors import people

MOST_OBSERVERS = 6


def prepare(
    *, actor: Actor, play: Play, planned_at: datetime, cast: Mapping[str, str], observers: Sequence[str], press: uuid.UUID
) -> Drill:
    """A drill of the newest version: `cast` says who plays which role, by the person's opaque id. Twice is once.

    The trainer plays no part (who leads a debriefing should not have played in the drill). Raises Invalid by field, all at once.
    """
    plays.require(actor, "prepare", play)
    known = Drill.objects.filter(press=press, trainer=actor.subject).first()
    if known is not None:
        return known
    version = play.versions.order_by("-number").first()
    if version is None:
        raise NotFound
    named = {role: person for role, person in cast.items() if person}
    there = people.candidates(actor)
    _check(planned_at, named, observers, list(version.content["roles"]), there)
    now = clock.now()
    try:
        with transaction.atomic():
            drill = Drill.objects.create(
                version=version, trainer=uuid.UUID(actor.subject), trainer_name=actor.name[:80], planned_at=planned_at, press=press,
                created_at=now,
            )
            Take.objects.create(drill=drill, number=1, mark=None, at=now)
            for role, person in [*named.items(), *(("", person) for person in observers)]:
                part = Part.objects.create(drill=drill, person=uuid.UUID(person), name=str(there[person])[:80], role=role)
                notices.notify(part.key, "roleplay.cast", link=reverse("drill", args=[drill.pk]))
            trail.record(actor, "roleplay.prepare", ("drill", drill.pk), play=str(play.pk), version=version.number, parts=len(named))
            publish_on_commit(f"actor:{actor.key}")
    except IntegrityError:  # the same page, pressed twice at one moment
        return Drill.objects.get(press=press, trainer=actor.subject)
    return drill


def _check(
    planned_at: datetime, named: Mapping[str, str], observers: Sequence[str], roles: Sequence[str], there: Mapping[str, User]
) -> None:
    wrong: dict[str, str] = {}
    late = days.wrong_ahead(planned_at)
    if late:
        wrong["planned_at"] = str(late)
    for role in roles:
        if role in NEEDED and role not in named:
            wrong[role] = _("Nobody plays this role yet.")
        elif role in named and named[role] not in there:
            wrong[role] = _("Please choose somebody from the list.")
    everybody = [*named.values(), *observers]
    for role, person in named.items():
        if role not in roles:
            raise NotFound
        if everybody.count(person) > 1:
            wrong.setdefault(role, _("This person has another place already."))
    if any(o not in there for o in observers) or len(set(observers)) != len(observers):
        wrong["observers"] = _("Please choose somebody from the list.")
    elif len(observers) > MOST_OBSERVERS:
        wrong["observers"] = _("At most %(n)s people can observe.") % {"n": MOST_OBSERVERS}
    if wrong:
        raise Invalid(fields=wrong)


def open_drill(*, actor: Actor, drill: Drill) -> Room:
    """Open the room. Twice gives the same room."""
    drills.require(actor, "lead", drill)
    with transaction.atomic():
        moved = Drill.objects.filter(pk=drill.pk, state=DrillState.PREPARED).update(state=DrillState.OPEN, opened_at=clock.now())
        drill.refresh_from_db()
        if not moved and drill.state != DrillState.OPEN:
            raise Conflict
        room = open_room(actor, KIND, str(drill.pk), drill.scope, drill.version.play.title_zh)
        if moved:
            for part in drill.parts.all():
                notices.notify(part.key, "roleplay.opened", link=reverse("drill", args=[drill.pk]))
            trail.record(actor, "roleplay.open", ("drill", drill.pk))
            publish_on_commit(f"drill:{drill.pk}")
    return room


def cancel(*, actor: Actor, drill: Drill) -> None:
    """Give a prepared drill up. Twice is once; one that has begun is ended, not given up."""
    drills.require(actor, "lead", drill)
    with transaction.atomic():
        if Drill.objects.filter(pk=drill.pk, state=DrillState.PREPARED).update(state=DrillState.CANCELLED):
            trail.record(actor, "roleplay.cancel", ("drill", drill.pk))
            publish_on_commit(f"drill:{drill.pk}")
            return
    drill.refresh_from_db()
    if drill.state != DrillState.CANCELLED:
        raise Conflict
