"""Observers' sheets: each one's own at any time, all of them together only when every one is closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from training.roleplay import indicators, packets, words
from training.roleplay.enums import AFTER, DrillState, Level, RoleCode, Step
from training.roleplay.indicators import Indicator
from training.roleplay.models import Drill, Part, Rating, Tag
from training.roleplay.policies import drills
from training.roleplay.reliability import Agreement, agreement

NOT_OBSERVED = "none"  # as a form says it


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observer (`rater`) saw one indicator of one person. What was not observed is no evidence, and is not here."""

    person: UUID
    indicator: str
    level: Level
    rater: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Moment:
    key: UUID
    note: str
    take: int
    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator on one observer's sheet. said: a level's number, `none`, or empty where nothing was said yet."""

    indicator: Indicator
    said: str
    moments: tuple[Moment, ...]

    @property
    def level(self) -> str:
        return str(Level(int(self.said)).label) if self.said.isdigit() else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    part: Part
    lines: tuple[Line, ...]


def observer(actor: Actor, drill: Drill) -> Part:
    """The actor's part as an observer. Raises NotFound for everybody else."""
    part = packets.own_part(actor, drill)
    if part is None or part.role or not drills.can(actor, "observe", drill):
        raise NotFound
    return part


def own(actor: Actor, drill: Drill) -> Sheet:
    return _sheets(drill, [observer(actor, drill)])[0]


def waiting(drill: Drill) -> list[Part]:
    """Observers whose sheet is not closed."""
    return list(drill.parts.filter(role="", submitted_at=None).order_by("pk"))


def open_to(actor: Actor, drill: Drill) -> bool:
    """Whether the actor may read all sheets now.

    The trainer and the observers when all are closed; who played the mediator not before having spoken and heard what worked;
    nobody else ever.
    """
    if drill.state not in AFTER or not drill.parts.filter(role="").exists() or waiting(drill):
        return False
    if drills.can(actor, "lead", drill) or drills.can(actor, "observe", drill):
        return True
    part = packets.own_part(actor, drill)
    spoken = drill.state == DrillState.DONE or drill.step >= Step.COACH
    return part is not None and part.role == RoleCode.MEDIATOR and spoken


def everybody(actor: Actor, drill: Drill) -> list[Sheet]:
    if not open_to(actor, drill):
        raise NotFound
    return _sheets(drill, drill.parts.filter(role="").order_by("pk"))


def agreed(sheets: Sequence[Sheet]) -> Agreement:
    by_line = zip(*(sheet.lines for sheet in sheets), strict=True)
    return agreement([[int(line.said) if line.said.isdigit() else None for line in lines] for lines in by_line])


def evidence(drill: Drill) -> list[Evidence]:
    """What a finished drill shows of who played the mediator."""
    return _evidence(part__drill=drill)


def evidence_of(person: UUID) -> list[Evidence]:
    """The same of all finished drills in which this person played the mediator, the oldest first."""
    return _evidence(part__drill__parts__person=person)


def _evidence(**where: Any) -> list[Evidence]:
    rows = Rating.objects.filter(
        part__drill__state=DrillState.DONE, part__drill__ended_at__isnull=False, part__drill__parts__role=RoleCode.MEDIATOR, **where
    ).exclude(level=None).order_by("part__drill__ended_at", "part", "indicator")
    told = rows.values_list("part__drill__parts__person", "indicator", "level", "part__person", "part__drill__ended_at")
    return [Evidence(who, code, Level(level), rater, at) for who, code, level, rater, at in told if level is not None and at is not None]


def _sheets(drill: Drill, parts: Iterable[Part]) -> list[Sheet]:
    rows = list(parts)
    said = {
        (r.part_id, r.indicator): NOT_OBSERVED if r.level is None else str(r.level) for r in Rating.objects.filter(part__in=rows)
    }
    tags = list(Tag.objects.filter(part__in=rows).order_by("at", "pk"))
    notes = words.opened(drill, "tag", ((t.pk, t.note) for t in tags))
    watch = indicators.told(drill.version.content["watch"])

    def line(part: Part, one: Indicator) -> Line:
        mine = [t for t in tags if t.part_id == part.pk and t.indicator == one.code]
        moments = tuple(Moment(t.pk, notes[t.pk], t.take, t.seq, t.at) for t in mine)
        return Line(one, said.get((part.pk, one.code), ""), moments)

    return [Sheet(part, tuple(line(part, one) for one in watch)) for part in rows]
