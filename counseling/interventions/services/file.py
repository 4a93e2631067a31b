"""Plans, notes, doctor, closing: each an entry that is locked once saved."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.enums import DoctorAnswer, EntryKind, PlanKind
from counseling.interventions.models import Appointment, CareEntry
from counseling.interventions.scheduling import AppointmentState, Follow
from counseling.interventions.services import writing
from counseling.interventions.services.rating import REASON_AT_LEAST, rate
from counseling.interventions.sessions import Facts, NoteForm, RiskCheck
from counseling.screening.enums import Level
from counseling.screening.models import Flag
from mediation.accounts.models import User
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound


def _filled(fields: Mapping[str, str]) -> dict[str, str]:
    body = {name: text.strip() for name, text in fields.items() if text.strip()}
    if not body:
        raise Invalid(_("Please fill in at least one field."))
    return body


@transaction.atomic
def save_plan(
    *, actor: Actor, user: User, flag: Flag, kind: PlanKind, fields: Mapping[str, str], press: uuid.UUID
) -> CareEntry | None:
    """A new version of the person's safety or support plan; older versions stay readable."""
    writing.guard(actor, user, flag)
    writing.bind(user, flag)
    return writing.write(actor=actor, user=user, flag=flag, kind=EntryKind.PLAN, press=press, code=kind, body=_filled(fields))


@transaction.atomic
def add_note(
    *, actor: Actor, user: User, flag: Flag, fields: Mapping[str, str], press: uuid.UUID, form: NoteForm = NoteForm.SOAP,
    facts: Facts | None = None,
) -> CareEntry | None:
    """A note, locked from the moment it is saved. With `facts` it is the note of a talk: a planned one counts as held.

    Danger now makes the level red in the same moment: raising holds at once.
    """
    writing.guard(actor, user, flag, "note")
    writing.bind(user, flag)
    body: dict[str, object] = {**_filled(fields)}
    if facts is not None:
        if facts.risk in (RiskCheck.MORE, RiskCheck.NOW) and len(facts.risk_words.strip()) < REASON_AT_LEAST:
            raise Invalid(fields={"risk_words": _("Please write what you saw or heard, in a sentence another counsellor understands.")})
        body["talk"] = {
            "way": facts.way, "held_at": facts.held_at.isoformat(), "minutes": facts.minutes, "risk": facts.risk,
            "risk_words": facts.risk_words.strip(),
        }
    entry = writing.write(actor=actor, user=user, flag=flag, kind=EntryKind.NOTE, press=press, code=form, body=body)
    if entry is None or facts is None:
        return entry
    if facts.appointment is not None:
        Appointment.objects.filter(pk=facts.appointment.pk, subject=flag.subject, note=None).exclude(
            state=AppointmentState.MOVED
        ).update(state=AppointmentState.HELD, note=entry, follow=Follow.NONE)
    if facts.risk == RiskCheck.NOW:
        rate(actor=actor, user=user, flag=flag, level=Level.RED, behaviour=None, reason=facts.risk_words, press=uuid.uuid5(press, "red"))
    return entry


@transaction.atomic
def add_addendum(*, actor: Actor, user: User, flag: Flag, note_id: uuid.UUID, text: str, press: uuid.UUID) -> CareEntry | None:
    """What has to be said about a locked note is added under it."""
    writing.guard(actor, user, flag, "note")
    note = CareEntry.objects.filter(pk=note_id, subject=flag.subject, kind=EntryKind.NOTE).first()
    if note is None:
        raise NotFound
    if not text.strip():
        raise Invalid(fields={"text": _("Please write what you want to add.")})
    return writing.write(
        actor=actor, user=user, flag=flag, kind=EntryKind.ADDENDUM, press=press, refers_to=note, body={"text": text.strip()}
    )


@transaction.atomic
def advise_doctor(
    *, actor: Actor, user: User, flag: Flag, answer: DoctorAnswer, press: uuid.UUID, where: str = "", words: str = ""
) -> CareEntry | None:
    """Counsellors do not diagnose; where an illness may be behind it they advise a medical institution (Art. 23, Mental Health Law)."""
    writing.guard(actor, user, flag)
    writing.bind(user, flag)
    body = {name: text.strip() for name, text in (("where", where), ("words", words)) if text.strip()}
    return writing.write(actor=actor, user=user, flag=flag, kind=EntryKind.DOCTOR, press=press, code=answer, body=body)
