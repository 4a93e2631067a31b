"""Planning and recording follow-up visits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.common.push import publish_on_commit
from mediation.followups import events
from mediation.followups.enums import Channel, Heart, Outcome, Performed, Satisfaction
from mediation.followups.models import FollowUpVisit
from mediation.followups.policies import visits
from mediation.jobs import outbox
from mediation.vault import sealing

NOTE_LIMIT = 1000
TRY_AGAIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Talk:
    """What a follow-up talk brought. The note is sealed; `heart` is the person's own statement, never a screening answer."""

    outcome: str
    channel: str = Channel.TELEPHONE
    performed: str = ""
    satisfaction: str = ""
    heart: str = ""
    relapse: bool = False
    note: str = ""


@transaction.atomic
def plan(
    *, subject: tuple[str, uuid.UUID], scope: str, label: str, area_path: str, owner: str, anchor: date, days: int = 0,
    channel: str = Channel.TELEPHONE, reason: str, category: str = "",
) -> FollowUpVisit:
    """Plan a visit `days` after `anchor`; the same rule on the same day plans once. The caller has asked its own policy.

    A day that is already past becomes today: an agreement may be recorded late, its follow-up is still wanted.
    """
    due = max(anchor + timedelta(days=days), clock.today())
    visit, made = FollowUpVisit.objects.get_or_create(
        subject_kind=subject[0], subject_id=subject[1], reason=reason, due_on=due,
        defaults={"scope": scope, "label": label[:140], "area_path": area_path, "owner": owner, "channel": channel, "category": category},
    )
    if made:
        morning = clock.day_end(due - timedelta(days=1))
        outbox.add("mediation.followups.tasks.due", key=f"follow-up:{visit.pk}", due_at=morning, visit=str(visit.pk))
    return visit


@transaction.atomic
def hand_over(*, subject: tuple[str, uuid.UUID], owner: str) -> None:
    """The subject has a new owner: open visits go along. The caller has asked its own policy."""
    FollowUpVisit.objects.filter(subject_kind=subject[0], subject_id=subject[1], done_at=None).update(owner=owner)


@transaction.atomic
def record(*, actor: Actor, visit: FollowUpVisit, talk: Talk) -> FollowUpVisit:
    """Write down what the talk brought; once. Somebody who was not reached is tried again in three days.

    A relapse puts the subject on the list of things to put right (整改) until `rectify`.
    """
    visits.require(actor, "record", visit)
    _check(talk, by_owner=actor.key == visit.owner)
    reached = talk.outcome == Outcome.REACHED
    done = FollowUpVisit.objects.filter(pk=visit.pk, done_at=None).update(
        outcome=talk.outcome, channel=talk.channel, performed=talk.performed if reached else "",
        satisfaction=talk.satisfaction if reached and actor.key != visit.owner else "", heart=talk.heart if reached else "",
        relapse=reached and talk.relapse,
        note_sealed=sealing.seal(visit.scope, place(visit), talk.note.strip()), done_at=clock.now(), done_by=actor.key,
        done_by_name=actor.name,
    )
    if not done:
        raise Conflict(_("This follow-up has been recorded already."), code="done")
    visit.refresh_from_db()
    trail.record(actor, "followups.record", ("follow_up", visit.pk), outcome=visit.outcome, relapse=visit.relapse)
    if visit.outcome == Outcome.NOT_REACHED:
        plan(
            subject=(visit.subject_kind, visit.subject_id), scope=visit.scope, label=visit.label, area_path=visit.area_path,
            owner=visit.owner, anchor=clock.today() + TRY_AGAIN, channel=visit.channel, reason="again", category=visit.category,
        )
    if visit.relapse:
        events.relapsed.send(FollowUpVisit, visit=visit, actor=actor)
    publish_on_commit(f"{visit.subject_kind}:{visit.subject_id}")
    return visit


@transaction.atomic
def rectify(*, actor: Actor, visit: FollowUpVisit) -> None:
    """Everything on the list is done: the relapse leaves the supervisors' page."""
    visits.require(actor, "record", visit)
    items = list(visit.rectifications.values_list("done_at", flat=True))
    if not items:
        raise Conflict(_("First write down what has to be put right."), code="empty-list")
    if not all(items):
        raise Conflict(_("Something on the list is not done yet."), code="open-items")
    if FollowUpVisit.objects.filter(pk=visit.pk, relapse=True, rectified_at=None).update(rectified_at=clock.now()):
        trail.record(actor, "followups.rectify", ("follow_up", visit.pk))
        publish_on_commit(f"{visit.subject_kind}:{visit.subject_id}")


def place(visit: FollowUpVisit) -> str:
    return f"followups.note:{visit.pk}"


def _check(talk: Talk, *, by_owner: bool) -> None:
    wrong: dict[str, object] = {}
    if talk.outcome not in Outcome.values:
        wrong["outcome"] = _("Please say whether you talked to somebody.")
    if talk.channel not in Channel.values:
        wrong["channel"] = _("Please choose how you tried.")
    if talk.outcome == Outcome.REACHED:
        if talk.performed not in Performed.values:
            wrong["performed"] = _("Please say whether the agreement is kept.")
        if not by_owner and talk.satisfaction not in Satisfaction.values:  # whoever mediated does not ask it
            wrong["satisfaction"] = _("Please choose an answer; \"would rather not say\" is one.")
        if talk.heart not in Heart.values:
            wrong["heart"] = _("Please choose an answer; \"would rather not say\" is one.")
    if len(talk.note) > NOTE_LIMIT:
        wrong["note"] = _("Please say it in at most 1000 characters.")
    if wrong:
        raise Invalid(fields=wrong)  # type: ignore[arg-type]
