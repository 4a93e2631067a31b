"""Which questions are put, in which order: the PHQ-4, then always the ninth of the PHQ-9.

The ninth is never gated by the others and never counted into a sum: of 191 people who said yes to it in NHANES 2017-18,
34 had a PHQ-2 below 2 and would not have been asked (screening reference, 1.3).
"""

from __future__ import annotations

from dataclasses import dataclass

from counseling.screening.instruments.loader import load
from counseling.screening.instruments.package import Package


@dataclass(frozen=True, slots=True)
class Question:
    instrument: str
    item: str

    @property
    def package(self) -> Package:
        return load(self.instrument).package

    @property
    def critical_from(self) -> int | None:
        """The value from which this answer alone calls somebody; None for an ordinary question."""
        return next((c.at_least for c in self.package.critical if c.item == self.item), None)

    def stem(self, language: str) -> str:
        return self.package.stem[_known(language)]

    def text(self, language: str) -> str:
        return self.package.item(self.item).text[_known(language)]

    def options(self, language: str) -> list[tuple[int, str]]:
        return [(o.value, o.text[_known(language)]) for o in self.package.options_of(self.item)]


QUESTIONS: tuple[Question, ...] = (
    Question("phq4", "phq_1"),
    Question("phq4", "phq_2"),
    Question("phq4", "gad_1"),
    Question("phq4", "gad_2"),
    Question("phq9", "phq_9"),
)
MOOD_SCALES = ("phq2", "gad2")


def versions() -> dict[str, dict[str, str]]:
    """Instrument -> version and hash, as kept with each screening."""
    used = dict.fromkeys(q.instrument for q in QUESTIONS)
    return {code: {"version": load(code).package.version, "digest": load(code).digest} for code in used}


def _known(language: str | None) -> str:
    return "en" if (language or "").startswith("en") else "zh-hans"
