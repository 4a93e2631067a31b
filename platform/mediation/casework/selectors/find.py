"""Finding a case again (查找案件) among those the asker may read: by its number, a party's name or words of its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mediation.casework.models import Case, Party
from mediation.casework.policies import cases
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid

MOST = 50  # more is no answer: another word narrows it
LEAST = 2  # signs; one alone fits half of all names
WORDS = 5
NUMBER = re.compile(r"(?:[A-Za-z]{1,10}-)?(\d{4}-\d{0,7})", re.ASCII)
YEARS = 20  # a number typed without its year is looked for in so many


@dataclass(frozen=True, slots=True)
class Found:
    """rows: the newest first. more: there are others that another word would have to tell apart."""

    rows: Sequence[Case]
    more: bool


def find(actor: Actor, words: str) -> Found:
    """Every word has to fit: a number (whole, its beginning, or its last part), the beginning of a party's name, or a part of the title.

    Raises Invalid where there is too little to look for.
    """
    terms = words.split()[:WORDS]
    if not terms or any(len(t) < LEAST for t in terms):
        raise Invalid(fields={"words": _("Please type at least two characters of the number, a name or the title.")})
    rows = cases.scope(actor, "view")
    by_number = next((n for n in map(_numbered, terms) if n is not None), None)
    if by_number is not None:
        others = [t for t in terms if _numbered(t) is None]
        return _answer([_all_fit(rows.filter(by_number), others)])
    first, rest = terms[0], terms[1:]
    # apart, since the database has a way to each of them and none to one or the other
    named = rows.filter(pk__in=Party.objects.filter(person__name__startswith=first).values("case"))
    return _answer([_all_fit(named, rest), _all_fit(rows.filter(title__contains=first), rest)])


def _numbered(term: str) -> Q | None:
    """`QX-2026-00123`, `2026-00123`, the beginning of either, or `123`."""
    if term.isdecimal() and term.isascii():
        years = range(clock.today().year, clock.today().year - YEARS, -1)
        return Q(number__in=[f"{settings.CASE_PREFIX}-{year}-{int(term):05d}" for year in years])
    found = NUMBER.fullmatch(term)
    return Q(number__startswith=f"{settings.CASE_PREFIX}-{found[1]}") if found else None


def _all_fit(rows: QuerySet[Case], terms: Sequence[str]) -> QuerySet[Case]:
    for term in terms:
        named = Party.objects.filter(case=OuterRef("pk"), person__name__startswith=term)
        rows = rows.filter(Q(title__contains=term) | Exists(named))
    return rows


def _answer(ways: Sequence[QuerySet[Case]]) -> Found:
    found: dict[object, Case] = {}
    for rows in ways:
        for case in rows.select_related("area", "mediator").order_by("-opened_at")[: MOST + 1]:
            found[case.pk] = case
    newest = sorted(found.values(), key=lambda c: c.opened_at, reverse=True)
    return Found(newest[:MOST], len(newest) > MOST)
