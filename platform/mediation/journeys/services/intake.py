"""Sending a report: persons, case, party, code, history, audit and the pool's hint in one transaction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from mediation.accounts.models import GuestAccess, User
from mediation.accounts.roles import Role
from mediation.accounts.selectors import assignments_now
from mediation.accounts.services import FreshCode, IssuedCode, fresh_code, shown_again
from mediation.casework.models import Case, Enquiry
from mediation.casework.services import enquiry as enquiries
from mediation.casework.services.case import Contact, Report, open_case
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.journeys.categories import BY_CODE
from mediation.journeys.models import IntakeDraft
from mediation.journeys.services.draft import answers_of
from mediation.territory.models import Area, Organisation
from mediation.territory.selectors import standing
from mediation.vault import sealing


@dataclass(frozen=True, slots=True)
class Sent:
    """What the done page shows, for a short while. case is None for a question."""

    case: Case | None
    enquiry: Enquiry | None
    access: GuestAccess
    number: str
    locator: str
    secret: str
    answer_by: datetime | None

    @property
    def actor(self) -> Actor:
        return Actor.guest(self.access.subject, self.access.name)


def send(draft: IntakeDraft, *, seed: str) -> Sent:
    """Make the case (or the question) of a draft. The same draft twice gives the same case and the same code.

    seed: of this browser (`common.showing`). Raises Invalid with the fields that are still missing; Conflict when it was sent
    longer ago, or from another browser.
    """
    if draft.sent_at is None:
        answers = answers_of(draft)
        fresh = fresh_code(seed)  # slow by design, so before the transaction
        with transaction.atomic():
            if IntakeDraft.objects.filter(pk=draft.pk, sent_at=None).update(sent_at=clock.now()):
                return _make(draft, answers, fresh)
        draft.refresh_from_db()
    sent = shown(draft, seed=seed)
    if sent is None:
        raise Conflict
    return sent


def organisation_for(area: Area) -> Organisation | None:
    """The committee or studio nearest above a place, the deepest first."""
    step = Area.steplen
    above = [area.path[:n] for n in range(step, len(area.path) + 1, step)]
    rows = Organisation.objects.filter(standing(), kind__in=("committee", "studio"), area__path__in=above)
    return rows.order_by("-area__path", "kind", "pk").first()


def on_duty(organisation: Organisation | None) -> User | None:
    """Somebody who mediates there today: the name that is told until one of them has claimed the case."""
    if organisation is None:
        return None
    roles = (Role.MEDIATOR, Role.MENTOR)
    held = assignments_now().filter(organisation=organisation, role__in=roles, user__is_active=True)
    row = held.select_related("user").order_by("pk").first()
    return row.user if row else None


def _make(draft: IntakeDraft, answers: dict[str, Any], fresh: FreshCode) -> Sent:
    area = Area.objects.filter(public_id=answers.get("place") or uuid.uuid4(), path__startswith=draft.point.area.path).first()
    if area is None:
        raise Invalid(fields={"place": ""})
    organisation = draft.point.organisation or organisation_for(area)
    contact = Contact(
        name=str(answers.get("name", "")), phone=str(answers.get("phone", "")), shared_phone=bool(answers.get("shared_phone")),
        safe_times=str(answers.get("safe_times", "")), dialect=str(answers.get("dialect", "")),
        language=translation.get_language() or "zh-hans",
    )
    if answers.get("mode") == "question":
        asked = enquiries.ask(
            question=str(answers.get("story", "")), area=area, organisation=organisation, contact=contact, fresh=fresh
        )
        row, code = asked.enquiry, asked.code
        _done(draft, "enquiry", row.id)
        return Sent(None, row, code.access, row.number, code.locator, code.secret, row.answer_by)
    category = BY_CODE.get(str(answers.get("category")))
    others = []
    if not answers.get("other_unknown") and str(answers.get("other_name", "")).strip():
        others.append(Contact(name=str(answers["other_name"]), phone=str(answers.get("other_phone", ""))))
    report = Report(
        kind=category.kind if category else "", story=str(answers.get("story", "")), wish=str(answers.get("wish", "")), area=area,
        applicant=contact, respondents=others, organisation=organisation, helper=str(answers.get("helper", "")),
        urgent=bool(answers.get("urgent")),
    )
    opened = open_case(actor=None, report=report, fresh=fresh)
    if opened.code is None:
        raise RuntimeError("a report of one's own always gets a code")
    _done(draft, "case", opened.case.id)
    case, code = opened.case, opened.code
    return Sent(case, None, code.access, case.number, code.locator, code.secret, case.call_back_by)


def _done(draft: IntakeDraft, kind: str, row: uuid.UUID) -> None:
    sealing.destroy(draft.scope)
    IntakeDraft.objects.filter(pk=draft.pk).update(done_kind=kind, done_id=row, body_sealed="")


def shown(draft: IntakeDraft, *, seed: str) -> Sent | None:
    """What was sent, with its code, for the browser it was sent from; None once the code may not be shown any more."""
    if draft.done_id is None:
        return None
    if draft.done_kind == "enquiry":
        row = Enquiry.objects.select_related("area", "organisation").get(pk=draft.done_id)
        code = shown_again(subject=row.subject, seed=seed)
        return _sent(None, row, code) if code else None
    case = Case.objects.select_related("area", "organisation").get(pk=draft.done_id)
    for party in case.parties.filter(role="applicant"):
        code = shown_again(subject=party.subject, seed=seed)
        if code is not None:
            return _sent(case, None, code)
    return None


def _sent(case: Case | None, enquiry: Enquiry | None, code: IssuedCode) -> Sent:
    number = case.number if case else enquiry.number if enquiry else ""
    answer_by = case.call_back_by if case else enquiry.answer_by if enquiry else None
    return Sent(case, enquiry, code.access, number, code.locator, code.secret, answer_by)
