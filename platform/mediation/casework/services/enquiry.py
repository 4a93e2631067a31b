"""Questions that are no dispute: asked, answered, closed (政策咨询问询)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Capability
from mediation.accounts.selectors import user_by_subject, users_holding
from mediation.accounts.services import FreshCode, IssuedCode, issue_code
from mediation.audit import trail
from mediation.casework import deadlines
from mediation.casework.enums import EnquiryState
from mediation.casework.models import Enquiry
from mediation.casework.policies import enquiries
from mediation.casework.services.case import STORY_LIMIT, Contact
from mediation.casework.services.history import next_number
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify
from mediation.people.services import add_person
from mediation.territory.models import Area, Organisation
from mediation.vault import sealing


@dataclass(frozen=True, slots=True)
class Asked:
    enquiry: Enquiry
    code: IssuedCode


@transaction.atomic
def ask(*, question: str, area: Area, organisation: Organisation | None, contact: Contact, fresh: FreshCode) -> Asked:
    """Record a question from somebody without an account; they get a code to read the answer with."""
    wrong = {}
    if not contact.name.strip():
        wrong["name"] = _("Please tell us a name.")
    if not question.strip():
        wrong["story"] = _("Please write your question.")
    if len(question) > STORY_LIMIT:
        wrong["story"] = _("This is longer than we can take. Please shorten it to 4000 characters.")
    if wrong:
        raise Invalid(fields=wrong)
    now, subject = clock.now(), uuid.uuid4()
    me = Actor.guest(subject, contact.name.strip())
    person = add_person(
        actor=me, name=contact.name, phone=contact.phone, shared_phone=contact.shared_phone,
        safe_times=contact.safe_times, dialect=contact.dialect, language=contact.language,
    )
    row = Enquiry(
        id=uuid.uuid4(), number=next_number("enquiry", "Q"), area=area, organisation=organisation, person=person,
        subject=subject, opened_at=now, answer_by=deadlines.answer_by(now),
    )
    row.question_sealed = sealing.seal(row.scope, f"enquiry.question:{row.id}", question.strip())
    code = issue_code(actor=me, name=person.name, subject=subject, fresh=fresh)
    row.locator_sealed = sealing.seal(row.scope, f"enquiry.locator:{row.id}", code.locator)
    row.save()
    trail.record(me, "casework.ask", ("enquiry", row.id))
    for user in users_holding(Capability.CASE_CLAIM, area):
        notify(f"user:{user.public_id}", "casework.question", link=f"/desk/questions/{row.id}/", number=row.number)
    publish_on_commit("pool")
    return Asked(row, code)


@transaction.atomic
def answer(*, actor: Actor, enquiry: Enquiry, words: str) -> None:
    """Answer a question, once; the person reads it with the own code."""
    enquiries.require(actor, "answer", enquiry)
    if not words.strip():
        raise Invalid(fields={"answer": _("Please write an answer.")})
    if len(words) > STORY_LIMIT:
        raise Invalid(fields={"answer": _("This is longer than we can take. Please shorten it to 4000 characters.")})
    changed = Enquiry.objects.filter(pk=enquiry.pk, state=EnquiryState.OPEN).update(
        state=EnquiryState.ANSWERED, answered_at=clock.now(), answered_by=user_by_subject(actor.subject),
        answer_sealed=sealing.seal(enquiry.scope, f"enquiry.answer:{enquiry.id}", words.strip()),
    )
    if not changed:
        raise Conflict(_("This question has just been answered by somebody else."))
    trail.record(actor, "casework.answer", ("enquiry", enquiry.id))
    notify(f"guest:{enquiry.subject}", "casework.answered", link=f"/c/question/{enquiry.id}/", number=enquiry.number)
    publish_on_commit("pool")


def question_of(*, actor: Actor, enquiry: Enquiry) -> tuple[str, str]:
    """Question and answer in plain text; a reading by staff is written down first."""
    enquiries.require(actor, "view", enquiry)
    if not actor.is_guest:
        trail.record_read(actor, "casework.read_question", ("enquiry", enquiry.id))
    places = {f"enquiry.question:{enquiry.id}": enquiry.question_sealed, f"enquiry.answer:{enquiry.id}": enquiry.answer_sealed}
    question, answered = sealing.unseal_all(enquiry.scope, places).values()
    return question, answered
