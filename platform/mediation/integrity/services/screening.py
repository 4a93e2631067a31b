"""The nightly look: near-duplicate texts, bursts, implausible durations, repeated strokes, concentration. It finds, a person judges."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import transaction

from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.audit import trail
from mediation.casework import strokes
from mediation.casework.agreement_enums import AgreementState, ClauseKind, SignatureMethod, SignatureRole
from mediation.casework.models import Agreement, Case, Clause
from mediation.casework.selectors.agreement import opened
from mediation.casework.services.signing import mark_place
from mediation.common import clock
from mediation.common.actor import system
from mediation.common.rates import Rate
from mediation.integrity import sketching
from mediation.integrity.enums import Signal
from mediation.integrity.models import Finding, Sketch
from mediation.notifications.services import notify
from mediation.territory.models import Area
from mediation.vault import sealing

ME = system("integrity.screening")
WINDOW = timedelta(days=365)
NEAR = 0.8  # share of common pieces
BURST = 5  # agreements of one mediator on one day
SHORT = timedelta(minutes=20)  # from taking the case to the last signature, with two people and a seal
SAME = 0.03  # see `sketching.distance`
SHARE_LEAST = 20  # agreements in the window below which nothing is said about shares
SHARE_TIMES = 2.0  # the interval's lower end above so many times the even share
BATCH = 500


def screen() -> int:
    """Look at everything since a year ago; returns how many findings are new. Each is told to the supervisors of the place once."""
    _sketch()
    rows = list(
        Agreement.objects.filter(state=AgreementState.IN_FORCE, effective_at__gte=clock.now() - WINDOW)
        .select_related("case__area", "case__organisation", "case__mediator").order_by("effective_at")
    )
    made = [*_texts(rows), *_bursts(rows), *_short(rows), *_shapes(rows), *_shares(rows)]
    _tell(made)
    return len(made)


def _sketch() -> None:
    """Sketches of agreements that have none yet. Opening the texts is written down."""
    known = Sketch.objects.values("agreement")
    new = Agreement.objects.filter(state=AgreementState.IN_FORCE).exclude(pk__in=known).select_related("case").order_by("effective_at")
    key = hashlib.sha256(sealing.blind_index("integrity.text", "key").encode()).digest()
    for row in new[:BATCH]:
        clauses = list(Clause.objects.filter(agreement=row, removed_at=None).exclude(kind=ClauseKind.OTHER))
        trail.record_read(ME, "integrity.sketch", ("agreement", row.pk))
        text = "".join(t for t, _manner in opened(row.case, clauses))
        shapes: dict[str, Any] = {}
        for mark in row.signatures.filter(role=SignatureRole.PARTY, method=SignatureMethod.DRAWN):
            drawing = strokes.stored(sealing.unseal(row.case.scope, mark_place(mark), mark.mark_sealed))
            line = [[round(float(x), 3), round(float(y), 3)] for x, y in sketching.shape(drawing)]
            shapes[str(mark.party_id)] = {"line": line, "even": sketching.machine_like(drawing)}
        sealed = sealing.seal(row.case.scope, f"integrity.shapes:{row.pk}", json.dumps(shapes)) if shapes else ""
        with transaction.atomic():
            Sketch.objects.get_or_create(
                agreement=row, defaults={"text": sketching.text_sketch(text, key), "shapes_sealed": sealed, "made_at": clock.now()}
            )


def _texts(rows: list[Agreement]) -> list[Finding]:
    """Pairs within one office with nearly the same words. A series (forty flats, one boiler) looks the same and is explained."""
    found: list[Finding] = []
    kept = dict(Sketch.objects.filter(agreement__in=rows).values_list("agreement", "text"))
    for group in _by_office(rows).values():
        pairs = [(r, kept[r.pk]) for r in group if len(kept.get(r.pk) or []) == sketching.MINIMA]
        if len(pairs) < 2:
            continue
        table = np.array([t for _r, t in pairs])
        for i in range(1, len(pairs)):
            same = np.mean(table[:i] == table[i], axis=1)
            best = int(np.argmax(same))
            if same[best] >= NEAR and pairs[i][0].case_id != pairs[best][0].case_id:
                found += _note(Signal.NEAR_TEXT, pairs[i][0].case, other=pairs[best][0].case, percent=round(100 * float(same[best])))
    return found


def _bursts(rows: list[Agreement]) -> list[Finding]:
    counted: dict[tuple[Any, Any], list[Agreement]] = defaultdict(list)
    for row in rows:
        if row.effective_at is not None:
            counted[(row.case.mediator_id, clock.day_of(row.effective_at))].append(row)
    found: list[Finding] = []
    for (who, day), group in counted.items():
        if who is not None and len(group) >= BURST:
            found += _note(Signal.BURST, group[-1].case, key=f"{who}:{day}", n=len(group), day=day.isoformat())
    return found


def _short(rows: list[Agreement]) -> list[Finding]:
    found: list[Finding] = []
    for row in rows:
        taken = row.case.accepted_at
        if taken is not None and row.effective_at is not None and row.effective_at - taken < SHORT:
            found += _note(Signal.SHORT, row.case, minutes=max(int((row.effective_at - taken).total_seconds() // 60), 0))
    return found


def _shapes(rows: list[Agreement]) -> list[Finding]:
    """Within one office: signatures of different people drawn almost alike, or as evenly as a machine draws."""
    found: list[Finding] = []
    kept = dict(Sketch.objects.filter(agreement__in=rows).values_list("agreement", "shapes_sealed"))
    for group in _by_office(rows).values():
        lines: list[np.ndarray[Any, Any]] = []
        owners: list[tuple[Agreement, str]] = []
        for row in group:
            if not kept.get(row.pk):
                continue
            shapes = json.loads(sealing.unseal(row.case.scope, f"integrity.shapes:{row.pk}", kept[row.pk]))
            for party, body in shapes.items():
                if body["even"]:
                    found += _note(Signal.MACHINE_STROKES, row.case, key=party)
                line = np.array(body["line"])
                if lines:
                    far = np.mean(np.hypot(*np.moveaxis(np.array(lines) - line, -1, 0)), axis=1)
                    near = int(np.argmin(far))
                    if far[near] < SAME:
                        found += _note(
                            Signal.SAME_STROKES, row.case, other=owners[near][0].case, key=f"{owners[near][1]}:{party}",
                            distance=round(float(far[near]), 3),
                        )
                lines.append(line)
                owners.append((row, party))
    return found


def _shares(rows: list[Agreement]) -> list[Finding]:
    """One office with far more than an even share of the last ninety days. Big towns are big: the number is only a reason to look."""
    since = clock.now() - timedelta(days=90)
    recent = [r for r in rows if r.effective_at is not None and r.effective_at >= since and r.case.organisation_id]
    counted = Counter(r.case.organisation_id for r in recent)
    if len(recent) < SHARE_LEAST or len(counted) < 2:
        return []
    found: list[Finding] = []
    for office, n in counted.items():
        interval = Rate(n, len(recent)).interval
        if interval is not None and interval[0] > SHARE_TIMES / len(counted):
            last = next(r for r in reversed(recent) if r.case.organisation_id == office)
            name = str(last.case.organisation.name) if last.case.organisation else ""
            found += _note(
                Signal.SHARE, last.case, key=f"{office}:{clock.today():%Y-%m}", n=n, of=len(recent), offices=len(counted), office=name
            )
    return found


def _by_office(rows: list[Agreement]) -> dict[Any, list[Agreement]]:
    groups: dict[Any, list[Agreement]] = defaultdict(list)
    for row in rows:
        groups[row.case.organisation_id].append(row)
    return groups


def _note(signal: Signal, case: Case, *, other: Case | None = None, key: str = "", **facts: Any) -> list[Finding]:
    """The finding if it is new, as a list of one or none."""
    whole = f"{signal}:{key or case.pk}" + (f":{other.pk}" if other is not None and not key else "")
    row, made = Finding.objects.get_or_create(
        key=whole[:120],
        defaults={"id": uuid.uuid4(), "signal": signal, "case": case, "other": other, "area_path": case.area.path, "facts": facts,
                  "found_at": clock.now()},
    )
    return [row] if made else []


@transaction.atomic
def _tell(made: list[Finding]) -> None:
    told: Counter[str] = Counter()
    for path, n in Counter(f.area_path for f in made).items():
        area = Area.objects.filter(path=path).first()
        if area is not None:
            for user in users_holding(Capability.CASE_OVERSEE, area):
                told[f"user:{user.public_id}"] += n
    for key, n in told.items():
        notify(key, "integrity.findings", link="/desk/integrity/", n=n)
