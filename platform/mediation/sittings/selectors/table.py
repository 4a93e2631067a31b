"""What lies on the table."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

from mediation.casework.models import Evidence, Sitting
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.documents import selectors as documents
from mediation.sittings import sheets
from mediation.sittings.models import Table
from mediation.sittings.selectors.guests import sides_meet
from mediation.vault import sealing
from realtime.rooms import selectors as rooms
from realtime.rooms.enums import RoomState

PDF = "application/pdf"
PICTURES = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True, slots=True)
class Laid:
    """The table as everybody in the joint room sees it. point: of the points, from 0. pages: of a PDF, else 1."""

    row: Table | None
    points: list[str]
    point: int
    evidence: Evidence | None
    page: int
    pages: int = 1

    @property
    def lines(self) -> str:
        """The points as they are typed: one a line."""
        return "\n".join(self.points)

    @property
    def done(self) -> bool:
        return bool(self.points) and self.point >= len(self.points)


def points_of(table: Table) -> list[str]:
    if not table.points_sealed:
        return []
    return list(json.loads(sealing.unseal(table.sitting.case.scope, table.place, table.points_sealed)))


def sitting_at(actor: Actor, sitting_id: uuid.UUID) -> Sitting:
    """The sitting, for somebody who sits in its joint room now and is nowhere else. NotFound for everybody else."""
    row = Sitting.objects.select_related("case__mediator").filter(pk=sitting_id).first()
    if row is None or row.room is None:
        raise NotFound
    if not sides_meet(row):
        raise NotFound
    room = rooms.room_for(actor, row.room)
    rooms.admitted(actor, room)
    if room.state == RoomState.CLOSED:
        raise NotFound
    return row


def laid(sitting: Sitting) -> Laid:
    row = Table.objects.select_related("sitting__case", "evidence__shown").filter(pk=sitting.pk).first()
    if row is None:
        return Laid(None, [], 0, None, 1)
    paper = row.evidence if row.evidence is not None and _may_lie(row.evidence) else None
    pages = _pages(paper)
    return Laid(row, points_of(row), row.point, paper, min(row.page, pages), pages)


def _pages(paper: Evidence | None) -> int:
    if paper is None or paper.shown.media_type != PDF:
        return 1
    return sheets.count(str(paper.shown.pk), lambda: documents.content_of(paper.shown))


def _may_lie(evidence: Evidence) -> bool:
    """What was taken back or held back since is gone from the table too."""
    return evidence.released_at is not None and evidence.withdrawn_at is None


def layable(sitting: Sitting) -> list[Evidence]:
    """Papers of the case both sides may see."""
    return list(Evidence.objects.filter(case=sitting.case_id, released_at__isnull=False, withdrawn_at=None).exclude(kind="voice"))


def picture(sitting: Sitting, page: int = 0) -> tuple[bytes, str]:
    """The paper that lies there as a picture, with its media type; of a PDF the page everybody is at, or one looked up. NotFound
    where nothing lies."""
    found = laid(sitting)
    if found.evidence is None:
        raise NotFound
    media = found.evidence.shown.media_type
    opened = documents.content_of(found.evidence.shown)
    return (sheets.drawn(opened, page or found.page), "image/png") if media == PDF else (opened, media)
