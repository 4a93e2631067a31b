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

from counseling.screening.batch import words
from counseling.screening.batch.table import Answers, Mistake, Row, decode, rows
from counseling.screening.batch.words import gettext as _
from counseling.screening.instruments.loader import codes, load
from counseling.screening.instruments.package import Certainty, Package, Scale, scale_points
from counseling.screening.scoring import Ends, Plan, Total

HEADER = "id,total,min,max,band,critical"
TOLD = 20  # so many mistakes are told at once
LARGEST = 256 * 1024 * 1024  # bytes of a file


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="mediation score", description="Score a table of answers, one row a person.")
    parser.add_argument("instrument", help="for example phq9")
    parser.add_argument("file", help="a CSV file with the columns id, item1 to itemN; - reads from standard input")
    parser.add_argument("--scale", help="which scale, where the instrument has no sum of the whole (dass21: dass_d, dass_a, dass_s)")
    parser.add_argument("--language", choices=["en", "zh-hans"], help="of the messages; the terminal's own without it")
    given = parser.parse_args(arguments)
    words.speak(given.language)
    try:
        package, scale = _asked(given.instrument, given.scale)
        raw = _read(given.file)
    except Mistake as why:
        return _tell([why], 2)
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
    try:
        if name == "-":
            return sys.stdin.buffer.read(LARGEST)
        path = Path(name)
        if path.stat().st_size > LARGEST:
            raise Mistake(0, _("The file is too large. Cut it into parts of at most 256 MB."))
        return path.read_bytes()
    except OSError as why:
        raise Mistake(0, _("The file “%(name)s” could not be read.") % {"name": name}) from why


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
        self.plan = Plan(package)
        self.items = [i.id for i in package.items]
        self.critical = [c.item for c in package.critical]
        self.plain = not package.gates and scale is not None
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
        return f"{_cell(row.id)},{self._quick(row.answers) if self.plain else self._slow(row.answers)}"

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

    def _slow(self, answers: Answers) -> str:
        said = {i: v for i, v in zip(self.items, answers, strict=True) if v is not None}
        ends = self.plan.ends(said)[0]
        told = ",,," if self.scale is None else self._total(self.plan.total(self.scale.code, ends))
        return f"{told},{_worst([self.plan.certainty(i, said, ends) for i in self.critical])}"

    def _total(self, total: Total) -> str:
        band = "" if total.band is None or self.scale is None else self.scale.bands[0].name(total.band)
        return f"{total.low if total.exact else ''},{total.low},{total.high},{_cell(band)}"


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
