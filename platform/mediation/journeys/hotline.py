"""Where the hotline desk meets cases and counselling files, only with the caller's yes."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import IntegrityError, transaction

from counseling.hotline import ports
from counseling.hotline.enums import Safe
from counseling.hotline.selectors import desk
from counseling.interventions import ports as care
from mediation.casework.enums import DisputeType
from mediation.casework.models import Case
from mediation.casework.services.case import Contact, Report, open_case
from mediation.common.actor import Actor


class DisputesFromCalls:
    """A dispute told on the telephone becomes a case like any other; nothing else of the call goes with it."""

    def kinds(self) -> list[tuple[str, str]]:
        return [(code, str(label)) for code, label in DisputeType.choices]

    def open(self, actor: Actor, told: ports.Told) -> str:
        report = Report(
            kind=told.kind, story=told.story, wish="", area=told.area, applicant=Contact(name=told.name, phone=told.phone)
        )
        try:
            with transaction.atomic():
                return open_case(actor=actor, report=report, once=told.once).case.number
        except IntegrityError:  # told twice at one moment
            return Case.objects.get(pk=told.once).number


def cards(subjects: Collection[uuid.UUID]) -> dict[uuid.UUID, care.PersonCard]:
    """Callers who agreed to a counselling file: by the number of the call, without a name."""
    return {c.subject: care.PersonCard(c.subject, "", c.number, c.area.label) for c in desk.cards_of(list(subjects))}


def contact(actor: Actor, subject: uuid.UUID) -> care.Contact | None:
    """The number a caller left for being called back; the opening is written down."""
    found = desk.phone_of_subject(actor, subject)
    if found is None:
        return None
    call, body = found
    listened = call.safe in (Safe.NO, Safe.QUESTIONS)  # somebody stood beside them: then nothing is left on this telephone
    return care.Contact(phone=body.get("phone", ""), address=body.get("address", ""), shared_phone=listened)


def number_of(subject: uuid.UUID) -> str:
    """The blind index of the telephone of a caller who agreed to a file."""
    return next((c.person_index for c in desk.cards_of([subject])), "")


def by_numbers(numbers: Collection[str]) -> set[uuid.UUID]:
    """Callers with a file who left one of these telephones, by its blind index."""
    return desk.subjects_of(numbers)


def wire() -> None:
    """Called once in `ready()`."""
    ports.wire_disputes(DisputesFromCalls())
