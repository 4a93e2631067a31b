"""What an organiser may know (counts, never of few people), and what counsellors may."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from counseling.screening.enums import FlagState, ScreeningState
from counseling.screening.models import Checkup, Flag, Invitee
from counseling.screening.policies import checkups
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound

FEW = 5  # below this no number is told, and none from which it could be worked out


@dataclass(frozen=True, slots=True)
class Counts:
    """Of whom is told how many. `answered` None: too few, or all but too few; `at_least`/`at_most` say between what it lies."""

    invited: int
    answered: int | None
    at_least: int
    at_most: int
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One invited person, for counsellors. No score and no order by one: only whether somebody waits to be looked after."""

    invitee: Invitee
    state: str
    flag: Flag | None


def mine(actor: Actor) -> QuerySet[Checkup]:
    return checkups.scope(actor, "organise").select_related("area")


def one(actor: Actor, checkup_id: uuid.UUID, action: str = "organise") -> Checkup:
    row = checkups.scope(actor, action).filter(pk=checkup_id).select_related("area", "organiser").first()
    if row is None:
        raise NotFound
    return row


def counts(checkup: Checkup) -> Counts:
    """Invited and answered, as of the last midnight, so that watching the page does not tell who just answered.

    Fewer than five, and all but fewer than five, are told as a span: the difference would name people.
    """
    start = clock.day_end(clock.today() - clock.DAY)
    invited = Invitee.objects.filter(checkup=checkup).count()
    done = Invitee.objects.filter(checkup=checkup, screening__state=ScreeningState.FINISHED, screening__finished_at__lte=start).count()
    if invited < FEW:
        return Counts(invited, None, 0, invited, start)
    if done < FEW:
        return Counts(invited, None, 0, FEW - 1, start)
    if invited - done < FEW:
        return Counts(invited, None, invited - FEW + 1, invited, start)
    return Counts(invited, done, done, done, start)


def sharing(checkup: Checkup) -> int:
    """How many get no message because their telephone is not theirs alone, and have not begun yet."""
    rows = Invitee.objects.filter(checkup=checkup, person__shared_phone=True, sent_at=None, opened_at=None)
    return rows.exclude(person__phone_sealed="").exclude(screening__state=ScreeningState.FINISHED).count()


def lines(checkup: Checkup) -> list[Line]:
    rows = list(Invitee.objects.filter(checkup=checkup).select_related("person", "screening"))
    found = Flag.objects.filter(subject__in=[r.subject for r in rows], case_ref=checkup.id).exclude(state=FlagState.CLOSED)
    held = {f.subject: f for f in found}
    return [Line(r, r.screening.state if r.screening else "", held.get(r.subject)) for r in rows]


def invited(subjects: Collection[uuid.UUID]) -> dict[uuid.UUID, Invitee]:
    """Invited people by their identity, for whoever looks after them."""
    return {r.subject: r for r in Invitee.objects.filter(subject__in=list(subjects)).select_related("person", "checkup__area")}


def by_numbers(numbers: Collection[str]) -> set[uuid.UUID]:
    """Identities of invited people with one of these telephones, by their blind index."""
    return set(Invitee.objects.filter(person__phone_index__in=list(numbers)).values_list("subject", flat=True))


def invited_by(name: str, phone_index: str) -> list[Invitee]:
    """Whoever was invited under this name and this telephone (its blind index), newest check-up first."""
    rows = Invitee.objects.filter(person__name=name, person__phone_index=phone_index).select_related("checkup__area")
    return list(rows.order_by("-checkup__created_at"))


def of_a_checkup(subject: uuid.UUID) -> bool:
    """Whether this identity belongs to an invitation and not to a case."""
    return Invitee.objects.filter(subject=subject).exists()
