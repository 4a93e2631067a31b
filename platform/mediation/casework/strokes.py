"""A signature drawn on a screen: strokes with times, judged and turned into a drawing. Raw strokes are sealed, never logged."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.common.errors import Invalid

SIZE_LIMIT = 200_000  # characters of JSON
POINT_LIMIT = 6000
LEAST_POINTS = 8  # of the longest stroke: a tap is no signature
LEAST_MS = 120  # from the first point to the last
LEAST_SPAN = 12.0  # of SHEET, the longer side of what was drawn
SHEET = 220.0  # height of the sheet in CSS pixels

Point = tuple[float, float, float]  # x, y on the sheet, t in milliseconds


@dataclass(frozen=True, slots=True)
class Drawing:
    strokes: tuple[tuple[Point, ...], ...]

    def as_json(self) -> str:
        return json.dumps({"v": 1, "strokes": self.strokes}, separators=(",", ":"))

    def svg(self, *, width: float = 150, height: float = 54) -> str:
        """The drawing as an SVG of our own making: numbers only, so nothing of the input is markup."""
        points = [p for stroke in self.strokes for p in stroke]
        left, top = min(p[0] for p in points), min(p[1] for p in points)
        span_x, span_y = max(p[0] for p in points) - left or 1, max(p[1] for p in points) - top or 1
        scale = min((width - 8) / span_x, (height - 8) / span_y)
        lines = "".join(
            '<polyline points="'
            + " ".join(f"{4 + (x - left) * scale:.1f},{4 + (y - top) * scale:.1f}" for x, y, _ in stroke)
            + '"/>'
            for stroke in self.strokes
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">'
            f'<g fill="none" stroke="#1d2a2a" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">{lines}</g></svg>'
        )


def read(raw: str, *, field: str = "strokes") -> Drawing:
    """The drawing sent by the signature pad. Raises Invalid (at `field`) unless it is a stroke drawn by a hand over time."""
    again = Invalid(fields={field: _("Please sign with your finger in the field, as you would on paper.")})
    if not raw or len(raw) > SIZE_LIMIT:
        raise again
    try:
        body = json.loads(raw)
        ratio = float(body["ratio"])
        if not 0.2 <= ratio <= 20:
            raise ValueError("not the shape of a sheet")
        strokes = tuple(tuple(_point(p, ratio) for p in stroke) for stroke in body["strokes"])
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as why:
        raise again from why
    strokes = tuple(s for s in strokes if s)
    points = [p for s in strokes for p in s]
    if not strokes or len(points) > POINT_LIMIT or max(len(s) for s in strokes) < LEAST_POINTS:
        raise again
    times = [p[2] for p in points]
    span = max(max(p[0] for p in points) - min(p[0] for p in points), max(p[1] for p in points) - min(p[1] for p in points))
    if max(times) - min(times) < LEAST_MS or times != sorted(times) or span < LEAST_SPAN:
        raise again
    return Drawing(strokes)


def stored(raw: str) -> Drawing:
    """What `as_json` wrote."""
    return Drawing(tuple(tuple((p[0], p[1], p[2]) for p in stroke) for stroke in json.loads(raw)["strokes"]))


def _point(raw: Any, ratio: float) -> Point:
    """The pad sends shares of its sheet (0 to 1) and milliseconds; kept are places on a sheet 220 high."""
    x, y, t = float(raw["x"]), float(raw["y"]), float(raw["t"])
    if not all(math.isfinite(v) for v in (x, y, t)) or not (abs(x) <= 20 and abs(y) <= 20 and 0 <= t <= 3_600_000):
        raise ValueError("not a place on the sheet")
    return round(x * SHEET * ratio, 2), round(y * SHEET, 2), round(t, 1)
