"""What scenarios say about somebody's competencies: every choice on the ways played to an end; and which to play next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import pgettext

from training.assessment.content import words
from training.assessment.enums import Competency
from training.competencies.enums import Source
from training.competencies.sources import Item, Offered
from training.drills.models import Run, ScenarioVersion
from training.drills.story import story

LATELY = 20  # runs


def items(person: UUID) -> Iterator[Item]:
    rows = Run.objects.filter(learner=person).exclude(ended_at=None).select_related("version").order_by("-ended_at")[:LATELY]
    for run in rows:
        for name, (good, bad) in story(run.version.content).shown(run.path).items():
            said = pgettext("drills", "chosen well") if good > bad else pgettext("drills", "there was a better way")
            if run.ended_at is not None and name in Competency.values:
                yield Item(run.ended_at, Source.SCENARIO, Competency(name), "", good > bad, said)


def to_play(person: UUID, missing: Sequence[Competency], language: str) -> Offered | None:
    """A scenario in which the first of these that any scenario shows can be shown."""
    newest: dict[UUID, ScenarioVersion] = {}
    for version in ScenarioVersion.objects.select_related("scenario").order_by("number"):
        newest[version.scenario_id] = version
    shown = [
        (version.scenario, {c for scene in story(version.content).scenes.values() for choice in scene.choices for c in choice.shows})
        for version in newest.values()
    ]
    for competency in missing:
        for scenario, shows in shown:
            if competency in shows:
                title = words({"zh-hans": scenario.title_zh, "en": scenario.title_en}, language)
                return Offered(competency, reverse("scenario", args=[scenario.slug]), title)
    return None
