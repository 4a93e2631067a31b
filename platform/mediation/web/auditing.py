"""Reading the audit trail: who did what when, for those who answer for an area.

The trail must not become a way round the wall. Lines about care that come from the person or from a job are left out
altogether: each would say that somebody was asked. What a counsellor did is shown without whom it concerned and without
detail, and a case number never leads to it. People who are no staff stand here as "a party".
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mediation.accounts.models import RoleAssignment, User
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.audit.models import AuditEntry
from mediation.casework.models import Agreement, Case, Party, Sitting
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Invalid, NotFound
from mediation.common.policy import under
from mediation.territory.models import Area, Organisation
from mediation.web.audit_words import words_of

PAGE = 50
EXPORT_LIMIT = 20_000  # lines of one file
CARE = "care."
PLUM = (CARE, "minors.")  # lines of people and of jobs that would say that somebody was asked
# who wishes to talk alone, and who would not, is known to the mediator and nobody else
UNSPOKEN = ("rooms.wish_apart", "rooms.answer_apart", "rooms.ask_apart")
CHECK = "audit.verify"
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)  # the ends of the calendar itself have no day before and no end
# what a line may show beside its words: states, codes and counts, never an id and never a sentence
SHOWN = frozenset({
    "role", "level", "code", "kind", "state", "grade", "source", "form", "before", "after", "on", "name", "name_en", "telephone",
    "address", "days", "whole", "lines", "from_day", "to_day", "area_of_work", "first_bad",
})


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for. person: part of a name or a sign-in name; work: the part of the product; only: "reads" or "changes"."""

    person: str = ""
    number: str = ""
    work: str = ""
    only: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    number: int  # the reader's own: 1 is the oldest line of what was looked for
    at: datetime
    who: str
    what: str
    about: str
    detail: tuple[tuple[str, str], ...]
    reading: bool


@dataclass(frozen=True, slots=True)
class Found:
    lines: list[Line]
    older: int | None  # the reader's own number before which the next page begins
    checked: AuditEntry | None = field(default=None)  # the latest check of the chain


def look(*, actor: Actor, asked: Asked, before: int | None = None, limit: int = PAGE, export: bool = False) -> Found:
    """The lines that were asked for, newest first. Looking is itself written down, before anything is shown.

    Raises NotFound without the capability, Invalid (fields `person`, `number`, `since`, `until`) for what cannot be looked for.
    """
    rows = _chosen(actor, asked)
    given = {k: v for k, v in (("area_of_work", asked.work), ("from_day", asked.since), ("to_day", asked.until)) if v}
    trail.record_read(
        actor, "audit.export" if export else "audit.look", ("audit", "trail"), **{k: str(v) for k, v in given.items()},
        by_person=bool(asked.person), by_case=bool(asked.number),
    )
    newest = rows.count()
    newest = newest if before is None else min(newest, max(before - 1, 0))
    first = max(newest - limit, 0)
    entries = list(rows.order_by("number")[first:newest])[::-1]
    checked = AuditEntry.objects.filter(action=CHECK).order_by("-number").first()
    return Found(_lines(entries, newest), first + 1 if first else None, checked)


@transaction.atomic
def check(*, actor: Actor) -> int | None:
    """Go through the whole chain and write down what was found. The number of the first line that does not fit, or None."""
    if not (actor.is_system or actor.holds(Capability.AUDIT_READ)):
        raise NotFound
    bad = trail.verify()
    last = AuditEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    trail.record(actor, CHECK, ("audit", "trail"), whole=bad is None, lines=last, first_bad=bad)
    return bad


def check_daily() -> None:
    """The check of every night; a job."""
    check(actor=system("audit.check"))


def _chosen(actor: Actor, asked: Asked) -> QuerySet[AuditEntry]:
    reach = actor.reach(Capability.AUDIT_READ)
    if not (actor.is_user and reach):
        raise NotFound
    plum = Q(pk=None)
    for part in PLUM:
        plum |= Q(action__startswith=part)
    rows = AuditEntry.objects.exclude(plum & ~Q(actor__startswith="user:")).exclude(action__in=UNSPOKEN)
    odd = {name: _("Please give a day between 2000 and 2100.") for name in ("since", "until")
           if (day := getattr(asked, name)) and not FIRST <= day <= LAST}
    if odd:
        raise Invalid(fields=odd)
    if asked.since and asked.until and asked.since > asked.until:
        raise Invalid(fields={"until": _("This day lies before the first one.")})
    if asked.number:
        rows = _of_case(rows, reach, asked.number)
    elif not Area.objects.filter(path__in=reach, depth=1).exists():
        rows = rows.filter(actor__in=[f"user:{key}" for key in _people_of(reach).values_list("public_id", flat=True)])
    if asked.person:
        people = _people_of(reach) if not asked.number else User.objects.all()
        keys = people.filter(Q(username__iexact=asked.person) | Q(display_name__icontains=asked.person)).values_list("public_id", flat=True)
        if not keys:
            raise Invalid(fields={"person": _("Nobody of your area has this name.")})
        rows = rows.filter(actor__in=[f"user:{key}" for key in keys])
    if asked.work:
        rows = rows.filter(action__startswith=f"{asked.work}.")
    if asked.only:
        rows = rows.filter(reading=asked.only == "reads")
    if asked.since:
        rows = rows.filter(at__gt=clock.day_end(asked.since - clock.DAY))
    if asked.until:
        rows = rows.filter(at__lte=clock.day_end(asked.until))
    return rows


def _of_case(rows: QuerySet[AuditEntry], reach: Sequence[str], number: str) -> QuerySet[AuditEntry]:
    """Everything about one case of the area, whoever did it; nothing about care, whoever it concerned."""
    here = under("area__path", tuple(reach))
    case = Case.objects.filter(number__iexact=number).filter(here or Q(pk=None)).first()
    if case is None:
        raise Invalid(fields={"number": _("There is no case with this number in your area.")})
    sittings = list(Sitting.objects.filter(case=case).values_list("pk", "room"))
    targets = {
        "case": [case.pk], "party": Party.objects.filter(case=case).values_list("pk", flat=True),
        "agreement": Agreement.objects.filter(case=case).values_list("pk", flat=True),
        "sitting": [pk for pk, _room in sittings], "room": [room for _pk, room in sittings if room],
    }
    rule = Q(pk=None)
    for kind, keys in targets.items():
        rule |= Q(target_kind=kind, target_id__in=[str(key) for key in keys])
    return rows.filter(rule).exclude(action__startswith=CARE)


def _people_of(reach: Sequence[str]) -> QuerySet[User]:
    """Those who hold or held a role in the area, and none outside it."""
    here = under("area__path", tuple(reach)) or Q(pk=None)
    held = RoleAssignment.objects.filter(here).values("user")
    return User.objects.filter(pk__in=held).exclude(pk__in=RoleAssignment.objects.exclude(here).values("user"))


def _lines(rows: Sequence[AuditEntry], newest: int) -> list[Line]:
    """As the reader sees them, newest first, numbered down from `newest` without a gap."""
    names = _names(rows)
    return [
        Line(
            newest - place, row.at, _who(row, names), words_of(row.action), _about(row, names),
            () if row.action.startswith(PLUM) else tuple(_detail(row.detail, row.action)), row.reading,
        )
        for place, row in enumerate(rows)
    ]


def _names(rows: Sequence[AuditEntry]) -> dict[tuple[str, str], str]:
    """What stands behind the ids of these lines: users, cases, areas, organisations; one query each."""
    wanted: dict[str, set[str]] = {"user": {r.actor.partition(":")[2] for r in rows if r.actor.startswith("user:")}}
    for row in rows:
        if row.target_kind in ("user", "case", "area", "organisation") and not row.action.startswith(CARE):
            wanted.setdefault(row.target_kind, set()).add(row.target_id)
    found: dict[tuple[str, str], str] = {}
    for user in User.objects.filter(public_id__in=_ids(wanted["user"])):
        found["user", str(user.public_id)] = str(user)
    for key, number in Case.objects.filter(pk__in=_ids(wanted.get("case", ()))).values_list("pk", "number"):
        found["case", str(key)] = number
    for model, kind in ((Area, "area"), (Organisation, "organisation")):
        if kind in wanted:
            for place in model.objects.filter(public_id__in=_ids(wanted[kind])):
                found[kind, str(place.public_id)] = place.label
    return found


def _ids(keys: Iterable[str]) -> list[uuid.UUID]:
    found = []
    for key in keys:
        try:
            found.append(uuid.UUID(key))
        except ValueError:
            continue
    return found


def _who(row: AuditEntry, names: dict[tuple[str, str], str]) -> str:
    kind, _colon, key = row.actor.partition(":")
    if kind == "user":
        return names.get(("user", key), _("somebody who has left"))
    return {"guest": _("a party"), "system": _("the system")}.get(kind, _("a visitor"))


def _about(row: AuditEntry, names: dict[tuple[str, str], str]) -> str:
    return "" if row.action.startswith(CARE) else names.get((row.target_kind, row.target_id), "")


def _detail(detail: dict[str, Any], action: str) -> Iterable[tuple[str, str]]:
    """`lines` of a check counts the hidden ones too: two checks a minute apart would tell that somebody was asked in between."""
    for key, value in detail.items():
        if action == CHECK and key == "lines":
            continue
        if key in SHOWN and value is not None and not (isinstance(value, str) and _ids([value])):
            pair = isinstance(value, list) and len(value) == 2
            yield key, " → ".join(str(v) if v not in (None, "") else "—" for v in value) if pair else str(value)
