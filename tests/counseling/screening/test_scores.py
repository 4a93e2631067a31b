from __future__ import annotations

import json
from typing import Any

import pytest

from counseling.screening import scoring
from counseling.screening.instruments.loader import load
from counseling.screening.models import Score, Screening
from counseling.screening.services import scores
from mediation.audit.models import AuditEntry
from mediation.common.actor import Actor
from mediation.vault import sealing
from tests.counseling.conftest import answer_all

pytestmark = pytest.mark.django_db


def kept(screening: Screening) -> list[tuple[str, int, Any]]:
    return [(s.instrument, s.number, json.loads(sealing.unseal(screening.scope, s.place, s.result_sealed)))
            for s in Score.objects.filter(screening=screening)]


def test_the_last_answer_counts_and_the_score_is_bound_to_package_and_engine(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 2, 1, 0, None, 0)

    rows = kept(begun)
    score = Score.objects.get(instrument="phq4")
    assert [(code, number) for code, number, _ in rows] == [("phq4", 1), ("phq9", 1)]
    assert rows[0][2]["totals"]["phq4"] == {"low": 3, "high": 6, "band": None, "reached": "unknown"}
    assert (rows[0][2]["refused"], rows[1][2]["critical"]) == (["gad_2"], {"phq_9": "no"})
    assert (score.package_digest, score.package_version, score.engine) == (
        load("phq4").digest, load("phq4").package.version, scoring.ENGINE
    )


def test_counting_again_adds_a_row_only_when_something_is_different(
    begun: Screening, party: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_all(party, begun, 2, 1, 0, 0, 0)
    scores.record(actor=party, screening=begun)
    assert Score.objects.count() == 2

    answer_all(party, begun, 3)
    assert [(s.instrument, s.number) for s in Score.objects.all()] == [
        ("phq4", 1), ("phq4", 2), ("phq9", 1), ("phq9", 2),  # they share two questions
    ]

    monkeypatch.setattr(scoring, "ENGINE", "next")
    scores.record(actor=party, screening=begun)
    assert [(s.instrument, s.number, s.engine == "next") for s in Score.objects.all()] == [
        ("phq4", 1, False), ("phq4", 2, False), ("phq4", 3, True), ("phq9", 1, False), ("phq9", 2, False), ("phq9", 3, True),
    ]


def test_a_score_is_never_changed_and_never_open_in_the_database(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 3, 3, 3, 3, 3)

    row = Score.objects.first()
    assert row is not None
    with pytest.raises(TypeError):
        row.save()
    assert row.result_sealed.startswith("x1.")
    assert {frozenset(e.detail) for e in AuditEntry.objects.filter(action="care.score")} == {frozenset({"instrument", "version", "number"})}
