from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from cms.selectors import Cited, articles
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from training.assessment.content import words
from training.assessment.enums import Competency
from training.drills.models import Run, Scenario, ScenarioVersion
from training.drills.policies import runs, scenarios
from training.drills.story import Choice, story

FEW = 5  # runs; below it a map would show single people


@dataclass(frozen=True, slots=True)
class Meter:
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken, as it is told afterwards."""

    number: int
    scene: str
    text: str
    note: str
    law: Cited | None


@dataclass(frozen=True, slots=True)
class View:
    """A run as it stands now."""

    run: Run
    text: str
    choices: tuple[tuple[str, str], ...]
    meters: tuple[Meter, ...]
    steps: tuple[Taken, ...]
    shown: tuple[tuple[str, int, int], ...]

    @property
    def last(self) -> Taken | None:
        return self.steps[-1] if self.steps else None


def title(scenario: Scenario, language: str) -> str:
    return (scenario.title_en if language == "en" else "") or scenario.title_zh


def playable(actor: Actor) -> list[Scenario]:
    return list(scenarios.scope(actor, "play").order_by("title_zh"))


def scenario_at(actor: Actor, slug: str, action: str = "play") -> Scenario:
    row = scenarios.scope(actor, action).filter(slug=slug).first()
    if row is None:
        raise NotFound
    return row


def own_runs(actor: Actor, scenario: Scenario) -> list[Run]:
    return list(runs.scope(actor, "read").filter(version__scenario=scenario).order_by("-started_at")[:20])


def run_of(actor: Actor, run: UUID) -> Run:
    row = runs.scope(actor, "read").select_related("version__scenario").filter(pk=run).first()
    if row is None:
        raise NotFound
    return row


def view(run: Run, language: str) -> View:
    """The scene, what is open, and the way so far. What other choices would have led to stays on the server."""
    tale = story(run.version.content)
    walked = list(tale.walk(run.path))
    state = tale.after(run.path)
    laws = {c.law for _s, c in walked if c.law}
    found = articles(laws, language)

    def taken(number: int, scene: str, choice: Choice) -> Taken:
        said = words(dict(tale.scenes[scene].text), language)
        law = found.get(choice.law) if choice.law else None
        return Taken(number, said, words(dict(choice.text), language), words(dict(choice.note), language), law)

    shown = tuple((Competency(name).label, good, bad) for name, (good, bad) in tale.shown(run.path).items())
    return View(
        run, words(dict(tale.scenes[state.scene].text), language),
        tuple((c.id, words(dict(c.text), language)) for c in tale.open(state)),
        tuple(Meter(words(dict(tale.variables[name][1]), language), value) for name, value in state.values),
        tuple(taken(n, s.scene, c) for n, (s, c) in enumerate(walked)), tuple((str(a), b, c) for a, b, c in shown),
    )


@dataclass(frozen=True, slots=True)
class Heat:
    """Where people went in a version, from runs begun at the start. `ways` is empty while they are few."""

    runs: int
    ways: dict[tuple[str, str], int]
    rows: tuple[tuple[str, str, int], ...]
    endings: tuple[tuple[str, int], ...]
    few: int = FEW


def heat(version: ScenarioVersion, language: str) -> Heat:
    tale = story(version.content)
    paths = list(version.runs.filter(retried_from=None).exclude(ended_at=None).values_list("path", flat=True))
    if len(paths) < FEW:
        return Heat(len(paths), {}, (), ())
    ways = Counter((state.scene, choice.id) for path in paths for state, choice in tale.walk(path))
    ends = Counter(tale.after(path).scene for path in paths)
    rows = tuple(
        (words(dict(scene.text), language)[:40], words(dict(c.text), language), ways[scene.id, c.id])
        for scene in tale.scenes.values() for c in scene.choices
    )
    endings = tuple((words(dict(tale.scenes[name].text), language)[:60], n) for name, n in ends.most_common())
    return Heat(len(paths), dict(ways), rows, endings)
