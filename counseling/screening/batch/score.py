"""`mediation score INSTRUMENT FILE.csv`: one row a person in, one row a person out. Runs without Django, so it starts at once.

Nothing is printed before every line was read without a mistake: half a list would look like a whole one. Exit codes: 0 done,
1 something in the file is wrong (told with its line), 2 the command itself is wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from counseling.screening.batch import band, words
from counseling.screening.batch.table import Answers, Mistake, Row, decode, decode_start, rows
from counseling.screening.batch.words import gettext as _
from counseling.screening.instruments.loader import codes, load
from counseling.screening.instruments.package import Certainty, Package, Scale, scale_points
from counseling.screening.scoring import Ends, Plan, Total

HEADER = "id,total,min,max,band,critical"
TOLD = 20  # so many mistakes are told at once
LARGEST = 256 * 1024 * 1024  # bytes of a file
PIECE = 1024 * 1024  # read at once; no line is as long
ENDING = """\
band: the published band where there is one (phq9: moderate; without a printed name its range: 8–15); else positive or negative by the
published cut. Where cuts differ, or were found in certain people only, each is told: "positive (5 or more); negative (10 or more)",
"positive (1 or more, published for women in general practice)" -- the table does not say who somebody is. Without a sum (asq, cssrs) the
published class: acute, positive, negative. Empty only where missing answers leave it open, and where our sources print neither band nor
cut (phq8, single clusters); then a note says so. An empty cell is a missing answer; the word "refused" (or 拒答) a refusal: it fills no
sum, and in the ASQ it counts as a yes."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="mediation score", description="Score a table of answers, one row a person.",
                                     epilog=ENDING, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instrument", help="for example phq9")
    parser.add_argument("file", help="a CSV file with the columns id, item1 to itemN; - reads from standard input")
    parser.add_argument("--scale", help="which scale, where the instrument has no sum of the whole (dass21: dass_d, dass_a, dass_s)")
    parser.add_argument("--language", choices=["en", "zh-hans"], help="of the messages; the terminal's own without it")
    given = parser.parse_args(arguments)
    words.speak(given.language)
    try:
        package, scale = _asked(given.instrument, given.scale)
    except Mistake as why:
        return _tell([why], 2)
    try:
        raw = _read(given.file)
    except OSError:
        return _tell([Mistake(0, _("The file “%(name)s” could not be read.") % {"name": given.file})], 2)
    except Mistake as why:
        return _tell([why], 1)
    return _run(raw, package, scale)


def _asked(name: str, wanted: str | None) -> tuple[Package, Scale | None]:
    code = "".join(c for c in name.casefold() if c.isalnum())
    found = next((c for c in codes() if c.replace("_", "") == code), None)
    if found is None:
        raise Mistake(0, _("There is no instrument “%(name)s”. There are: %(known)s.") % {"name": name[:40], "known": ", ".join(codes())})
    package = load(found).package
    scale = package.scale(wanted) if wanted else package.main
    if scale is None and (wanted or package.scales):
        known = ", ".join(s.code for s in package.scales)
        raise Mistake(0, _("%(instrument)s has several scales. Choose one with --scale: %(known)s.") % {
            "instrument": package.title["en"], "known": known})
    return package, scale


def _read(name: str) -> bytes:
    """The bytes of a file, a pipe or the standard input, never more than LARGEST of them, and none of what is no table."""
    if name == "-":
        return _bounded(sys.stdin.buffer)
    with Path(name).open("rb") as file:
        return _bounded(file)


def _bounded(source: BinaryIO) -> bytes:
    read: list[bytes] = []
    while piece := source.read(PIECE):
        if not read:
            decode_start(piece)
        read.append(piece)
        if len(read) * PIECE > LARGEST:
            raise Mistake(0, _("The file is too large. Cut it into parts of at most 256 MB."))
        if b"\n" not in piece and b"\r" not in piece and len(piece) == PIECE:
            raise Mistake(0, _("This is no table: a line has no end. Save the sheet as CSV (UTF-8) and try again."))
    return b"".join(read)


def _run(raw: bytes, package: Package, scale: Scale | None) -> int:
    lines: list[str] = [HEADER]
    mistakes: list[Mistake] = []
    seen: defaultdict[str, list[int]] = defaultdict(list)
    count = _Counter(package, scale)
    try:
        for row in rows(decode(raw), package):
            if isinstance(row, Mistake):
                mistakes.append(row)
                if len(mistakes) >= TOLD:
                    break
            elif not mistakes:
                seen[row.id].append(row.line)
                lines.append(count.line(row))
    except Mistake as why:
        mistakes.append(why)
    if mistakes:
        return _tell(mistakes, 1)
    _out("\n".join(lines) + "\n")
    if band.silent(package, scale):
        _err(_("Note: our sources print neither a band nor a cut for “%(scale)s”. The column band stays empty.") % {
            "scale": scale.code if scale else package.code})
    twice = [(who, where) for who, where in seen.items() if len(where) > 1]
    for who, where in twice[:TOLD]:
        _err(_("Note: the id “%(id)s” stands on the lines %(lines)s. Every line was scored by itself.") % {
            "id": who, "lines": ", ".join(map(str, where[:TOLD]))})
    return 0


class _Counter:
    """Lines of the answer.

    Without gates every place adds its points by itself: then a line is a few look-ups, and what follows from a range is worked
    out once. A property test holds this way and the engine's to the same result.
    """

    def __init__(self, package: Package, scale: Scale | None) -> None:
        self.scale = scale
        self.package, self.plan = package, Plan(package)
        self.items = [i.id for i in package.items]
        self.critical = [c.item for c in package.critical]
        counted = any(c.refusal == "positive" for c in package.critical)
        self.plain = not package.gates and not counted and scale is not None
        self._ranges: dict[Ends, str] = {}
        self._points: list[tuple[int, dict[int | None, Ends]]] = []
        self._calls: list[tuple[int, dict[int | None, Certainty]]] = []
        if self.plain and scale is not None:
            self._points = [(self.items.index(i), _ends_of(scale_points(package, scale, i))) for i in scale.items]
            for item in self.critical:
                values: list[int | None] = [None, *self.plan.allowed[item]]
                told = {v: self.plan.certainty(item, {} if v is None else {item: v}, {}) for v in values}
                self._calls.append((self.items.index(item), told))

    def line(self, row: Row) -> str:
        return f"{_cell(row.id)},{self._quick(row.answers) if self.plain else self._slow(row)}"

    def _quick(self, answers: Answers) -> str:
        low = high = 0
        for place, points in self._points:
            least, most = points[answers[place]]
            low += least
            high += most
        told = self._ranges.get((low, high))
        if told is None:
            told = self._ranges[low, high] = self._total(self.plan.range_of(str(self.scale and self.scale.code), (low, high)))
        return f"{told},{_worst([calls[answers[place]] for place, calls in self._calls])}"

    def _slow(self, row: Row) -> str:
        said = {i: v for i, v in zip(self.items, row.answers, strict=True) if v is not None}
        refused = [self.items[place] for place in row.refused]
        ends = self.plan.ends(said)[0]
        worst = _worst([self.plan.certainty(i, said, ends, refused) for i in self.critical])
        if self.scale is None:
            told = f",,,{_cell(band.of_rules(self.package, self.plan.score(said, refused).rules, critical=worst == 'yes'))}"
        else:
            told = self._total(self.plan.total(self.scale.code, ends))
        return f"{told},{worst}"

    def _total(self, total: Total) -> str:
        placed = "" if self.scale is None else band.of_total(self.scale, total)
        return f"{total.low if total.exact else ''},{total.low},{total.high},{_cell(placed)}"


def _ends_of(points: dict[int, int]) -> dict[int | None, Ends]:
    return {None: (min(points.values()), max(points.values())), **{v: (p, p) for v, p in points.items()}}


def _worst(found: list[Certainty]) -> str:
    """yes: somebody has to look at once · unknown: left open, which is never a no · empty: the instrument asks no such thing."""
    return next((c for c in ("yes", "unknown", "no") if c in found), "")


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n\r') else text


def _tell(mistakes: list[Mistake], code: int) -> int:
    for mistake in mistakes:
        _err(str(mistake))
    if code == 1:
        _err(_("Nothing was scored. Please correct the file and try again."))
    return code


def _out(text: str) -> None:
    sys.stdout.buffer.write(text.encode())
    sys.stdout.flush()


def _err(text: str) -> None:
    sys.stderr.buffer.write((text + "\n").encode())
    sys.stderr.flush()
