"""What observers do: tie moments to indicators, say what they saw, close the sheet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from realtime.rooms import selectors as rooms
from realtime.rooms.enums import RoomState
from training.roleplay import words
from training.roleplay.enums import AFTER, DrillState, Level
from training.roleplay.models import Drill, Part, Rating, Tag
from training.roleplay.place import room_of
from training.roleplay.policies import drills
from training.roleplay.selectors import sheets

MOST_TAGS = 200


def tag(*, actor: Actor, drill: Drill, indicator: str, note: str, press: uuid.UUID) -> None:
    """This moment shows the indicator. Nobody else is told, not even that something was seen. Twice is once."""
    part = _own(actor, drill)
    room = room_of(drill)
    if drill.state != DrillState.OPEN or room is None or room.state == RoomState.CLOSED:
        raise Conflict(_("The room of this drill is not open."))
    if indicator not in drill.version.content["watch"]:
        raise NotFound
    note = note.strip()
    if len(note) > words.LONGEST:
        raise Invalid(fields={"note": _("Please keep to %(n)s characters.") % {"n": words.LONGEST}})
    if part.tags.count() >= MOST_TAGS:
        raise Conflict(_("You have tied enough moments for one drill."))
    key = uuid.uuid4()
    try:
        with transaction.atomic():
            Tag.objects.create(
                id=key, part=part, indicator=indicator, note=words.seal(drill, "tag", key, note), take=drill.take,
                seq=rooms.head_of(room).seq, press=press, at=clock.now(),
            )
            trail.record(actor, "roleplay.tag", ("drill", drill.pk))
            publish_on_commit(f"actor:{actor.key}")
    except IntegrityError:  # pressed twice
        return


def rate(*, actor: Actor, drill: Drill, said: Mapping[str, str]) -> None:
    """Keep what is on the sheet so far: a level, or `none` for "not observed"; what is empty stays open."""
    part = _own(actor, drill)
    known = {str(level.value): level for level in Level}
    taken = {code: said[code] for code in drill.version.content["watch"] if said.get(code)}
    strange = [code for code, word in taken.items() if word not in known and word != sheets.NOT_OBSERVED]
    if strange:
        raise Invalid(fields={code: _("Please choose one of the answers shown.") for code in strange})
    with transaction.atomic():
        if not Part.objects.filter(pk=part.pk, submitted_at=None).update(excused=False):  # takes the row: a sheet just closed stays
            raise Conflict(_("Your sheet is closed."))
        for code, word in taken.items():
            Rating.objects.update_or_create(part=part, indicator=code, defaults={"level": known.get(word)})
        trail.record(actor, "roleplay.rate", ("drill", drill.pk), answered=len(taken))
        publish_on_commit(f"actor:{actor.key}")


def submit(*, actor: Actor, drill: Drill) -> None:
    """Close the own sheet for good. Every indicator has an answer, "not observed" among them. Twice is once."""
    part = sheets.observer(actor, drill)
    if part.submitted_at is not None:
        return
    _own(actor, drill)
    open_lines = [line.indicator.code for line in sheets.own(actor, drill).lines if not line.said]
    if open_lines:
        raise Invalid(fields={code: _("Nothing is said here yet. “Not observed” is an answer too.") for code in open_lines})
    _close(actor, drill, part, excused=False)


def excuse(*, actor: Actor, drill: Drill, part: int) -> None:
    """The trainer closes the sheet of an observer who had to go, so that the others need not wait. What is on it counts."""
    drills.require(actor, "lead", drill)
    row = drill.parts.filter(pk=part, role="").first()
    if row is None:
        raise NotFound
    if drill.state not in AFTER:
        raise Conflict(_("Sheets are closed for somebody only after the playing."))
    _close(actor, drill, row, excused=True)


def _close(actor: Actor, drill: Drill, part: Part, *, excused: bool) -> None:
    with transaction.atomic():
        if not Part.objects.filter(pk=part.pk, submitted_at=None).update(submitted_at=clock.now(), excused=excused):
            return
        trail.record(actor, "roleplay.excuse" if excused else "roleplay.submit", ("drill", drill.pk))
        publish_on_commit(f"drill:{drill.pk}")


def _own(actor: Actor, drill: Drill) -> Part:
    """The observer's own part, with a sheet that is still open. Raises NotFound for everybody else."""
    part = sheets.observer(actor, drill)
    drill.refresh_from_db(fields=["state", "take"])
    if part.submitted_at is not None:
        raise Conflict(_("Your sheet is closed."))
    if drill.state not in (DrillState.OPEN, *AFTER):
        raise Conflict(_("The drill has not begun yet."))
    return part
