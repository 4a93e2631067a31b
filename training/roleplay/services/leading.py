"""What the trainer does while the drill runs: put something in, mark a moment, move on, go back, end."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.notifications import services as notices
from realtime.rooms import selectors as rooms
from realtime.rooms.enums import RoomState
from realtime.rooms.models import Room
from realtime.rooms.services import close_room, note
from training.roleplay import words
from training.roleplay.enums import DrillState, Step
from training.roleplay.models import Drill, Inject, Mark, Take
from training.roleplay.place import room_of
from training.roleplay.policies import drills

SHORT = 80  # characters of the name of a moment
MOST_TAKES = 20


def put_in(*, actor: Actor, drill: Drill, to: str, text: str, press: uuid.UUID) -> None:
    """Tell everybody (`to` empty) or one role alone. What goes to one role is in no log and on nobody else's topic. Twice is once."""
    room = _running(actor, drill)
    text = text.strip()
    roles = drill.version.content["roles"]
    if to and to not in roles:
        raise NotFound
    if not 0 < len(text) <= words.LONGEST:
        raise Invalid(fields={"text": _("Please write between one and %(n)s characters.") % {"n": words.LONGEST}})
    key = uuid.uuid4()
    part = drill.parts.filter(role=to).first() if to else None
    if to and part is None:
        raise Invalid(fields={"to": _("Nobody plays this role.")})
    try:
        with transaction.atomic():
            Inject.objects.create(
                id=key, drill=drill, to=to, text=words.seal(drill, "inject", key, text), take=drill.take, seq=rooms.head_of(room).seq,
                press=press, at=clock.now(),
            )
            trail.record(actor, "roleplay.inject", ("drill", drill.pk), everybody=not to)
            if part is None:
                note(actor, room, "drill.inject", {}, client_id=press)
                publish_on_commit(f"drill:{drill.pk}")
            else:
                publish_on_commit(f"actor:{part.key}")
            publish_on_commit(f"actor:{actor.key}")
    except IntegrityError:  # pressed twice
        return


def mark(*, actor: Actor, drill: Drill, name: str, press: uuid.UUID) -> None:
    """Mark this moment, to come back to it or to speak of it afterwards. Twice is once."""
    room = _running(actor, drill)
    name = name.strip()
    if len(name) > SHORT:
        raise Invalid(fields={"name": _("Please keep to %(n)s characters.") % {"n": SHORT}})
    key = uuid.uuid4()
    try:
        with transaction.atomic():
            Mark.objects.create(
                id=key, drill=drill, words=words.seal(drill, "mark", key, name), take=drill.take, stage=drill.stage,
                seq=rooms.head_of(room).seq, press=press, at=clock.now(),
            )
            trail.record(actor, "roleplay.mark", ("drill", drill.pk), take=drill.take)
            publish_on_commit(f"actor:{actor.key}")
    except IntegrityError:
        return


def go_to(*, actor: Actor, drill: Drill, stage: int) -> None:
    """The play comes to another stage; everybody sees it. Twice is once."""
    room = _running(actor, drill)
    if not 0 <= stage < len(drill.version.content["stages"]):
        raise NotFound
    with transaction.atomic():
        if Drill.objects.filter(pk=drill.pk, state=DrillState.OPEN).exclude(stage=stage).update(stage=stage):
            note(actor, room, "drill.stage", {"stage": stage})
            trail.record(actor, "roleplay.stage", ("drill", drill.pk), stage=stage)
            publish_on_commit(f"drill:{drill.pk}")


def rewind(*, actor: Actor, drill: Drill, moment: uuid.UUID, take: int) -> None:
    """Back to a marked moment, and play on from there as a new take. Nothing of the log is taken away.

    White and Agne saw in 26 coached role plays that advice helped people to understand and hardly to do: so they try again.
    `take` is the one the page stood at: a second press, or an old window, changes nothing. Raises Conflict during a talk apart.
    """
    room = _running(actor, drill)
    at = Mark.objects.filter(drill=drill, pk=moment).first()
    if at is None:
        raise NotFound
    if Room.objects.filter(parent=room).exclude(state=RoomState.CLOSED).exists():
        raise Conflict(_("A talk apart is still running or asked for. Please let it end first."))
    if take >= MOST_TAKES:
        raise Conflict(_("This drill has been played again often enough. Please prepare a new one."))
    with transaction.atomic():
        moved = Drill.objects.filter(pk=drill.pk, state=DrillState.OPEN, take=take).update(take=take + 1, stage=at.stage)
        if not moved:
            return
        entry = note(actor, room, "drill.rewound", {"take": take + 1})
        Take.objects.create(drill=drill, number=take + 1, mark=at, since=entry.seq, at=clock.now())
        trail.record(actor, "roleplay.rewind", ("drill", drill.pk), take=take + 1)
        publish_on_commit(f"drill:{drill.pk}")


def end(*, actor: Actor, drill: Drill) -> None:
    """The playing is over: the room closes, and the talk afterwards begins. Twice is once."""
    drills.require(actor, "lead", drill)
    with transaction.atomic():
        moved = Drill.objects.filter(pk=drill.pk, state=DrillState.OPEN).update(
            state=DrillState.DEBRIEF, step=Step.MEDIATOR, ended_at=clock.now()
        )
        if not moved:
            return
        room = room_of(drill)
        if room is not None:
            close_room(system("roleplay.end"), room)
        for part in drill.parts.all():
            notices.notify(part.key, "roleplay.debrief", link=reverse("drill", args=[drill.pk]))
        trail.record(actor, "roleplay.end", ("drill", drill.pk), takes=drill.take)
        publish_on_commit(f"drill:{drill.pk}")


def _running(actor: Actor, drill: Drill) -> Room:
    """The room of a drill that runs. Raises NotFound for who does not lead it, Conflict where it does not run."""
    drills.require(actor, "lead", drill)
    drill.refresh_from_db(fields=["state", "take", "stage"])
    room = room_of(drill)
    if drill.state != DrillState.OPEN or room is None or room.state == RoomState.CLOSED:
        raise Conflict(_("The room of this drill is not open."))
    return room
