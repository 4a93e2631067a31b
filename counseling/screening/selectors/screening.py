"""Reading a screening. What was answered is opened only here, and only after the caller has written the audit line."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from counseling.screening import battery
from counseling.screening.bundles.loader import bundle
from counseling.screening.enums import FlagState, Level, ScreeningState
from counseling.screening.instruments.loader import load
from counseling.screening.models import Consent, Flag, Response, Screening
from counseling.screening.policies import screenings
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.vault import sealing


@dataclass(frozen=True, slots=True)
class Given:
    """The answer that counts for one question; `value` None where the person would rather not say."""

    item: str
    value: int | None
    refused: bool
    elapsed_ms: int | None
    changed: bool  # answered more than once
    mode: str = "self"
    instrument: str = ""


def own(actor: Actor, screening_id: uuid.UUID) -> Screening:
    """The asker's own screening. Raises NotFound for anybody else's and for none."""
    row = screenings.scope(actor, "own").filter(pk=screening_id).first()
    if row is None:
        raise NotFound
    return row


def own_latest(actor: Actor) -> Screening | None:
    return screenings.scope(actor, "own").order_by("-offered_at", "-occasion").first()


def consent_alive(screening: Screening) -> bool:
    rows = Consent.objects.filter(subject=screening.subject, case_ref=screening.case_ref, withdrawn_at=None, replaced_at=None)
    return rows.exists()


def ever_agreed(screening: Screening) -> bool:
    """Whether anything was ever agreed to here, and so may have been kept."""
    return Consent.objects.filter(subject=screening.subject, case_ref=screening.case_ref).exists()


def newest(screening: Screening) -> dict[str, Response]:
    """Item id -> the response that counts, still sealed."""
    return {r.item: r for r in Response.objects.filter(screening=screening).order_by("number")}


def answers(screening: Screening) -> dict[str, int | None]:
    """Item -> the value that counts, None where refused. Opens the sealed values: only to walk on, or after an audit line."""
    return _values(screening, newest(screening))


def _values(screening: Screening, rows: dict[str, Response]) -> dict[str, int | None]:
    if not rows:
        return {}
    plain = sealing.unseal_all(screening.scope, {r.place: r.value_sealed for r in rows.values() if not r.refused})
    return {item: None if r.refused else int(plain[r.place]) for item, r in rows.items()}


def flow(screening: Screening) -> list[battery.Question]:
    """The questions of this screening as far as they can be told now."""
    return battery.flow(bundle(screening.bundle), screening.language, answers(screening), stage=screening.stage)


def catalogue(screening: Screening) -> list[battery.Question]:
    return battery.catalogue(bundle(screening.bundle), screening.language)


def first_open(screening: Screening) -> int | None:
    """The number (1-based) of the first question without an answer; None when all are done."""
    given = answers(screening)
    asked = battery.flow(bundle(screening.bundle), screening.language, given, stage=screening.stage)
    return next((n for n, q in enumerate(asked, 1) if q.item not in given), None)


def more(screening: Screening) -> int:
    """How many further questions this person could be offered; 0 for none, or once they said yes."""
    if screening.stage > 1 or screening.state != ScreeningState.FINISHED:
        return 0
    return battery.goes_on(bundle(screening.bundle), screening.language, answers(screening))


def renewed(screening: Screening, question: battery.Question) -> bool:
    """Whether the instrument has another version now than when the person agreed."""
    kept = screening.packages.get(question.instrument, {}).get("digest")
    return not question.is_interview and kept is not None and kept != load(question.instrument).digest


def open_answers(screening: Screening) -> list[Given]:
    """The answers in plain, in the order they were asked. For the person themselves, or after `trail.record_read`."""
    rows = newest(screening)
    return _in_order(screening, rows, _values(screening, rows))


def open_occasions(subject: uuid.UUID, case_ref: uuid.UUID) -> list[tuple[Screening, list[Given]]]:
    """Every occasion on which this person answered in this case, newest first, in plain; in two looks, however many. After an audit
    line. Without answers where the key is gone."""
    found: dict[uuid.UUID, tuple[Screening, dict[str, Response]]] = {}
    answered = Response.objects.filter(screening__subject=subject, screening__case_ref=case_ref).select_related("screening")
    for row in answered.order_by("-screening__occasion", "number"):
        found.setdefault(row.screening_id, (row.screening, {}))[1][row.item] = row
    plain = sealing.unseal_scopes({s.scope: {r.place: r.value_sealed for r in rows.values()} for s, rows in found.values()})
    out: list[tuple[Screening, list[Given]]] = []
    for one, rows in found.values():
        words = plain.get(one.scope)
        values = {} if words is None else {i: None if r.refused else int(words[r.place]) for i, r in rows.items()}
        out.append((one, _in_order(one, rows, values) if values else []))
    return out


def _in_order(screening: Screening, rows: dict[str, Response], plain: dict[str, int | None]) -> list[Given]:
    order = [q.item for q in catalogue(screening)]
    return [
        Given(row.item, plain[row.item], row.refused, row.elapsed_ms, row.number > 1, row.mode, row.instrument)
        for row in (rows.get(item) for item in dict.fromkeys([*order, *rows]))
        if row is not None
    ]


@dataclass(frozen=True, slots=True)
class Promise:
    """What somebody who wished to be called now may count on: `by`, from the clock of the level; `taken`: a counsellor has it."""

    at_once: bool
    by: datetime
    taken: bool


def promise(screening: Screening) -> Promise | None:
    """None where nobody is looking after this person."""
    rows = Flag.objects.filter(subject=screening.subject, case_ref=screening.case_ref).exclude(state=FlagState.CLOSED)
    flag = rows.first()
    if flag is None:
        return None
    return Promise(flag.level == Level.RED, flag.due_at, flag.state == FlagState.ACKNOWLEDGED)
