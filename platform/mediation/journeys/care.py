"""Where care and casework meet without knowing each other: people for the counsellor, advice for the mediator, an offer for the party."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from counseling.interventions import ports as care
from counseling.interventions.selectors import process_advice_for
from counseling.screening.services import offer_url
from mediation.casework import ports as casework
from mediation.casework.models import Case, Party
from mediation.common.actor import Actor
from mediation.journeys import ports
from mediation.people.services import address_of, phone_of


class PeopleInCases:
    """Parties as counselling sees them: a name, a number to call, who stands on the other side."""

    def cards(self, subjects: Collection[uuid.UUID]) -> dict[uuid.UUID, care.PersonCard]:
        rows = Party.objects.filter(subject__in=list(subjects)).select_related("person", "case__area")
        return {p.subject: care.PersonCard(p.subject, p.person.name, p.case.number, p.case.area.label) for p in rows}

    def contact(self, actor: Actor, subject: uuid.UUID) -> care.Contact | None:
        party = Party.objects.filter(subject=subject).select_related("person").first()
        if party is None:
            return None
        person = party.person
        return care.Contact(
            phone=phone_of(actor=actor, person=person, purpose="care"), address=address_of(actor=actor, person=person, purpose="care"),
            shared_phone=person.shared_phone,
        )

    def opponents(self, subject: uuid.UUID) -> frozenset[uuid.UUID]:
        party = Party.objects.filter(subject=subject).first()
        if party is None:
            return frozenset()
        others = Party.objects.filter(case_id=party.case_id).exclude(role=party.role)
        return frozenset(others.values_list("subject", flat=True))

    def case_by_number(self, number: str) -> care.CaseRef | None:
        row = Case.objects.filter(number=number).select_related("area").first()
        return None if row is None else care.CaseRef(row.id, row.number, row.area.path)


def advice_lines(case_id: uuid.UUID) -> Sequence[casework.Advice]:
    """The advice in force, as plain lines. It reads the same whether or not anybody was ever asked anything."""
    advice = process_advice_for(case_id)
    if advice is None:
        return ()
    lines = [str(advice.mode.label)]
    if advice.breaks:
        lines.append(_("Plan breaks."))
    if advice.companion:
        lines.append(_("Each side may bring a companion."))
    if advice.words:
        lines.append(advice.words)
    return [casework.Advice(line) for line in lines]


def offer(actor: Actor, case: Case) -> str | None:
    """Where this party may tell how they are; None without a staffed rota for the case's place."""
    return offer_url(actor, case.id, case.area)


def wire() -> None:
    """Called once in `ready()`."""
    care.wire_people(PeopleInCases())
    casework.wire_process_advice(advice_lines)
    ports.wire_care_offer(offer)
