"""A table of paper answers: looked at line by line, counted anew beside the stated sum, then taken over once."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from counseling.screening.batch import sheet
from counseling.screening.batch.table import Mistake, Row, rows
from counseling.screening.enums import Mode, ScreeningState
from counseling.screening.instruments.loader import load
from counseling.screening.models import Checkup, Invitee
from counseling.screening.policies import checkups
from counseling.screening.scoring import Plan, Total
from counseling.screening.services import answering
from counseling.screening.services import checkups as lists
from counseling.screening.services.answering import Brought
from mediation.audit import trail
from mediation.common.actor import Actor
from mediation.common.errors import Conflict
from mediation.vault import sealing
from mediation.vault.sealing import Unsealable

STATED = ("total", "总分")
MOST = 300  # lines of one file: they are written in one go
TOLD = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the file. `stated` is what the paper says, `low` and `high` what the answers give."""

    line: int
    number: int
    answers: dict[str, int]
    low: int
    high: int
    stated: str = ""
    differs: bool = False
    already: bool = False
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Looked:
    lines: list[Line] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    @property
    def new(self) -> list[Line]:
        return [x for x in self.lines if not x.already]


def look(*, actor: Actor, checkup: Checkup, instrument: str, raw: bytes) -> Looked:
    """What is in the file and what is wrong with it, nothing is kept. Raises NotFound for who is no counsellor of the place."""
    checkups.require(actor, "results", checkup)
    package = load(instrument).package
    try:
        table = sheet.cells(raw)
        stated = _stated(table)
        found = list(rows(sheet.as_text(table), package))
    except Mistake as why:
        return Looked(mistakes=[str(why)])
    good = [r for r in found if isinstance(r, Row)]
    mistakes = [r for r in found if isinstance(r, Mistake)]
    if len(good) > MOST:
        return Looked(mistakes=[_("There are more than %(most)d lines. Please divide the file.") % {"most": MOST}])
    numbers = {str(i.number): i for i in Invitee.objects.filter(checkup=checkup).select_related("screening")}
    plan, lines, seen = Plan(package), [], set()
    for row in good:
        person = numbers.get(row.id)
        if person is None:
            mistakes.append(Mistake(row.line, _("the number “%(id)s” is not on this list of invited people") % {"id": row.id[:20]}))
        elif person.number in seen:
            mistakes.append(Mistake(row.line, _("the number “%(id)s” stands twice") % {"id": row.id}))
        else:
            seen.add(person.number)
            lines.append(_line(plan, row, person, stated.get(row.line, "")))
    if not lines and not mistakes:
        return Looked(mistakes=[_("The file is empty.")])
    return Looked(lines, [str(m) for m in sorted(mistakes, key=lambda m: m.line)[:TOLD]])


def _stated(table: list[list[str]]) -> dict[int, str]:
    """The column with the sums the paper states, taken out of the table. Line -> sum."""
    place = next((n for n, head in enumerate(table[0]) if head.strip().casefold() in STATED), None) if table else None
    if place is None:
        return {}
    return {line: row.pop(place).strip() for line, row in enumerate(table, 1) if len(row) > place and line >= 1}


def _line(plan: Plan, row: Row, person: Invitee, stated: str) -> Line:
    said = {i.id: v for i, v in zip(plan.package.items, row.answers, strict=True) if v is not None}
    total = _total(plan, said)
    fits = stated.isdecimal() and total.low <= int(stated) <= total.high
    return Line(
        row.line, person.number, said, total.low, total.high, stated, bool(stated) and not fits,
        person.screening is not None and person.screening.state not in {ScreeningState.OFFERED, ScreeningState.DECLINED},
        [plan.package.items[place].id for place in row.refused],
    )


def _total(plan: Plan, said: dict[str, int]) -> Total:
    scale = plan.package.main or plan.package.scales[0]
    return plan.total(scale.code, plan.ends(said)[0])


def packed(checkup: Checkup, instrument: str, lines: Sequence[Line]) -> str:
    """The lines on their way through the page of the second look: sealed, for this check-up only."""
    body = json.dumps({"instrument": instrument, "lines": [asdict(x) for x in lines]})
    return sealing.seal(_scope(checkup), f"checkup.paper:{checkup.id}", body)


@transaction.atomic
def take(*, actor: Actor, checkup: Checkup, parcel: str) -> int:
    """Keep the answers that were looked at. Pressing twice keeps them once. Returns how many people came new.

    Raises Conflict for a parcel that is not from this check-up's own look.
    """
    checkups.require(actor, "results", checkup)
    try:
        body = json.loads(sealing.unseal(_scope(checkup), f"checkup.paper:{checkup.id}", parcel))
    except (Unsealable, ValueError) as why:
        raise Conflict(_("This page is too old. Please choose the file once more.")) from why
    taken = 0
    for held in body["lines"]:
        row = Invitee.objects.select_related("checkup__area", "person", "screening").get(checkup=checkup, number=held["number"])
        screening = row.screening or lists.offered(row, Mode.PAPER)
        if screening.state not in {ScreeningState.OFFERED, ScreeningState.DECLINED}:
            continue
        answering.consent(actor=actor, screening=screening, language="zh-hans", mode=Mode.PAPER, already=True)
        screening.refresh_from_db()
        given = [Brought(item, value) for item, value in held["answers"].items()]
        given += [Brought(item, None) for item in held["refused"]]
        answering.bring_in(actor=actor, screening=screening, given=given, mode=Mode.PAPER)
        taken += 1
    trail.record(actor, "care.paper", ("checkup", checkup.id), people=taken, instrument=body["instrument"])
    return taken


def _scope(checkup: Checkup) -> str:
    return f"checkup:{uuid.UUID(str(checkup.id))}"
