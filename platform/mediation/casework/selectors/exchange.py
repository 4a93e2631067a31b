"""What goes to another platform: finished cases within reach that do not stand there yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from mediation.casework.enums import CaseState
from mediation.casework.exchange import Mapping
from mediation.casework.models import Case, EnteredThere
from mediation.casework.policies import cases
from mediation.common.actor import Actor

FINISHED = (CaseState.AGREED, CaseState.ENDED, CaseState.CLOSED)
AT_ONCE = 100  # lines of one file


@dataclass(frozen=True, slots=True)
class Standing:
    waiting: list[Case]
    waiting_count: int
    entered: list[EnteredThere]  # newest first
    entered_count: int


def within_reach(actor: Actor) -> QuerySet[Case]:
    """A mediator's own cases, and those of the places a supervisor oversees."""
    mine = [rule for action in ("work", "oversee") if (rule := cases.rows(actor, action)) is not None]
    if not mine:
        return Case.objects.none()
    whole = Q()
    for rule in mine:
        whole |= rule
    return Case.objects.filter(whole)


def waiting(actor: Actor, mapping: Mapping) -> QuerySet[Case]:
    there = EnteredThere.objects.filter(case=OuterRef("pk"), platform=mapping.code)
    rows = within_reach(actor).filter(~Exists(there), state__in=FINISHED)
    return rows.select_related("area", "organisation__parent", "mediator").order_by("opened_at", "pk")


def chosen(actor: Actor, mapping: Mapping, keys: Sequence[str]) -> list[Case]:
    """Of what waits, the ones that were ticked; ids that are not the asker's are simply not among them."""
    return list(waiting(actor, mapping).filter(pk__in=keys)[:AT_ONCE])


def standing(actor: Actor, mapping: Mapping) -> Standing:
    rows = waiting(actor, mapping)
    entered = EnteredThere.objects.filter(platform=mapping.code, case__in=within_reach(actor)).select_related("case__area")
    return Standing(list(rows[:AT_ONCE]), rows.count(), list(entered.order_by("-at", "-pk")[:50]), entered.count())
