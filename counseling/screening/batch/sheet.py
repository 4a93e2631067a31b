"""A spreadsheet as the text the table reader takes: CSV as it is, XLSX cell by cell; a formula is refused with its line."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from counseling.screening.batch.table import Mistake, decode
from counseling.screening.batch.words import gettext as _

LARGEST = 5 * 1024 * 1024  # bytes of a file
UNPACKED = 50 * 1024 * 1024  # bytes of a workbook when unpacked
MOST = 5000  # lines
FORMULA = ("=", "@")


def cells(raw: bytes) -> list[list[str]]:
    """Every line, the heading first, as text. Raises Mistake for what is no table, with the line where one is to blame."""
    if not raw.strip():
        raise Mistake(0, _("The file is empty."))
    if len(raw) > LARGEST:
        raise Mistake(0, _("The file is larger than 5 MB. Please divide it."))
    table = list(_workbook(raw) if raw[:2] == b"PK" else _text(raw))
    if len(table) > MOST:
        raise Mistake(0, _("There are more than %(most)d lines. Please divide the file.") % {"most": MOST})
    return table


def as_text(table: Iterable[list[str]]) -> str:
    """As the reader of `mediation score` takes it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    return out.getvalue()


def _text(raw: bytes) -> Iterator[list[str]]:
    text = decode(raw)
    head = next((line for line in text.splitlines() if line.strip()), "")
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True), 1):
            if any(cell.lstrip().startswith(FORMULA) for cell in row):
                raise Mistake(number, _("a formula stands in a cell. Copy the table and paste it as values."))
            yield row
    except csv.Error as why:
        raise Mistake(0, _("the quotation marks do not match, or a cell is far too long")) from why


def _workbook(raw: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # noqa: PLC0415 -- slow to import, needed by few

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(item.file_size for item in packed.infolist()) > UNPACKED:
                raise Mistake(0, _("This workbook is too large when unpacked. Save only the table."))
        sheet = load_workbook(io.BytesIO(raw), read_only=True, data_only=False).worksheets[0]
        for number, row in enumerate(sheet.iter_rows(max_row=MOST + 2, max_col=120), 1):
            if any(c.data_type == "f" for c in row):
                raise Mistake(number, _("a formula stands in a cell. Copy the table and paste it as values."))
            yield [_plain(c.value) for c in row]
    except Mistake:
        raise
    except Exception as why:  # a stranger's file: every way of being broken has the same answer
        raise Mistake(0, _("This workbook cannot be opened. Save it as XLSX or CSV once more.")) from why


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
