"""A report as a file for a spreadsheet. Every cell is a number or text, never a formula."""

from __future__ import annotations

import csv
import io

from django.db import transaction

from mediation.audit import trail
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from training.mentoring.selectors.reports import Cell, Report, report

FORMULA = ("=", "+", "-", "@", "\t", "\r")
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def export(*, actor: Actor, kind: str, form: str) -> bytes:
    """CSV (with the mark Excel wants) or XLSX of what the page shows. Raises NotFound as the page does."""
    if form not in KINDS:
        raise NotFound
    found = report(actor, kind)
    with transaction.atomic():
        trail.record(actor, "mentoring.export", ("report", kind), form=form, rows=len(found.rows))
    return _csv(found) if form == "csv" else _workbook(found)


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _csv(found: Report) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(found.columns)
    writer.writerows([_safe(cell) for cell in row] for row in found.rows)
    return held.getvalue().encode("utf-8-sig")


def _workbook(found: Report) -> bytes:
    from openpyxl import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415 -- slow to import, needed by few

    book = Workbook(write_only=True)
    sheet = book.create_sheet(found.title[:30])
    sheet.append(list(found.columns))
    for row in found.rows:
        sheet.append([_safe(cell) for cell in row])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
