"""Counting a screening and keeping what was counted. A new counting is a new row; none is ever altered."""

from __future__ import annotations

import json
import uuid

from django.db import IntegrityError, transaction

from counseling.screening import scoring
from counseling.screening.instruments.loader import load
from counseling.screening.models import Score, Screening
from counseling.screening.scoring import Result
from counseling.screening.selectors import screening as reading
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.vault import sealing


def record(*, actor: Actor, screening: Screening) -> dict[str, Result]:
    """Count every instrument of the screening from its newest answers, inside the caller's transaction.

    A row is added only where the package, the engine or the outcome differs from the newest one. Returns what was counted.
    """
    given = {g.item: g for g in reading.open_answers(screening)}
    asked: dict[str, list[str]] = {}
    for q in reading.catalogue(screening):
        if not q.is_interview and q.item in given:
            asked.setdefault(q.instrument, []).append(q.item)
    results = {}
    for code in asked:
        loaded = load(code)
        mine = [i.id for i in loaded.package.items if i.id in given]  # instruments share questions: PHQ-4 and PHQ-9
        answers = {i: given[i].value for i in mine}
        refused = [i for i in mine if given[i].refused]
        results[code] = scoring.score(loaded.package, answers, refused)
        _keep(actor, screening, code, results[code])
    return results


def _keep(actor: Actor, screening: Screening, code: str, result: Result) -> None:
    loaded = load(code)
    told = json.dumps(plain(result), sort_keys=True)
    newest = Score.objects.filter(screening=screening, instrument=code).order_by("number").last()
    if newest is not None and _says(screening, newest) == (loaded.digest, scoring.ENGINE, told):
        return
    row = Score(
        id=uuid.uuid4(), screening=screening, instrument=code, number=1 if newest is None else newest.number + 1,
        package_version=loaded.package.version, package_digest=loaded.digest, engine=scoring.ENGINE, at=clock.now(),
    )
    row.result_sealed = sealing.seal(screening.scope, row.place, told)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # counted twice at the same moment: the other one is kept
        return
    trail.record(actor, "care.score", ("screening", screening.id), instrument=code, version=row.package_version, number=row.number)


def _says(screening: Screening, row: Score) -> tuple[str, str, str]:
    return row.package_digest, row.engine, sealing.unseal(screening.scope, row.place, row.result_sealed)


def plain(result: Result) -> dict[str, object]:
    """The result as it is kept: ends of every scale, its band, what was reached, and the items looked at by themselves."""
    return {
        "totals": {c: {"low": t.low, "high": t.high, "band": t.band, "reached": t.reached} for c, t in result.totals.items()},
        "critical": dict(result.critical), "rules": dict(result.rules), "refused": list(result.refused),
    }
