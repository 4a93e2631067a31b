"""Frozen figures as a spreadsheet without small cells."""

from __future__ import annotations

import io

from counseling.figures.models import Snapshot
from counseling.figures.showing import LABELS, RATE_LABELS, outcome_views, programme_views, rate_views
from mediation.audit import trail
from mediation.common.actor import Actor


def workbook(*, actor: Actor, snapshot: Snapshot) -> bytes:
    """XLSX; a hidden count is "<5", and what would give it away is hidden too. Every cell is text or a number, never a formula."""
    from openpyxl import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415 -- slow to import, needed by few

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 -- a new workbook has a sheet
    sheet.title = "四率"
    sheet.append([str(snapshot.area), f"{snapshot.starts_on} – {snapshot.ends_on}", snapshot.rule, snapshot.frozen_at.isoformat()])
    for view in rate_views(snapshot):
        sheet.append([str(RATE_LABELS[view.code]), view.words])
        for part in view.parts:
            sheet.append(["", str(LABELS[part.code]), part.shown])
    other = book.create_sheet("前后对照")
    for outcome in outcome_views(snapshot):
        other.append([outcome.instrument, outcome.points, outcome.source])
        for part in outcome.parts:
            other.append(["", str(LABELS[part.code]), part.shown])
    third = book.create_sheet("按项目")
    for table in programme_views(snapshot):
        third.append([table.label])
        for group in table.groups:
            third.append(["", group.title, group.words])
            for part in group.parts:
                third.append(["", "", str(LABELS[part.code]), part.shown])
    trail.record(actor, "figures.export", ("snapshot", snapshot.id))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
