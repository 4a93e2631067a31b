"""Frozen figures in words: n/N with its interval, hidden cells as "<5", nothing as "—"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from counseling.figures.selectors.outcomes import PARTS
from counseling.screening import battery
from counseling.screening.instruments.loader import codes, load
from mediation.common.hiding import SMALL, hide, hide_table, total
from mediation.common.rates import Rate

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from counseling.figures.models import Snapshot

RATE_LABELS: dict[str, _StrPromise] = {
    "assessed": gettext_lazy("Assessed (测评率)"), "rated": gettext_lazy("Rated by a person (风险评估率)"),
    "reported": gettext_lazy("Moderate and above handed on and acknowledged (中度以上风险报告率)"),
    "followed": gettext_lazy("Follow-ups on time (跟踪管理率)"),
}
WHOLES: dict[str, _StrPromise] = {
    "assessed": gettext_lazy("of everybody to whom it was offered"),
    "rated": gettext_lazy("of everybody with a whole battery or any hint"),
    "reported": gettext_lazy("of all ratings yellow, orange and red"), "followed": gettext_lazy("of all talks that were due"),
}
LABELS: dict[str, _StrPromise] = {
    "valid": gettext_lazy("answered"), "unfinished": gettext_lazy("stopped half way"),
    "refused": gettext_lazy("refused, which is a good answer too"), "unreached": gettext_lazy("not reached"),
    "in_time": gettext_lazy("in time"), "late": gettext_lazy("late"), "unrated": gettext_lazy("not rated"),
    "acknowledged": gettext_lazy("acknowledged within a day"), "unacknowledged": gettext_lazy("sent, not acknowledged"),
    "unsent": gettext_lazy("not handed on"), "on_time": gettext_lazy("on the agreed day"), "missed": gettext_lazy("missed"),
    "called_off": gettext_lazy("called off"), "unwritten": gettext_lazy("nothing written down"),
    "recovered": gettext_lazy("reliably better and below the cut"), "improved": gettext_lazy("reliably better"),
    "unchanged": gettext_lazy("no reliable change"), "worse": gettext_lazy("reliably worse"), "lost": gettext_lazy("not measured again"),
}


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    shown: str
    good: bool

    @property
    def label(self) -> _StrPromise:
        return LABELS[self.code]


@dataclass(frozen=True, slots=True)
class RateView:
    code: str
    words: str
    parts: list[Part]
    median: float | None

    @property
    def label(self) -> _StrPromise:
        return RATE_LABELS[self.code]

    @property
    def whole(self) -> _StrPromise:
        return WHOLES[self.code]


@dataclass(frozen=True, slots=True)
class OutcomeView:
    instrument: str
    points: float
    source: str
    people: str
    parts: list[Part]


def _title(code: str) -> str:
    """What the instrument is called; its code where this site no longer has it, because a counted period never changes."""
    return load(code).package.title[battery.known(get_language())] if code in codes() else code.upper()


def _count(n: int | None) -> str:
    return f"<{SMALL}" if n is None else str(n)


def share(n: int | None, of: int | None) -> str:
    """"84/112 (75 %, 66–82 %)"; hidden or nothing: said so."""
    if of == 0:
        return "—"
    if n is None or of is None:
        return _("too few to show")
    rate = Rate(n, of)
    low, high = rate.interval or (0.0, 1.0)
    return f"{n}/{of} ({100 * n / of:.0f} %, {100 * low:.0f}–{100 * high:.0f} %)"


def rate_views(snapshot: Snapshot) -> list[RateView]:
    found = []
    for code in RATE_LABELS:
        cells = snapshot.cells[code]
        counted = dict(cells["parts"])  # kept as pairs: PostgreSQL orders the keys of an object anew
        shown = hide(counted)
        parts = [Part(name, _count(n), name == cells["good"]) for name, n in shown.items()]
        found.append(RateView(code, share(shown[cells["good"]], total(counted)), parts, cells["more"].get("median_hours")))
    return found


@dataclass(frozen=True, slots=True)
class GroupView:
    """A programme in one rate, or in one instrument. parts: empty where the whole programme is hidden."""

    title: str
    words: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class TableView:
    """One rate, or one instrument, by programme."""

    label: str
    groups: list[GroupView]


REST = ""  # whoever is in no programme: never printed, and never to be worked out


def programme_views(snapshot: Snapshot) -> list[TableView]:
    """The rates and the outcomes by programme, without a number that follows from what is printed for the whole place."""
    if not snapshot.programmes:
        return []
    tables = []
    for code in RATE_LABELS:
        cells = snapshot.cells[code]
        found = [dict(p["cells"][code]) for p in snapshot.programmes]
        tables.append(_by_programme(str(RATE_LABELS[code]), snapshot, found, dict(cells["parts"]), {cells["good"]}))
    for row in snapshot.outcomes:
        empty = dict.fromkeys(PARTS, 0)
        every = [{o["instrument"]: o for o in p["outcomes"]}.get(row["instrument"], empty) for p in snapshot.programmes]
        whole = {name: row[name] for name in PARTS}
        found = [{name: one[name] for name in PARTS} for one in every]
        tables.append(_by_programme(_title(row["instrument"]), snapshot, found, whole, {"recovered", "improved"}))
    return tables


def _by_programme(label: str, snapshot: Snapshot, found: list[dict[str, int]], whole: dict[str, int], good: set[str]) -> TableView:
    groups = {p["id"]: parts for p, parts in zip(snapshot.programmes, found, strict=True)}
    rest = {name: n - sum(parts[name] for parts in found) for name, n in whole.items()}
    shown = hide_table(groups | {REST: rest}, rest=REST, above=whole)
    views = []
    for programme in snapshot.programmes:
        parts = shown[programme["id"]]
        if parts is None:
            views.append(GroupView(programme["title"], _("too few to show"), []))
            continue
        best = [parts[name] for name in whole if name in good]
        n = None if None in best else sum(b or 0 for b in best)
        words = share(n, sum(groups[programme["id"]].values()))
        views.append(GroupView(programme["title"], words, [Part(name, _count(k), name in good) for name, k in parts.items()]))
    return TableView(label, views)


def outcome_views(snapshot: Snapshot) -> list[OutcomeView]:
    """Lost and worse are always printed, also where nobody is."""
    found = []
    for row in snapshot.outcomes:
        parts = {name: row[name] for name in PARTS}
        shown = hide(parts)
        found.append(OutcomeView(
            _title(row["instrument"]), row["points"], row["source"], _count(total(parts)),
            [Part(name, _count(shown[name]), name in {"recovered", "improved"}) for name in PARTS],
        ))
    return found
