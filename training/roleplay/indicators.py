"""What observers look for (观察指标): every one can be seen or heard. Data, not a rule; a play chooses among them.

One list for questions, drills and sittings: `training.competencies.indicators`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.assessment.enums import Competency
from training.competencies.indicators import INDICATORS as FRAMEWORK

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

INDICATORS: dict[str, str | _StrPromise] = {i.code: i.label for i in FRAMEWORK}


@dataclass(frozen=True, slots=True)
class Indicator:
    code: str
    area: str
    words: str


def told(codes: Sequence[str]) -> list[Indicator]:
    """In the reader's language; a code no longer known is shown as it is."""
    return [Indicator(c, str(Competency(c.partition(".")[0]).label), str(INDICATORS.get(c, c))) for c in codes]
