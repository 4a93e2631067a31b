"""A table of disputes from a file (CSV or XLSX): read strictly, every refusal with its line. Nothing is guessed, nothing is calculated."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from mediation.common.errors import Invalid

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FILE_LIMIT = 5 * 1024 * 1024  # bytes
OPENED_LIMIT = 50 * 1024 * 1024  # bytes of a workbook when unpacked
MOST_LINES = 300
COLUMNS: dict[str, tuple[str, ...]] = {  # the first name is the one of our own example file
    "reference": ("来源编号", "案件编码", "reference"),
    "area": ("发生地", "纠纷发生地", "行政划分", "area"),
    "kind": ("纠纷类别", "纠纷类型", "type"),
    "source": ("案件来源", "source"),
    "title": ("标题", "title"),
    "story": ("纠纷简要情况", "简要情况", "story"),
    "wish": ("申请事项", "当事人申请事项", "wish"),
    "name": ("申请人", "申请人姓名", "applicant"),
    "phone": ("申请人电话", "applicant phone"),
    "other_name": ("被申请人", "被申请人姓名", "respondent"),
    "other_phone": ("被申请人电话", "respondent phone"),
}
NEEDED = ("area", "kind", "story", "name")
TELEPHONES = ("phone", "other_phone")


@dataclass(frozen=True, slots=True)
class Line:
    """number: as the spreadsheet shows it, the headings being line 1."""

    number: int
    values: dict[str, str]
    problems: list[str | _StrPromise] = field(default_factory=list)


Cell = tuple[Any, bool]  # value, and whether it is a formula


def table(raw: bytes) -> list[list[Cell]]:
    """The cells of a file, headings first; at least one row. Raises Invalid at `file` where it cannot be read."""
    if not raw:
        raise Invalid(fields={"file": _("This file is empty.")})
    if len(raw) > FILE_LIMIT:
        raise Invalid(fields={"file": _("This file is larger than 5 MB. Please divide it.")})
    rows = list(_workbook(raw) if raw[:2] == b"PK" else _text(raw))
    if not rows:
        raise Invalid(fields={"file": _("This file is empty.")})
    return rows


def read(raw: bytes) -> list[Line]:
    """The lines of a file with what is wrong in each. Raises Invalid at `file` where the file as a whole cannot be read."""
    rows = table(raw)
    where = _columns([str(v or "") for v, _formula in rows[0]])
    lines = [_line(i, row, where) for i, row in enumerate(rows[1:], 2) if any(str(v or "").strip() for v, _formula in row)]
    if not lines:
        raise Invalid(fields={"file": _("There are headings but no lines below them.")})
    if len(lines) > MOST_LINES:
        raise Invalid(fields={"file": _("There are %(n)s lines; at most %(most)s at once. Please divide the file.") % {
            "n": len(lines), "most": MOST_LINES}})
    return lines


def _workbook(raw: bytes) -> Iterator[list[Cell]]:
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # noqa: PLC0415 -- slow to import, needed by few

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(item.file_size for item in packed.infolist()) > OPENED_LIMIT:
                raise Invalid(fields={"file": _("This workbook is too large when unpacked. Please save only the table.")})
        sheet = load_workbook(io.BytesIO(raw), read_only=True, data_only=False).worksheets[0]
        for row in sheet.iter_rows(max_row=MOST_LINES + 500, max_col=60):
            yield [(_plain(cell.value), cell.data_type == "f") for cell in row]
    except Invalid:
        raise
    except Exception as why:  # a stranger's file: every way of being broken is the same answer
        raise Invalid(fields={"file": _("This workbook cannot be opened. Please save it as XLSX or CSV once more.")}) from why


def _plain(value: Any) -> str:
    """Numbers as they were typed: a telephone kept as a number loses nothing but its format."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _text(raw: bytes) -> Iterator[list[Cell]]:
    words = ""
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            words = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if not words or "\x00" in words:
        raise Invalid(fields={"file": _("These letters cannot be read. Please save the file as CSV UTF-8, or as XLSX.")})
    try:
        first = words.splitlines()[0]
        mark = max((",", "\t", ";"), key=first.count)
        for row in csv.reader(io.StringIO(words), delimiter=mark, strict=True):
            yield [(value, value[:1] in ("=", "@")) for value in row]
    except csv.Error as why:
        raise Invalid(fields={"file": _("This is not a table: %(why)s") % {"why": str(why)}}) from why


def _columns(heads: Sequence[str]) -> dict[str, int]:
    names = {name.lower(): code for code, known in COLUMNS.items() for name in known}
    where: dict[str, int] = {}
    unknown, twice = [], []
    for i, head in enumerate(heads):
        word = head.strip().lower()
        if not word:
            continue
        code = names.get(word)
        if code is None:
            unknown.append(head.strip()[:30])
        elif code in where:
            twice.append(head.strip()[:30])
        else:
            where[code] = i
    missing = [COLUMNS[code][0] for code in NEEDED if code not in where]
    if missing or twice:
        raise Invalid(fields={"file": _("Line 1: missing columns: %(missing)s. Not known: %(unknown)s. Twice: %(twice)s.") % {
            "missing": "、".join(missing) or "—", "unknown": "、".join(unknown) or "—", "twice": "、".join(twice) or "—"}})
    return where


def _line(number: int, row: Sequence[Cell], where: dict[str, int]) -> Line:
    values: dict[str, str] = {}
    problems: list[str | _StrPromise] = []
    for code, i in where.items():
        value, formula = row[i] if i < len(row) else ("", False)
        if formula and not (code in TELEPHONES and str(value)[:1] == "+"):
            problems.append(_("“%(column)s” is a formula. Please copy the table and paste it as values.") % {"column": COLUMNS[code][0]})
            continue
        values[code] = str(value or "").strip()
    for code in NEEDED:
        if not values.get(code) and not problems:
            problems.append(_("“%(column)s” is empty.") % {"column": COLUMNS[code][0]})
    return Line(number, values, problems)
