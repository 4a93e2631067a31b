"""A person's answers as FHIR R4: one QuestionnaireResponse for each instrument and occasion, in a Bundle that can be carried elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from counseling.screening.enums import ScreeningState
from counseling.screening.fhir import packages
from counseling.screening.fhir.reading import Resource
from counseling.screening.instruments.loader import load
from counseling.screening.models import Screening
from counseling.screening.selectors import screening as reading
from counseling.screening.selectors.screening import Given
from mediation.common import clock


def bundle(occasions: Iterable[tuple[Screening, Sequence[Given]]], language: str) -> Resource:
    """`collection` of what was answered. Interviews and questions of our own belong to no instrument and are left out; who it is
    stands in it only as the code by which the person is known here."""
    entries = [{"resource": one} for screening, answers in occasions for one in _responses(screening, answers, language)]
    told: Resource = {"resourceType": "Bundle", "type": "collection", "timestamp": _instant(clock.now())}
    return {**told, "entry": entries} if entries else told


def _responses(screening: Screening, answers: Sequence[Given], language: str) -> Iterable[Resource]:
    given = {g.item: g for g in answers}
    finished = screening.state == ScreeningState.FINISHED
    for code in dict.fromkeys(q.instrument for q in reading.catalogue(screening) if not q.is_interview and q.item in given):
        package = load(code).package
        mine = {i.id: given[i.id] for i in package.items if i.id in given}
        yield packages.response(
            package, {i: g.value for i, g in mine.items()}, {i for i, g in mine.items() if g.refused}, language=language,
            subject=str(screening.subject), authored=_instant(screening.finished_at or clock.now()), finished=finished,
        )


def _instant(at: datetime) -> str:
    return at.astimezone(clock.SHANGHAI).isoformat(timespec="seconds")
