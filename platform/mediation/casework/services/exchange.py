"""To and from other platforms in their own field order, so that nothing is typed twice."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.casework import spreadsheet
from mediation.casework.agreement_enums import AgreementState, ClauseKind
from mediation.casework.enums import CaseState, DisputeType, SittingState
from mediation.casework.exchange import KINDS, Mapping
from mediation.casework.models import Agreement, Case, Clause, EnteredThere, ImportBatch, Performance
from mediation.casework.selectors import exchange as selectors
from mediation.casework.services import importing
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.territory.enums import OrganisationKind
from mediation.vault import sealing

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(*, actor: Actor, mapping: Mapping, rows: Sequence[Case], form: str) -> bytes:
    """The table, `csv` (UTF-8 with a mark, as Excel wants it) or `xlsx`. Each story opened is a line of the trail.

    rows: from `selectors.chosen`, which has asked the policy. Downloading marks nothing: a file is not yet an entry there.
    """
    if not rows:
        raise Conflict(_("Please choose at least one case."), code="nothing")
    with transaction.atomic():  # all lines of the trail at one commit, before anything is opened
        for row in rows:
            trail.record_read(actor, "casework.exchange_story", ("case", row.pk), platform=mapping.code)
        trail.record(actor, "casework.exchange_export", ("platform", mapping.code), cases=len(rows), version=mapping.version)
    table = [[head for head, _field in mapping.columns], *(_line(mapping, row) for row in rows)]
    return _workbook(table) if form == "xlsx" else _text(table)


def _line(mapping: Mapping, case: Case) -> list[str]:
    known = facts(case)
    return [mapping.words(field, known.get(field, "")) if field else "" for _head, field in mapping.columns]


def facts(case: Case) -> dict[str, str]:
    """Our fields as plain words and codes; "" where there is nothing."""
    agreement = Agreement.objects.filter(case=case, state=AgreementState.IN_FORCE).order_by("-effective_at").first()
    sitting = case.sittings.filter(state=SittingState.DONE).order_by("-starts_at").first()
    parties = list(case.parties.select_related("person").order_by("role", "pk"))
    office = case.organisation
    studio = office if office is not None and office.kind == OrganisationKind.STUDIO else None
    committee = studio.parent if studio is not None else office
    kind = KINDS[DisputeType(case.kind)]
    told = {
        "number": case.number, "committee": committee.name if committee else "", "studio": studio.name if studio else "", "registrar": "",
        "accepted_on": _day(case.accepted_at), "source": case.source, "grade": case.grade, "kind": f"{kind}纠纷", "area": case.area.name,
        "mediator": str(case.mediator) if case.mediator else "", "mediated_on": _day(sitting.starts_at if sitting else None),
        "place": sitting.place if sitting else "", "result": _result(case), "parties": "、".join(p.person.name for p in parties),
        "people": str(len(parties)), "migrant": "是" if case.kind == DisputeType.WAGES_MIGRANT else "",
        "story": sealing.unseal(case.scope, f"case.story:{case.id}", case.story_sealed) if case.story_sealed else "",
        "agreement": "", "amount": "", "form": "", "performance": "", "agreed_on": "",
    }
    if agreement is not None:
        owed = list(Clause.objects.filter(agreement=agreement, kind=ClauseKind.OBLIGATION, removed_at=None))
        done = set(Performance.objects.filter(clause__in=owed, complete=True, denied_at=None).values_list("clause", flat=True))
        amount = sum((c.amount for c in owed if c.amount is not None), Decimal(0))
        told |= {
            "agreement": agreement.number, "form": agreement.form, "amount": str(amount) if amount else "",
            "agreed_on": _day(agreement.effective_at),
            "performance": ("all" if len(done) == len(owed) else "some" if done else "none") if owed else "",
        }
    return told


def _result(case: Case) -> str:
    return "ended" if case.ended_reason else "agreed" if case.state in (CaseState.AGREED, CaseState.CLOSED) else "open"


def _day(moment: Any) -> str:
    return clock.day_of(moment).isoformat() if moment is not None else ""


def _text(table: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([[f"'{c}" if c.startswith(FORMULA) else c for c in row] for row in table])
    return ("\ufeff" + out.getvalue()).encode()


def _workbook(table: list[list[str]]) -> bytes:
    from openpyxl import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415 -- slow to import, needed by few

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 -- a new workbook has a sheet
    for row in table:
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"  # a story that begins with an equals sign stays a story
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@transaction.atomic
def entered(*, actor: Actor, mapping: Mapping, rows: Sequence[Case]) -> int:
    """They stand there now. Pressing twice marks once; returns how many are new. rows: from `selectors.chosen`."""
    new = 0
    for case in rows:
        _row, made = EnteredThere.objects.get_or_create(case=case, platform=mapping.code, defaults={"at": clock.now(), "by": actor.key})
        if made:
            new += 1
            trail.record(actor, "casework.exchange_entered", ("case", case.pk), platform=mapping.code)
            publish_on_commit(f"case:{case.pk}")
    return new


@transaction.atomic
def not_entered(*, actor: Actor, mapping: Mapping, key: str) -> None:
    """A mark set by mistake goes. What was imported from there stays marked: it stands there, whatever anybody presses."""
    row = EnteredThere.objects.filter(pk=key, platform=mapping.code, case__in=selectors.within_reach(actor)).first()
    if row is None:
        raise NotFound
    if row.imported:
        raise Conflict(_("This case came from that platform. It stands there."), code="imported")
    trail.record(actor, "casework.exchange_not_entered", ("case", row.case_id), platform=mapping.code)
    row.delete()


def read(*, actor: Actor, mapping: Mapping, raw: bytes) -> ImportBatch:
    """A file in the platform's columns becomes a preview like any other table; what cannot be is refused with its line."""
    table = spreadsheet.table(raw)
    heads = [str(value).strip() for value, _formula in table[0]]
    where = {field: heads.index(head) for head, field in reversed(mapping.columns) if field and head in heads}
    missing = [mapping.head_of(f) for f in ("number", "kind", "story") if f not in where]
    if missing:
        raise Invalid(fields={"file": _("This is not a table of “%(name)s”: the columns %(heads)s are missing.") % {
            "name": mapping.name, "heads": "、".join(missing)}})
    lines: list[list[str]] = []
    wrong: list[str] = []
    for number, row in enumerate(table[1:], 2):
        v = {field: str(row[i][0] or "").strip() if i < len(row) else "" for field, i in where.items()}
        if not any(v.values()):
            continue
        wrong += [str(_("Line %(n)s: %(why)s") % {"n": number, "why": why}) for why in impossible(v)]
        names = [n.strip() for n in v.get("parties", "").split(mapping.split) if n.strip()]
        lines.append([
            v.get("number", ""), v.get("area", ""), v.get("kind", ""), v.get("source", ""), v.get("story", ""),
            names[0] if names else "", mapping.split.join(names[1:]),
        ])
    if wrong:
        raise Invalid(fields={"file": " ".join(wrong[:20])})
    out = io.StringIO()
    csv.writer(out).writerows([["来源编号", "发生地", "纠纷类别", "案件来源", "纠纷简要情况", "申请人", "被申请人"], *lines])
    return importing.preview(actor=actor, raw=out.getvalue().encode(), platform=mapping.code)


def impossible(v: dict[str, str]) -> list[str]:
    """Figures and days that cannot be, whoever typed them."""
    found: list[str] = []
    if v.get("amount"):
        amount: Decimal | None
        try:
            amount = Decimal(v["amount"].replace(",", "").replace("，", ""))
        except InvalidOperation:
            amount = None
        if amount is None or not amount.is_finite():
            found.append(str(_("“%(word)s” is no amount.") % {"word": v["amount"][:20]}))
        elif amount < 0:
            found.append(str(_("an amount below zero")))
    if v.get("people") and not (v["people"].isascii() and v["people"].isdigit() and int(v["people"][:9]) > 0):
        found.append(str(_("“%(word)s” is no number of people.") % {"word": v["people"][:20]}))
    days = {name: clock_day(v[name]) for name in ("accepted_on", "mediated_on", "agreed_on") if v.get(name)}
    found += [str(_("“%(word)s” is no day.") % {"word": v[name][:20]}) for name, day in days.items() if day is None]
    known = {name: day for name, day in days.items() if day is not None}
    if any(day > clock.today().isoformat() for day in known.values()):
        found.append(str(_("a day that is still to come")))
    if "accepted_on" in known and any(known[n] < known["accepted_on"] for n in ("mediated_on", "agreed_on") if n in known):
        found.append(str(_("mediated before it was accepted")))
    return found


def clock_day(typed: str) -> str | None:
    """`2026-1-5`, `2026/01/05 10:00`, `2026年1月5日` as an ISO day; None for anything else."""
    plain = typed.strip().replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").split(" ")[0].split("T")[0]
    parts = plain.split("-")
    if len(parts) != 3 or not all(p.isascii() and p.isdigit() and len(p) <= 4 for p in parts):
        return None
    try:
        return date(*(int(p) for p in parts)).isoformat()
    except ValueError:
        return None
