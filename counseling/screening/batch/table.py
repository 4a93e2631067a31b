"""Reading a table of answers as it comes out of a spreadsheet: any of its encodings, and a line number for all that is wrong.

    id,item1,item2,…,item9
    Li,0,1,,2,…

A header names the columns, in any order: `id`, and `item1` to `itemN` or the items' own ids. An empty cell is a missing answer,
`refused` (or 拒答) one that was not wanted to be given: it fills no sum, and counts as a yes where the instrument says so (ASQ).
Blank lines are passed over. UTF-8 (with or without mark), UTF-16 with its mark, and GB18030 are read; comma, semicolon or tab.
An id that a spreadsheet would run as a formula is a mistake.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from counseling.screening.batch.words import gettext as _
from counseling.screening.instruments.package import Package

LONGEST_KEPT = 8
REFUSED = frozenset({"refused", "拒答"})
ID = "id"
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
Answers = list[int | None]


class Mistake(Exception):
    """Something in the file that cannot be counted. `line` is 1 for the header, 0 for the file as a whole."""

    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message
        super().__init__(message)

    def __str__(self) -> str:
        return _("Line %(line)d: %(message)s") % {"line": self.line, "message": self.message} if self.line else self.message


class Row(NamedTuple):
    line: int
    id: str
    answers: Answers  # in the order of the package's items
    refused: tuple[int, ...] = ()  # places of the items that were refused; their answer is None


class _Column:
    """One column: which item it is (-1: the id), and what its cells were found to mean."""

    def __init__(self, place: int, package: Package) -> None:
        self.place = place
        self.allowed = frozenset(o.value for o in package.options_of(package.items[place].id)) if place >= 0 else frozenset()
        self.known: dict[str, int | None] = {"": None}

    def read(self, cell: str) -> int | None:
        """Raises Mistake (without a line) for what is no answer of the item."""
        value = _number(cell)
        if value is not None and value not in self.allowed:
            raise Mistake(0, _("%(value)d is no answer of item %(item)d. Possible are: %(possible)s.") % {
                "value": value, "item": self.place + 1, "possible": ", ".join(map(str, sorted(self.allowed)))})
        if len(cell) <= LONGEST_KEPT:  # few different cells are ever good ones
            self.known[cell] = value
        return value


def decode_start(raw: bytes) -> None:
    """Raises Mistake where the first bytes already tell that this is no text (a device, a picture, a program)."""
    if b"\0" in raw and not raw.startswith(WIDE):
        raise Mistake(0, _("This is no text file we can read. Save the sheet as CSV (UTF-8) and try again."))


def decode(raw: bytes) -> str:
    """The text of the file. Raises Mistake for bytes that are in none of the known encodings."""
    marked = raw.startswith(WIDE)
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Mistake(0, _("This is no text file we can read. Save the sheet as CSV (UTF-8) and try again."))


def columns(package: Package) -> dict[str, int]:
    """Name of a column -> place of the item. `item1` is the first counted question; lead-in questions go by their own id."""
    names, number = {}, 0
    for place, item in enumerate(package.items):
        names[item.id] = place
        if not item.lead_in:
            number += 1
            names[f"item{number}"] = place
    return names


def rows(text: str, package: Package) -> Iterator[Row | Mistake]:
    """Every person of the file, or what is wrong with their line. Raises Mistake where nothing sensible can follow."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True, skipinitialspace=True)
    table: list[_Column] | None = None
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as why:
            raise Mistake(line, _("the quotation marks do not match, or a cell is far too long")) from why
        here, line = line, reader.line_num + 1
        if not any(c and not c.isspace() for c in cells):
            continue
        if table is None:
            table = [_Column(place, package) for place in _header(cells, package, here)]
            continue
        try:
            yield _row(cells, table, len(package.items), here)
        except Mistake as why:
            yield Mistake(here, why.message)
    if table is None:
        raise Mistake(0, _("The file is empty."))


def _delimiter(text: str) -> str:
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=head.count)


def _header(cells: list[str], package: Package, line: int) -> list[int]:
    names = columns(package)
    places: list[int] = []
    cells = [c.strip().casefold() for c in cells]
    while cells and not cells[-1]:
        cells.pop()
    for cell in cells:
        if cell == ID:
            place = -1
        elif cell in names:
            place = names[cell]
        else:
            raise Mistake(line, _("unknown column “%(column)s”. Known are: id, item1 to item%(last)d.") % {
                "column": cell[:40], "last": sum(not i.lead_in for i in package.items)})
        if place in places:
            raise Mistake(line, _("the column “%(column)s” stands twice") % {"column": cell})
        places.append(place)
    for place, item in enumerate(package.items):
        if place not in places and not item.lead_in:
            name = next(n for n, p in names.items() if p == place and n.startswith("item"))
            told = _("the column “%(column)s” is missing. Leave its cells empty where nothing was answered.")
            raise Mistake(line, told % {"column": name})
    return places


def _row(cells: list[str], table: list[_Column], width: int, line: int) -> Row:
    if len(cells) > len(table):
        if any(c.strip() for c in cells[len(table):]):
            raise Mistake(line, _("more cells than columns"))
        cells = cells[: len(table)]
    if len(cells) < len(table):
        raise Mistake(line, _("fewer cells than columns"))
    answers: Answers = [None] * width
    refused: tuple[int, ...] = ()
    person = None
    for column, cell in zip(table, cells, strict=True):
        if column.place < 0:
            person = cell.strip()
        elif cell in column.known:
            answers[column.place] = column.known[cell]
        elif cell.strip().casefold() in REFUSED:
            refused += (column.place,)
        else:
            answers[column.place] = column.read(cell)
    if person and (person[0] in "=@" or (person[0] in "+-" and not person[1:].replace(".", "", 1).isdigit())):
        raise Mistake(line, _("the id begins like a formula (=, +, - or @). A spreadsheet would run it; please write it otherwise."))
    if person == "":
        raise Mistake(line, _("answers without an id"))
    return Row(line, person if person is not None else str(line - 1), answers, refused)


def _number(cell: str) -> int | None:
    """"1", " 1", "1.0" and "１" are one; the empty cell is None."""
    text = cell.strip()
    if not text:
        return None
    try:
        exact = float(text)
    except ValueError:
        exact = 0.5
    if "_" in text or not exact.is_integer() or abs(exact) > 1e6:
        told = _("“%(cell)s” is no whole number. An empty cell means: not answered; “refused”: did not want to answer.")
        raise Mistake(0, told % {"cell": text[:40]})
    return int(exact)
