"""Monthly figures that offices report, taken in only where they can be true."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.casework import grim, spreadsheet
from mediation.casework.models import ReportedMonth
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.territory.models import Area

# the order of the monthly table (rmtj_ajztqk), with the two columns of success beside the number of cases
COLUMNS = {
    "office": "单位", "year": "年度", "month": "月份", "total": "调解纠纷件数", "agreed": "调解成功件数", "share": "成功率",
    "sweeps": "排查纠纷次数", "prevented": "预防纠纷件数",
}
NEEDED = ("office", "year", "month", "total")
COUNTS = ("total", "agreed", "sweeps", "prevented")
MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Checked:
    number: int
    values: dict[str, str]
    problems: list[str]


def check(raw: bytes) -> list[Checked]:
    """Every line with what cannot be in it. Raises Invalid at `file` where the file as a whole cannot be read."""
    table = spreadsheet.table(raw)
    heads = [str(value).strip() for value, _formula in table[0]]
    where = {code: heads.index(head) for code, head in COLUMNS.items() if head in heads}
    missing = [COLUMNS[c] for c in NEEDED if c not in where]
    if missing:
        raise Invalid(fields={"file": _("The columns %(heads)s are missing.") % {"heads": "、".join(missing)}})
    lines = []
    for number, row in enumerate(table[1:], 2):
        cells = {code: row[i] if i < len(row) else ("", False) for code, i in where.items()}
        values = {code: str(value or "").strip() for code, (value, _formula) in cells.items()}
        if not any(values.values()):
            continue
        formula = [str(_("“%(column)s” is a formula.") % {"column": COLUMNS[c]}) for c, (_v, is_one) in cells.items() if is_one]
        lines.append(Checked(number, values, formula or problems(values)))
    if not lines:
        raise Invalid(fields={"file": _("There are headings but no lines below them.")})
    return lines


def problems(v: dict[str, str]) -> list[str]:
    """What cannot be: no number, more than the whole, a percentage that no number of cases gives (GRIM)."""
    found: list[object] = []
    counts = {c: _count(v.get(c, "")) for c in COUNTS}
    found += [
        _("“%(column)s” is no number of cases: %(word)s") % {"column": COLUMNS[code], "word": v.get(code, "")[:20] or "—"}
        for code in COUNTS if (v.get(code) or code == "total") and counts[code] is None
    ]
    year, month = _count(v.get("year", "")), _count(v.get("month", "").removesuffix("月"))
    today = clock.today()
    if year is None or month is None or not 1 <= month <= 12 or not 2000 <= year <= today.year or (year, month) > (today.year, today.month):
        found.append(_("This is no month that is over or running: %(word)s") % {"word": f"{v.get('year', '')}-{v.get('month', '')}"[:20]})
    if not v.get("office"):
        found.append(_("“%(column)s” is empty.") % {"column": COLUMNS["office"]})
    total, agreed = counts["total"], counts["agreed"]
    if total is not None and agreed is not None and agreed > total:
        found.append(_("%(n)s agreed of %(of)s cases: more than there were.") % {"n": agreed, "of": total})
    if v.get("share") and total is not None:
        found += _share(v["share"], total, agreed)
    return [str(p) for p in found]


def _share(typed: str, total: int, agreed: int | None) -> list[str]:
    share = grim.percentage(typed)
    if share is None or not 0 <= share <= 100:
        return [str(_("“%(word)s” is no percentage between 0 and 100.") % {"word": typed[:20]})]
    if not total:
        return [str(_("A share of no cases at all: leave it empty."))]
    if not grim.attainable(share, total):
        near = "，".join(f"{n}/{total} = {p}%" for n, p in grim.nearest(share, total))
        return [str(_("%(share)s%% of %(of)s cases is no whole number of cases. Nearest: %(near)s.") % {
            "share": share, "of": total, "near": near})]
    if agreed is not None and agreed <= total and not grim.fits(agreed, total, share):
        return [str(_("%(n)s of %(of)s is not %(share)s%%.") % {"n": agreed, "of": total, "share": share})]
    return []


def _count(typed: str) -> int | None:
    plain = typed.strip().removesuffix(".0")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 8 and int(plain) <= MOST else None


def take_in(*, actor: Actor, area: Area, raw: bytes) -> list[Checked]:
    """All lines are right and kept, or none: then the lines come back with what is wrong. The same month again replaces the report."""
    if not (actor.is_user and actor.holds(Capability.CASE_OVERSEE, area.path)):
        raise NotFound
    lines = check(raw)
    if any(line.problems for line in lines):
        return lines
    with transaction.atomic():
        for line in lines:
            v = line.values
            ReportedMonth.objects.update_or_create(
                area=area, office=v["office"][:80], year=int(v["year"]), month=int(v["month"].removesuffix("月")),
                defaults={
                    "total": _count(v["total"]) or 0, "agreed": _count(v.get("agreed", "")), "share": v.get("share", "")[:14],
                    "sweeps": _count(v.get("sweeps", "")), "prevented": _count(v.get("prevented", "")), "by": actor.key, "at": clock.now(),
                },
            )
        trail.record(actor, "casework.reported", ("area", area.public_id), lines=len(lines))
    return lines
