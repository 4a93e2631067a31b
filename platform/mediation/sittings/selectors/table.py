"""What lies on the table."""

from __future__ import annotations

import io
import json
import uuid
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter

from mediation.casework.models import Evidence, Sitting
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.documents import selectors as documents
from mediation.sittings.models import Table
from mediation.sittings.selectors.guests import sides_meet
from mediation.vault import sealing
from realtime.rooms import selectors as rooms
from realtime.rooms.enums import RoomState

PICTURES = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True, slots=True)
class Laid:
    """The table as everybody in the joint room sees it. point: of the points, from 0. pages: of a PDF, else 1."""

    row: Table | None
    points: list[str]
    point: int
    evidence: Evidence | None
    page: int

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
    return Laid(row, points_of(row), row.point, paper, row.page)


def _may_lie(evidence: Evidence) -> bool:
    """What was taken back or held back since is gone from the table too."""
    return evidence.released_at is not None and evidence.withdrawn_at is None


def layable(sitting: Sitting) -> list[Evidence]:
    """Papers of the case both sides may see."""
    return list(Evidence.objects.filter(case=sitting.case_id, released_at__isnull=False, withdrawn_at=None).exclude(kind="voice"))


def picture(sitting: Sitting) -> tuple[bytes, str]:
    """The paper that lies there: the picture, or the one page of a PDF, with its media type. NotFound where nothing lies."""
    found = laid(sitting)
    if found.evidence is None:
        raise NotFound
    opened = documents.content_of(found.evidence.shown)
    media = found.evidence.shown.media_type
    if media != "application/pdf":
        return opened, media
    reader, writer = PdfReader(io.BytesIO(opened)), PdfWriter()
    writer.add_page(reader.pages[min(found.page, len(reader.pages)) - 1])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), media
