"""The door for complaints and suggestions: taken from anybody, read and answered by the county's supervisors."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mediation.accounts import limits
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock, ids
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.vault import sealing
from mediation.web.models import Suggestion, SuggestionKind

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Opened:
    """A suggestion with its words, for whoever answers it."""

    row: Suggestion
    text: str
    contact: str


def leave_suggestion(
    *, actor: Actor, submission: uuid.UUID, kind: SuggestionKind, text: str, contact: str = "", page: str = "", caller: str = ""
) -> str:
    """Keeps the words sealed and gives the receipt. The receipt follows from the form, so that sending twice is sending once."""
    text = text.strip()
    if not text:
        raise Invalid(fields={"text": _("Please write a few words.")})
    if len(text) > LONGEST:
        raise Invalid(fields={"text": _("Please keep it under 2,000 characters.")})
    receipt = receipt_of(submission)
    if Suggestion.objects.filter(submission=submission).exists():
        return receipt
    limits.spend("suggestion", caller or actor.key, limit=30, seconds=3600)
    row = Suggestion(
        id=uuid.uuid4(), submission=submission, receipt_index=_index(receipt), kind=kind, page=page[:200], created_at=clock.now()
    )
    row.text_sealed = sealing.seal(row.scope, f"web_suggestion.text:{row.id}", text)
    row.contact_sealed = sealing.seal(row.scope, f"web_suggestion.contact:{row.id}", contact.strip()[:120])
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            trail.record(actor, "web.leave_suggestion", ("suggestion", row.id), kind=kind)
            publish_on_commit("suggestions")
    except IntegrityError:  # the same form, pressed twice at the same moment
        return receipt
    return receipt


def receipt_of(submission: uuid.UUID) -> str:
    """Eight spoken characters bound to one form."""
    number = int(sealing.blind_index("suggestion-receipt", str(submission)), 16)
    return ids.grouped("".join(ids.ALPHABET[(number >> (5 * i)) & 31] for i in range(8)))


def by_receipt(receipt: str, *, caller: str) -> Suggestion:
    """What became of it, for whoever holds the receipt. The words themselves are not shown again."""
    limits.spend("suggestion-receipt", caller, limit=60, seconds=3600)
    row = Suggestion.objects.filter(receipt_index=_index(receipt)).first()
    if row is None:
        raise NotFound
    return row


def all_for(actor: Actor) -> QuerySet[Suggestion]:
    """Unanswered first, oldest first: for those who oversee; nothing for anybody else."""
    if not actor.holds(Capability.CASE_OVERSEE):
        return Suggestion.objects.none()
    return Suggestion.objects.order_by("answered_at", "created_at")


def open_suggestion(*, actor: Actor, suggestion_id: uuid.UUID) -> Opened:
    row = all_for(actor).filter(pk=suggestion_id).first()
    if row is None:
        raise NotFound
    trail.record_read(actor, "web.read_suggestion", ("suggestion", row.id))
    return Opened(
        row,
        sealing.unseal(row.scope, f"web_suggestion.text:{row.id}", row.text_sealed),
        sealing.unseal(row.scope, f"web_suggestion.contact:{row.id}", row.contact_sealed),
    )


@transaction.atomic
def answer_suggestion(*, actor: Actor, suggestion_id: uuid.UUID, answer: str) -> None:
    """One answer, once: the holder of the receipt reads it."""
    row = all_for(actor).filter(pk=suggestion_id).first()
    if row is None:
        raise NotFound
    if not answer.strip():
        raise Invalid(fields={"answer": _("Please write a few words.")})
    done = Suggestion.objects.filter(pk=row.pk, answered_at=None).update(
        answer=answer.strip()[:LONGEST], answered_at=clock.now(), answered_by=actor.name[:80]
    )
    if not done:
        raise Conflict(_("This has already been answered."))
    trail.record(actor, "web.answer_suggestion", ("suggestion", row.id))
    publish_on_commit("suggestions")


def _index(receipt: str) -> str:
    return sealing.blind_index("suggestion", ids.normalise(receipt))
