"""The list of things to put right after a relapse (整改清单), and agreed times of visits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.common.push import publish_on_commit
from mediation.followups.models import FollowUpVisit, Rectification
from mediation.followups.policies import visits
from mediation.vault import sealing

ITEM_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Item:
    row: Rectification
    words: str


@transaction.atomic
def add(*, actor: Actor, visit: FollowUpVisit, words: str, due_on: date) -> Rectification:
    """One thing that has to be put right, with its day."""
    visits.require(actor, "record", visit)
    if not visit.relapse or visit.rectified_at is not None:
        raise Conflict
    words = words.strip()
    if not words or len(words) > ITEM_LIMIT:
        raise Invalid(fields={"words": _("Please say in at most 500 characters what has to be put right.")})
    unfit = days.wrong_ahead(due_on)
    if unfit is not None:
        raise Invalid(fields={"due_on": unfit})
    row = Rectification(id=uuid.uuid4(), visit=visit, due_on=due_on, made_at=clock.now(), made_by=actor.key)
    row.words_sealed = sealing.seal(visit.scope, _place(row), words)
    row.save(force_insert=True)
    trail.record(actor, "followups.rectification_add", ("follow_up", visit.pk), due=due_on.isoformat())
    publish_on_commit(f"{visit.subject_kind}:{visit.subject_id}")
    return row


@transaction.atomic
def done(*, actor: Actor, row: Rectification) -> None:
    """It is put right; the first press counts."""
    visits.require(actor, "record", row.visit)
    if Rectification.objects.filter(pk=row.pk, done_at=None).update(done_at=clock.now(), done_by_name=actor.name):
        trail.record(actor, "followups.rectification_done", ("follow_up", row.visit_id))
        publish_on_commit(f"{row.visit.subject_kind}:{row.visit.subject_id}")


@transaction.atomic
def agree_time(*, actor: Actor, visit: FollowUpVisit, at: datetime, place: str) -> None:
    """A visit by appointment has a time; the day it is due moves with it."""
    visits.require(actor, "record", visit)
    unfit = days.wrong_ahead(at)
    if unfit is not None:
        raise Invalid(fields={"appointment_at": unfit})
    changed = FollowUpVisit.objects.filter(pk=visit.pk, done_at=None).update(
        appointment_at=at, place=place.strip()[:80], due_on=clock.day_of(at)
    )
    if not changed:
        raise Conflict(_("This follow-up has been recorded already."), code="done")
    trail.record(actor, "followups.agree_time", ("follow_up", visit.pk))
    publish_on_commit(f"{visit.subject_kind}:{visit.subject_id}")


def items_of(actor: Actor, visit: FollowUpVisit) -> list[Item]:
    """The list with its words, for a visit that came from `visit_for`; the opening is written down."""
    rows = list(visit.rectifications.all())
    if not rows:
        return []
    trail.record_read(actor, "followups.rectifications", ("follow_up", visit.pk))
    opened = sealing.unseal_all(visit.scope, {_place(r): r.words_sealed for r in rows})
    return [Item(r, opened[_place(r)]) for r in rows]


def _place(row: Rectification) -> str:
    return f"followups.rectification:{row.pk}"
