"""Opening a case and keeping it: title, type, grade, call-back, end."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.accounts import selectors as accounts
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.accounts.services import FreshCode, IssuedCode, issue_code
from mediation.audit import trail
from mediation.casework import deadlines, timebox
from mediation.casework.enums import CaseSource, DisputeType, EndReason, Grade, PartyRole, Willingness
from mediation.casework.models import Case, Party
from mediation.casework.policies import cases
from mediation.casework.services.history import advance, next_number, tell
from mediation.casework.services.winding import wind_up
from mediation.common import clock
from mediation.common.actor import Actor, ActorKind
from mediation.common.errors import Invalid
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.notifications.services import notify
from mediation.people.services import add_person
from mediation.territory.models import Area, Organisation
from mediation.vault import sealing

STORY_LIMIT = 4000  # characters, about five minutes of reading aloud
WISH_LIMIT = 1000
ASK_FEEDBACK = "mediation.casework.aftercare_tasks.ask_feedback"
FEEDBACK_AFTER = timedelta(days=7)  # everybody who took part is asked on the own page how it was


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person wants to be reached. phone as typed; safe_times and dialect in the person's own words."""

    name: str
    phone: str = ""
    shared_phone: bool = False
    safe_times: str = ""
    dialect: str = ""
    language: str = "zh-hans"


@dataclass(frozen=True, slots=True)
class Report:
    """What is known when a case is opened. helper: who wrote it down for the applicant, "" if nobody."""

    kind: str
    story: str
    wish: str
    area: Area
    applicant: Contact
    respondents: Sequence[Contact] = field(default_factory=tuple)
    organisation: Organisation | None = None
    helper: str = ""
    urgent: bool = False
    title: str = ""
    source: str = CaseSource.APPLICATION


@dataclass(frozen=True, slots=True)
class Opened:
    """code: the applicant's own, shown once; None where the report was written down by staff without one."""

    case: Case
    party: Party
    code: IssuedCode | None


@transaction.atomic
def open_case(
    *, actor: Actor | None, report: Report, willing: bool = True, fresh: FreshCode | None = None, once: uuid.UUID | None = None
) -> Opened:
    """A new case in the pool, with its parties. The caller has checked that this actor may report.

    actor: None for the applicant's own report; then the applicant acts, under the identity made here.
    once: the new case's id, where the caller can tell the same report sent twice; IntegrityError if it exists.
    fresh: a code drawn outside the transaction; without it the applicant gets none yet.
    """
    _check(report)
    now = clock.now()
    subject = uuid.uuid4()
    who = actor or Actor(ActorKind.GUEST, str(subject), report.applicant.name.strip())
    case = Case(
        id=once or uuid.uuid4(), number=next_number("case"), kind=report.kind, source=report.source, area=report.area,
        organisation=report.organisation, opened_at=now, urgent=report.urgent,
        title=report.title.strip()[:80] or _plain_title(report),
        call_back_by=deadlines.call_back_by(now, urgent=report.urgent), registered_by=actor.key if actor else "",
        claim_until=timebox.ends(now, urgent=report.urgent),
        told_by=None if actor else subject,
    )
    case.story_sealed = sealing.seal(case.scope, f"case.story:{case.id}", report.story.strip())
    case.wish_sealed = sealing.seal(case.scope, f"case.wish:{case.id}", report.wish.strip())
    case.helper_sealed = sealing.seal(case.scope, f"case.helper:{case.id}", report.helper.strip())
    case.save(force_insert=True)
    party = _add_party(who, case, report.applicant, PartyRole.APPLICANT, subject, willing=willing)
    for contact in report.respondents:
        _add_party(who, case, contact, PartyRole.RESPONDENT, uuid.uuid4())
    code = None
    if fresh is not None:
        code = issue_code(actor=who, name=party.person.name, subject=subject, fresh=fresh)
        party.locator_sealed = sealing.seal(case.scope, f"party.locator:{party.id}", code.locator)
        party.save()
    tell(case, "opened", who)
    trail.record(who, "casework.open", ("case", case.id), kind=case.kind, source=case.source, parties=1 + len(report.respondents))
    offer_to_pool(case)
    outbox.add(
        "mediation.casework.tasks.call_back_overdue", key=f"call-back:{case.id}", due_at=case.call_back_by, case=str(case.id)
    )
    return Opened(case, party, code)


def offer_to_pool(case: Case, *, without: Sequence[int] = ()) -> None:
    """Tell the mediators of the place that a case waits; inside the caller's transaction."""
    for user in accounts.users_holding(Capability.CASE_CLAIM, case.area).exclude(pk__in=without):
        notify(f"user:{user.public_id}", "casework.waiting", link="/desk/pool/", number=case.number)
    if case.claim_until is not None:
        outbox.add(
            "mediation.casework.tasks.box_is_over", key=f"box:{case.id}:{case.claim_until:%Y%m%d%H%M}", due_at=case.claim_until,
            case=str(case.id),
        )
    publish_on_commit("pool")


@transaction.atomic
def describe(*, actor: Actor, case: Case, title: str, kind: str, grade: str) -> Case:
    """The mediator names, sorts and grades the case; a new grade moves the limit, counted from the acceptance."""
    cases.require(actor, "work", case)
    if kind not in DisputeType.values or grade not in Grade.values:
        raise Invalid
    title = title.strip()
    if not title or len(title) > 80:
        raise Invalid(fields={"title": _("A title needs between 1 and 80 characters.")})
    before = {"kind": case.kind, "grade": case.grade}
    rows = Case.objects.filter(pk=case.pk)
    rows.update(title=title, kind=kind, grade=grade)
    if grade != case.grade and case.accepted_at is not None:
        rows.update(due_at=deadlines.due_at(case.accepted_at, deadlines.limit(grade, case.area, clock.day_of(case.accepted_at))))
        tell(case, "graded", actor, grade=grade)
    trail.record(actor, "casework.describe", ("case", case.id), before=before, after={"kind": kind, "grade": grade})
    publish_on_commit(f"case:{case.id}")
    case.refresh_from_db()
    return case


@transaction.atomic
def called_back(*, actor: Actor, case: Case) -> None:
    """The mediator has spoken with the applicant; the first press counts."""
    cases.require(actor, "work", case)
    if not Case.objects.filter(pk=case.pk, called_back_at=None).update(called_back_at=clock.now()):
        return
    tell(case, "called_back", actor)
    trail.record(actor, "casework.called_back", ("case", case.id))
    publish_on_commit(f"case:{case.id}")


@transaction.atomic
def end(*, actor: Actor, case: Case, reason: str) -> Case:
    """Mediation ends without an agreement (Art. 26 of the People's Mediation Law: the parties are told the other ways)."""
    cases.require(actor, "work", case)
    if reason not in EndReason.values:
        raise Invalid(fields={"reason": _("Please choose a reason.")})
    return finish(actor, case, reason)


def finish(actor: Actor, case: Case, reason: str) -> Case:
    """End a case and tell both sides; for services that have checked the right already, inside their transaction."""
    before = case.state
    case = advance(case.id, "end", ended_reason=reason, closed_at=None)
    wind_up(case)
    outbox.add(ASK_FEEDBACK, key=f"feedback:{case.pk}", due_at=clock.now() + FEEDBACK_AFTER, case=str(case.pk))
    tell(case, "ended", actor, reason=reason)
    trail.record(actor, "casework.end", ("case", case.id), before=before, reason=reason)
    tell_everybody(case, "casework.ended", without=actor.key)
    publish_on_commit(f"case:{case.id}")
    publish_on_commit("pool")
    return case


def tell_everybody(case: Case, kind: str, *, without: str = "") -> None:
    """A notice to the mediator and to every party that has come in."""
    keys = {p.actor_key: f"/c/case/{case.id}/" for p in case.parties.all()}
    if case.mediator is not None:
        keys[f"user:{case.mediator.public_id}"] = f"/desk/cases/{case.id}/"
    for key, link in keys.items():
        if key != without:
            notify(key, kind, link=link, number=case.number)


def _plain_title(report: Report) -> str:
    """Until the mediator names the case: its type and place, never a word of the story."""
    with translation.override(settings.LANGUAGE_CODE):  # kept and read by the office, whatever the reporter's language
        return gettext("%(kind)s, %(place)s") % {"kind": DisputeType(report.kind).label, "place": report.area.name}


def mediator_key(user: User | None) -> str:
    return f"user:{user.public_id}" if user is not None else ""


def _add_party(
    actor: Actor, case: Case, contact: Contact, role: PartyRole, subject: uuid.UUID, *, willing: bool = False
) -> Party:
    person = add_person(
        actor=actor, name=contact.name, phone=contact.phone, shared_phone=contact.shared_phone,
        safe_times=contact.safe_times, dialect=contact.dialect, language=contact.language,
    )
    now = clock.now()
    return Party.objects.create(
        case=case, person=person, role=role, subject=subject,
        willingness=Willingness.WILLING if willing else Willingness.NOT_ASKED,
        asked_at=now if willing else None, answered_at=now if willing else None,
    )


def _check(report: Report) -> None:
    wrong = {}
    if not report.applicant.name.strip():
        wrong["name"] = _("Please tell us a name.")
    if not report.story.strip():
        wrong["story"] = _("Please tell us in a few words what happened.")
    elif len(report.story) > STORY_LIMIT:
        wrong["story"] = _("This is longer than we can take. Please shorten it to 4000 characters.")
    if len(report.wish) > WISH_LIMIT:
        wrong["wish"] = _("This is longer than we can take. Please shorten it to 1000 characters.")
    if report.kind not in DisputeType.values:
        wrong["kind"] = _("Please choose one.")
    if wrong:
        raise Invalid(fields=wrong)
