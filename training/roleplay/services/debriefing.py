"""The talk afterwards, in its order: the mediator; what worked; the trainer, three to one; what the mediator asks for."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.notifications import services as notices
from training.roleplay import packets, words
from training.roleplay.enums import DrillState, Step
from training.roleplay.models import Drill, Part, Word
from training.roleplay.policies import drills
from training.roleplay.selectors import debrief, sheets

THREE = 3  # of what worked, for one thing to try


def say(*, actor: Actor, drill: Drill, worked: bool, text: str, press: uuid.UUID) -> None:
    """Say something when it is one's turn. Twice is once.

    Raises Conflict when it is somebody else's turn, Invalid for nothing said or for too little praise.
    """
    drills.require(actor, "debrief", drill)
    drill.refresh_from_db(fields=["state", "step"])
    if drill.words.filter(person=actor.subject, press=press).exists():
        return
    may = debrief.turn(actor, drill)
    if not may.speaks:
        raise Conflict(_("It is somebody else's turn to speak."))
    if not may.chooses:
        worked = drill.step != Step.ASKED
    text = text.strip()
    if not 0 < len(text) <= words.LONGEST:
        raise Invalid(fields={"text": _("Please write between one and %(n)s characters.") % {"n": words.LONGEST}})
    if drill.step == Step.COACH and not worked:
        told = drill.words.filter(step=Step.COACH)
        if told.filter(worked=True).count() < THREE * (told.filter(worked=False).count() + 1):
            raise Invalid(fields={"worked": _("First three things that worked, then one to try.")})
    key = uuid.uuid4()
    try:
        with transaction.atomic():
            Word.objects.create(
                id=key, drill=drill, person=uuid.UUID(actor.subject), step=drill.step, worked=worked,
                text=words.seal(drill, "word", key, text), press=press, at=clock.now(),
            )
            trail.record(actor, "roleplay.say", ("drill", drill.pk), step=drill.step)
            publish_on_commit(f"drill:{drill.pk}")
    except IntegrityError:  # pressed twice
        return


def go_on(*, actor: Actor, drill: Drill, step: int, all_the_same: bool = False) -> None:
    """To the next step. `step` is the one the page stood at. Raises Conflict while the mediator has not spoken, unless told to go on."""
    drills.require(actor, "lead", drill)
    drill.refresh_from_db(fields=["state", "step"])
    if drill.state != DrillState.DEBRIEF or step != drill.step or step >= Step.ASKED:
        return
    if step == Step.MEDIATOR and not all_the_same and not drill.words.filter(step=Step.MEDIATOR).exists():
        raise Conflict(_("Whoever played the mediator speaks first, and has not spoken yet."), code="mediator-first")
    with transaction.atomic():
        if Drill.objects.filter(pk=drill.pk, state=DrillState.DEBRIEF, step=step).update(step=step + 1):
            trail.record(actor, "roleplay.coach", ("drill", drill.pk), step=step + 1)
            publish_on_commit(f"drill:{drill.pk}")


def finish(*, actor: Actor, drill: Drill) -> None:
    """The end. What observers saw becomes evidence of who played the mediator. Twice is once."""
    drills.require(actor, "lead", drill)
    drill.refresh_from_db(fields=["state", "step"])
    if drill.state == DrillState.DONE:
        return
    if drill.state != DrillState.DEBRIEF or drill.step != Step.ASKED:
        raise Conflict(_("The talk afterwards has not come to its end yet."))
    if sheets.waiting(drill):
        raise Conflict(_("Not all observers have closed their sheets. Remind them, or close a sheet for who had to go."))
    with transaction.atomic():
        if not Drill.objects.filter(pk=drill.pk, state=DrillState.DEBRIEF).update(state=DrillState.DONE):
            return
        drill.refresh_from_db()
        for part in drill.parts.all():
            notices.notify(part.key, "roleplay.done", link=reverse("drill", args=[drill.pk]))
        trail.record(actor, "roleplay.finish", ("drill", drill.pk), evidence=len(sheets.evidence(drill)))
        publish_on_commit(f"drill:{drill.pk}")


def remember(*, actor: Actor, drill: Drill, text: str) -> None:
    """What the person wants to take along, for the own eyes only. Saved as often as one likes."""
    drills.require(actor, "debrief", drill)
    part = packets.own_part(actor, drill)
    if part is None:
        raise NotFound
    text = text.strip()
    if len(text) > words.LONGEST:
        raise Invalid(fields={"text": _("Please keep to %(n)s characters.") % {"n": words.LONGEST}})
    with transaction.atomic():
        Part.objects.filter(pk=part.pk).update(takes_home=debrief.seal_home(drill, part, text))
        trail.record(actor, "roleplay.say", ("drill", drill.pk), alone=True)
        publish_on_commit(f"actor:{actor.key}")


