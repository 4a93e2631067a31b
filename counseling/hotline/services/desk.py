"""Taking a call, writing it down while it runs, ending it. Everything said is sealed from the first letter."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.hotline.enums import HURTING, MINORS, AgeGroup, Direction, Outcome, Purpose, Right, Safe, Topic
from counseling.hotline.models import Call, CallConsent, CallNote
from counseling.hotline.policies import calls, rights_of
from counseling.hotline.selectors.desk import plain_body
from counseling.screening.enums import GUARDED, Level
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock, ids
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.people.services import blind_phone, clean_phone
from mediation.territory.models import Area
from mediation.vault import sealing

TOPIC = "hotline"
SEALED = ("name", "phone", "address", "home", "words", "done", "police")
KEPT = timedelta(days=3 * 366)  # three years at least: hotline guide 国卫办疾控函〔2021〕15号
LIMIT = 4000


@transaction.atomic
def take(*, actor: Actor, user: User, area: Area, press: uuid.UUID, direction: str = Direction.IN) -> Call:
    """Somebody is on the line. Pressed twice it is one call. Raises Invalid for a volunteer whose list does not say so."""
    if not (actor.is_user and actor.holds(Capability.HOTLINE_TAKE, area.path)):
        raise NotFound
    if Right.TAKE not in rights_of(actor):
        raise Invalid(_("Your list does not yet say that you may take calls. Please ask a counsellor of the centre."))
    made = Call.objects.filter(press=press).first()
    if made is not None:
        return calls.require(actor, "list", made)
    try:
        with transaction.atomic():
            row = Call.objects.create(
                number=ids.spoken_code(6), area=area, direction=Direction(direction), taken_by=user, began_at=clock.now(), press=press
            )
    except IntegrityError:  # the other of two presses
        return Call.objects.get(press=press)
    trail.record(actor, "hotline.take", ("call", row.id), direction=row.direction)
    publish_on_commit(TOPIC)
    return row


@transaction.atomic
def write(
    *, actor: Actor, call: Call, said: Mapping[str, str], level: str = "", age: str = AgeGroup.UNKNOWN, topic: str = "",
    safe: str = Safe.UNKNOWN,
) -> Call:
    """What is known by now. May be sent again as often as one likes while the call runs; afterwards notes are added."""
    calls.require(actor, "write", call)
    body = {name: said.get(name, "").strip() for name in SEALED}
    wrong = {n: _("Please write at most %(limit)s characters.") % {"limit": LIMIT} for n, text in body.items() if len(text) > LIMIT}
    if body["phone"]:
        try:
            body["phone"] = clean_phone(body["phone"])
        except Invalid as why:
            wrong["phone"] = str(why.fields["phone"])
    for name, value, allowed in (("level", level, Level), ("topic", topic, Topic)):
        if value and value not in allowed.values:
            wrong[name] = str(_("Please choose one."))
    if wrong:
        raise Invalid(fields=wrong)
    sealed = sealing.seal(call.scope, call.place, json.dumps(body, ensure_ascii=False))
    if not Call.objects.filter(pk=call.pk, ended_at=None).update(
        body_sealed=sealed, phone_index=sealing.blind_index("hotline", body["phone"]) if body["phone"] else "", level=level,
        age=AgeGroup(age), topic=topic, safe=Safe(safe),
    ):
        raise Conflict(_("This call has ended. Please add a note instead."))
    if CallConsent.objects.filter(call=call, purpose=Purpose.FILE).exists():
        know_again(call, body["phone"])
    trail.record(actor, "hotline.write", ("call", call.id), level=level)
    publish_on_commit(TOPIC)
    call.refresh_from_db()
    return call


def know_again(call: Call, phone: str) -> None:
    """The caller agreed to a file: from now on the number is known again in disputes and check-ups, by its blind index alone."""
    Call.objects.filter(pk=call.pk).update(person_index=blind_phone(phone))


@transaction.atomic
def end(*, actor: Actor, call: Call, outcome: str) -> None:
    """The call is over; the record is locked. Red and orange end only with a counsellor or with 110 or 120 (the level is then known)."""
    calls.require(actor, "pass_on", call)
    if outcome not in Outcome.values:
        raise Invalid(fields={"outcome": _("Please say how the call ended.")})
    handed = call.handovers.exclude(taken_at=None).exists()
    if outcome == Outcome.TAKEN and not handed:
        raise Invalid(fields={"outcome": _("No counsellor has taken over yet. Please stay on the line, or call 110 or 120.")})
    if call.level in GUARDED and not handed and outcome not in (Outcome.EMERGENCY, Outcome.BROKEN):
        raise Invalid(fields={"outcome": _("Red and orange are never ended alone: hand over first, or call 110 or 120.")})
    if call.level in GUARDED and not handed and outcome == Outcome.BROKEN and not call.handovers.exists():
        raise Invalid(fields={"outcome": _("The line was cut and it was serious: hand over, so that a counsellor tries to call back.")})
    if _child_in_danger(call) and not handed and outcome != Outcome.EMERGENCY and not plain_body(call).get("police"):
        raise Invalid(
            fields={
                "outcome": _(
                    "A child is being hurt. The law asks for a report at once (Law on the Protection of Minors, Art. 11): hand over to a "
                    "counsellor, call 110, or write down the police receipt first."
                )
            }
        )
    if not Call.objects.filter(pk=call.pk, ended_at=None).update(ended_at=clock.now(), outcome=outcome):
        return
    outbox.add("counseling.hotline.tasks.shred", key=f"call-shred:{call.id}", due_at=clock.now() + KEPT, call=str(call.id))
    trail.record(actor, "hotline.end", ("call", call.id), outcome=outcome, level=call.level)
    publish_on_commit(TOPIC)


def _child_in_danger(call: Call) -> bool:
    """Somebody under 18 is hurt, and no counselling file has been opened in which the report stands as a task."""
    followed = CallConsent.objects.filter(call=call, purpose=Purpose.FILE).exists()
    return call.age in MINORS and call.topic in HURTING and not followed


@transaction.atomic
def add_note(*, actor: Actor, user: User, call: Call, words: str, press: uuid.UUID) -> None:
    """A counsellor adds to a call; what was written before stays as it was."""
    calls.require(actor, "lead", call)
    words = words.strip()
    if not words or len(words) > LIMIT:
        raise Invalid(fields={"words": _("Please write between 1 and %(limit)s characters.") % {"limit": LIMIT}})
    row = CallNote(id=uuid.uuid4(), call=call, by=user, at=clock.now(), press=press)
    row.words_sealed = sealing.seal(call.scope, row.place, words)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # pressed twice
        return
    trail.record(actor, "hotline.note", ("call", call.id))
    publish_on_commit(TOPIC)


@transaction.atomic
def shred(*, call_id: uuid.UUID) -> None:
    """Three years are over: what was said can no longer be read by anybody. The counts stay."""
    row = Call.objects.filter(pk=call_id).first()
    if row is None or row.ended_at is None or row.ended_at + KEPT > clock.now():
        return
    sealing.destroy(row.scope)
    Call.objects.filter(pk=row.pk).update(phone_index="", person_index="")
    trail.record(system("hotline.retention"), "hotline.shred", ("call", row.id))
