"""Where care and casework meet without knowing each other: people for the counsellor, advice for the mediator, an offer for the party."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from counseling.interventions import ports as care
from counseling.interventions.enums import APART
from counseling.interventions.selectors import mode_for, process_advice_for
from counseling.interventions.selectors.advice import AdviceInForce
from counseling.interventions.selectors.conference import coming
from counseling.screening import ports as screening
from counseling.screening.selectors import incoming
from counseling.screening.selectors.checkups import by_numbers, invited, invited_by
from counseling.screening.services import offer_url
from mediation.audit import trail
from mediation.casework import lawpack
from mediation.casework import ports as casework
from mediation.casework.enums import CaseState, EndReason
from mediation.casework.models import Case, Party
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Invalid
from mediation.journeys import hotline, ports
from mediation.notifications.services import notify, text
from mediation.people.models import Person
from mediation.people.services import address_of, clean_phone, phone_of
from mediation.vault.sealing import blind_index

CLERK = system("care.appointment")


class PeopleInCases:
    """Parties as counselling sees them: a name, a number to call, who stands on the other side."""

    def cards(self, subjects: Collection[uuid.UUID]) -> dict[uuid.UUID, care.PersonCard]:
        rows = Party.objects.filter(subject__in=list(subjects)).select_related("person", "case__area")
        found = {p.subject: care.PersonCard(p.subject, p.person.name, p.case.number, p.case.area.label) for p in rows}
        asked = invited(set(subjects) - found.keys())  # in no dispute: somebody invited to a check-up
        found |= {s: care.PersonCard(s, i.person.name, i.checkup.title, i.checkup.area.label) for s, i in asked.items()}
        found = {**hotline.cards(set(subjects) - found.keys()), **found}
        senders = incoming.strangers(set(subjects) - found.keys())  # answers of another program about somebody nobody here knows
        return {**found, **{s: care.PersonCard(s, "", "", "", stranger=r.sender) for s, r in senders.items()}}

    def contact(self, actor: Actor, subject: uuid.UUID) -> care.Contact | None:
        party = Party.objects.filter(subject=subject).select_related("person").first() or invited([subject]).get(subject)
        if party is None:
            return hotline.contact(actor, subject) or _sender(actor, subject)
        person = party.person
        return care.Contact(
            phone=phone_of(actor=actor, person=person, purpose="care"), address=address_of(actor=actor, person=person, purpose="care"),
            shared_phone=person.shared_phone,
        )

    def opponents(self, subject: uuid.UUID) -> frozenset[uuid.UUID]:
        """Whoever may stand against this person in any case, under every code they hold: the same telephone is the same person.

        Also where one of them comes through a check-up or the hotline and not through a case. There the telephone alone counts, by
        its blind index, shared or not: who counsels is asked to look once too often rather than to stand on both sides unawares.
        """
        party = Party.objects.filter(subject=subject).select_related("person").first()
        mine = _same(party) if party is not None else _of_number(_number_outside(subject))
        others = {
            other.pk: other for own in mine
            for other in Party.objects.filter(case_id=own.case_id).exclude(role=own.role).select_related("person")
        }
        found = {p.subject for other in others.values() for p in _same(other)}
        found |= _outside({o.person.phone_index for o in others.values()} - {""})
        return frozenset(found - {subject} - ({p.subject for p in mine} if party is not None else set()))

    def find(self, *, name: str, number: str, telephone: str) -> list[screening.Whereabouts]:
        try:
            mark = blind_index("phone", clean_phone(telephone)) if telephone.strip() else ""
        except Invalid:
            return []
        if not name.strip() or not (number.strip() or mark):
            return []
        rows = Party.objects.filter(person__name=name.strip()).select_related("case__area").order_by("-case__opened_at")
        if number.strip():
            rows = rows.filter(case__number=number.strip())
        if mark:
            rows = rows.filter(person__phone_index=mark)
        found = [screening.Whereabouts(p.subject, p.case_id, p.case.area.path) for p in rows]
        if mark and not number.strip():
            found += [screening.Whereabouts(i.subject, i.checkup_id, i.checkup.area.path) for i in invited_by(name.strip(), mark)]
        return found

    def case_by_number(self, number: str) -> care.CaseRef | None:
        row = Case.objects.filter(number=number).select_related("area").first()
        return None if row is None else care.CaseRef(row.id, row.number, row.area.path)

    def numbers(self, cases: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
        return dict(Case.objects.filter(pk__in=list(cases)).values_list("pk", "number"))

    def leads(self, case_id: uuid.UUID) -> list[uuid.UUID]:
        return list(Case.objects.filter(pk=case_id, mediator__isnull=False).values_list("mediator__public_id", flat=True))

    def way_changed(self, case_id: uuid.UUID) -> None:
        row = Case.objects.filter(pk=case_id).select_related("mediator").first()
        if row is not None and row.mediator is not None:
            notify(f"user:{row.mediator.public_id}", "casework.way_changed", link=f"/desk/cases/{row.id}/", number=row.number)

    def matter(self, subject: uuid.UUID) -> care.Matter | None:
        party = Party.objects.filter(subject=subject).select_related("case").first()
        if party is None:
            return None
        case = party.case
        closed, by_themselves = case.state == CaseState.CLOSED, case.ended_reason == EndReason.WITHDRAWN_SETTLED
        settled = case.matter_settled is True if closed else case.state == CaseState.ENDED and by_themselves
        return care.Matter(str(case.get_state_display()), settled, case.closed_at if closed else None)

    def tell(self, subject: uuid.UUID, kind: str, *, at: datetime, link: str) -> None:
        person = _with_a_page(subject)
        if person is None:  # a caller, or somebody nobody here knows: they agreed to be called, not to be written to
            return
        notify(Actor.guest(subject, person.name).key, kind, link=link)
        if not person.shared_phone and (number := phone_of(actor=CLERK, person=person, purpose="appointment")):
            text(number, kind, language=person.language, at=_moment(at, person.language))

    def hears(self, subject: uuid.UUID) -> care.Hearing:
        person = _with_a_page(subject)
        if person is None:
            return care.Hearing.NOTHING
        return care.Hearing.PAGE if person.shared_phone or not person.phone_sealed else care.Hearing.MESSAGE


def _with_a_page(subject: uuid.UUID) -> Person | None:
    """Whoever has a page of their own here: a party, or somebody invited to a check-up."""
    found = Party.objects.filter(subject=subject).select_related("person").first() or invited([subject]).get(subject)
    return None if found is None else found.person


def _sender(actor: Actor, subject: uuid.UUID) -> care.Contact | None:
    """Of somebody nobody here knows: whom to ask, and under which reference; the opening is written down."""
    row = incoming.strangers([subject]).get(subject)
    if row is None:
        return None
    trail.record_read(actor, "care.read_import", ("imported-response", row.id))
    return care.Contact(phone=row.sender_phone, address="", shared_phone=False, asking=incoming.opened(row).reference or "—")


def whereabouts(subject: uuid.UUID) -> screening.Whereabouts | None:
    party = Party.objects.filter(subject=subject).select_related("case__area").first()
    return None if party is None else screening.Whereabouts(subject, party.case_id, party.case.area.path)


def _same(party: Party) -> list[Party]:
    """This party, and the same person in other cases (the same telephone that is not shared with others)."""
    index = party.person.phone_index
    if not index or party.person.shared_phone:
        return [party]
    return list(Party.objects.filter(person__phone_index=index, person__shared_phone=False, person__name=party.person.name))


def _of_number(index: str) -> list[Party]:
    return list(Party.objects.filter(person__phone_index=index).select_related("person")) if index else []


def _number_outside(subject: uuid.UUID) -> str:
    """The blind index of the telephone of somebody who is in no case."""
    found = invited([subject]).get(subject)
    return found.person.phone_index if found is not None else hotline.number_of(subject)


def _outside(numbers: set[str]) -> set[uuid.UUID]:
    """Under which codes these telephones are known in check-ups and in files of the hotline."""
    return by_numbers(numbers) | hotline.by_numbers(numbers) if numbers else set()


def _moment(at: datetime, language: str) -> str:
    """A day and hour that do not go stale in a message."""
    here = at.astimezone(clock.SHANGHAI)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}" if language.startswith("zh") else f"{here:%Y-%m-%d %H:%M}"


def advice_lines(case_id: uuid.UUID) -> Sequence[casework.Advice]:
    """The advice in force, as plain lines. It reads the same whether or not anybody was ever asked anything."""
    advice = process_advice_for(case_id)
    if advice is None:
        return ()
    lines = [str(advice.mode.label), _until(advice)]
    if advice.breaks:
        lines.append(_("Plan breaks."))
    if advice.companion:
        lines.append(_("Each side may bring a companion."))
    if advice.words:
        lines.append(advice.words)
    lines.extend(str(point.label) for point in advice.points)
    return [casework.Advice(line) for line in lines]


def conferences(actor: Actor) -> Sequence[casework.Conference]:
    """The mediator's coming conferences: when and about which case, nothing else."""
    return [casework.Conference(line.row.starts_at, line.number, f"/desk/conferences/{line.row.id}/") for line in coming(actor)]


def _until(advice: AdviceInForce) -> str:
    if advice.overdue:
        return _("Its last day was %(day)s. It holds until it has been looked at again.") % {"day": date_format(advice.valid_until)}
    return _("From %(first)s to %(last)s.") % {
        "first": date_format(advice.valid_from), "last": date_format(advice.valid_until),
    }


def meeting_rule(case_id: uuid.UUID) -> casework.Meeting | None:
    advice = mode_for(case_id)
    return None if advice is None else casework.Meeting(advice.mode.value, advice.valid_until, advice.mode in APART)


def offer(actor: Actor, case: Case) -> str | None:
    """Where this party may tell how they are; None without a staffed rota for the case's place."""
    return offer_url(actor, case.id, case.area)


def day_off(day: date) -> bool | None:
    """By the law pack's calendar; unknown beyond the last year it holds."""
    pack = lawpack.current()
    return pack.day_off(day) if day.year <= pack.calendar_until else None


def wire() -> None:
    """Called once in `ready()`."""
    care.wire_people(PeopleInCases())
    casework.wire_process_advice(advice_lines)
    casework.wire_meeting_rule(meeting_rule)
    casework.wire_conferences(conferences)
    ports.wire_care_offer(offer)
    screening.wire_day_off(day_off)
    screening.wire_whereabouts(whereabouts)
