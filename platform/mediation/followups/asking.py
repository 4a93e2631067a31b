"""Asking people on their own channel how it was (满意度). Whoever mediated neither asks nor reads it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.followups.enums import Satisfaction, Via
from mediation.followups.models import Feedback
from mediation.followups.policies import feedback
from mediation.notifications.services import notify
from mediation.territory.models import Area
from mediation.vault import sealing

WORDS_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """fair, free: None where the person would rather not say."""

    satisfaction: str
    fair: bool | None = None
    free: bool | None = None
    words: str = ""


@transaction.atomic
def ask(
    *, subject: tuple[str, uuid.UUID], scope: str, label: str, area_path: str, owner: str, respondent: str, own_channel: bool
) -> tuple[Feedback, bool]:
    """Ask somebody once about a subject. Returns the row and whether it is new. The caller has asked its own policy."""
    row, made = Feedback.objects.get_or_create(
        subject_kind=subject[0], subject_id=subject[1], respondent=respondent,
        defaults={"scope": scope, "label": label[:40], "area_path": area_path, "owner": owner, "own_channel": own_channel,
                  "asked_at": clock.now()},
    )
    if made:
        notify(respondent, "followups.feedback", link=f"/c/feedback/{row.pk}/", number=row.label)
    return row, made


@transaction.atomic
def answer(*, actor: Actor, row: Feedback, said: Answer, via: str = Via.OWN) -> Feedback:
    """The person's own answer, or what a second person heard in a call or visit. The first answer counts.

    The supervisors are told when money or gifts were asked for (Art. 15 of the People's Mediation Law forbids it).
    """
    feedback.require(actor, "answer" if via == Via.OWN else "record", row)
    if said.satisfaction not in Satisfaction.values:
        raise Invalid(fields={"satisfaction": _("Please choose an answer; \"would rather not say\" is one.")})
    if via not in Via.values:
        raise Invalid(fields={"via": pgettext_lazy("followups", "Please say whether you called or visited.")})
    if len(said.words) > WORDS_LIMIT:
        raise Invalid(fields={"words": _("Please say it in at most 1000 characters.")})
    changed = Feedback.objects.filter(pk=row.pk, answered_at=None).update(
        answered_at=clock.now(), via=via, recorded_by=actor.key, satisfaction=said.satisfaction, fair=said.fair, free=said.free,
        words_sealed=sealing.seal(row.scope, _place(row), said.words.strip()),
    )
    if changed:
        trail.record(actor, "followups.feedback", ("feedback", row.pk), via=via)
        if said.free is False:
            _alarm(row)
    row.refresh_from_db()
    return row


def feedback_for(actor: Actor, feedback_id: uuid.UUID, action: str) -> Feedback:
    row = feedback.scope(actor, action).filter(pk=feedback_id).first()
    if row is None:
        raise NotFound
    return row


def words_of(actor: Actor, row: Feedback) -> str:
    """What was written, for a supervisor; the opening is written down."""
    feedback.require(actor, "view", row)
    trail.record_read(actor, "followups.read_feedback", ("feedback", row.pk))
    return sealing.unseal(row.scope, _place(row), row.words_sealed) if row.words_sealed else ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts for rates with their denominators: answered of asked, content of those who said, fair, free."""

    asked: int
    answered: int
    said: int
    content: int
    fair_said: int
    fair: int
    free_said: int
    free: int


def figures(actor: Actor) -> Figures:
    done = Q(answered_at__isnull=False)
    said = done & ~Q(satisfaction=Satisfaction.NOT_SAID)
    return Figures(**feedback.scope(actor, "view").aggregate(
        asked=Count("pk"), answered=Count("pk", filter=done), said=Count("pk", filter=said),
        content=Count("pk", filter=Q(satisfaction=Satisfaction.SATISFIED)), fair_said=Count("pk", filter=Q(fair__isnull=False)),
        fair=Count("pk", filter=Q(fair=True)), free_said=Count("pk", filter=Q(free__isnull=False)), free=Count("pk", filter=Q(free=True)),
    ))


def waiting(actor: Actor, *, limit: int = 100) -> list[Feedback]:
    """Who has no telephone of their own and has not answered: a second person calls or visits."""
    return list(feedback.scope(actor, "record").filter(answered_at=None, own_channel=False).order_by("asked_at")[:limit])


def said_by(actor: Actor, *, limit: int = 100) -> list[Feedback]:
    """The newest answers with words or a complaint."""
    told = Q(free=False) | Q(fair=False) | Q(satisfaction=Satisfaction.DISSATISFIED) | ~Q(words_sealed="")
    return list(feedback.scope(actor, "view").filter(told, answered_at__isnull=False).order_by("-answered_at")[:limit])


def _alarm(row: Feedback) -> None:
    area = Area.objects.filter(path=row.area_path).first()
    for user in users_holding(Capability.CASE_OVERSEE, area) if area is not None else ():
        key = f"user:{user.public_id}"
        if key != row.owner:
            notify(key, "followups.complaint", link=f"/desk/feedback/{row.pk}/", urgent=True, number=row.label)


def _place(row: Feedback) -> str:
    return f"followups.feedback:{row.pk}"
