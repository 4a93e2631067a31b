"""Comparing texts and signatures without keeping either: keyed MinHash, and shapes of sixty-four points.

MinHash: A. Z. Broder, On the resemblance and containment of documents, 1997: the share of equal minima estimates the Jaccard
similarity of the sets of pieces.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mediation.casework.strokes import Drawing

PIECE = 4  # characters
MINIMA = 64
POINTS = 64
_SEED = 20110101  # the day the People's Mediation Law took effect: any fixed number does
_PRIME = (1 << 31) - 1


def text_sketch(text: str, key: bytes) -> list[int]:
    """64 minima over HMACs of the text's four-character pieces, digits and blanks left out; [] for a text too short to judge."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalpha())
    pieces = {plain[i : i + PIECE] for i in range(len(plain) - PIECE + 1)}
    if len(pieces) < 20:
        return []
    hashed = np.array(
        [int.from_bytes(hmac.new(key, p.encode(), hashlib.sha256).digest()[:4], "big") % _PRIME for p in sorted(pieces)], dtype=np.uint64
    )
    rng = np.random.default_rng(_SEED)
    a, b = (rng.integers(1, _PRIME, MINIMA, dtype=np.uint64) for _ in range(2))
    return [int(m) for m in ((hashed[:, None] * a + b) % _PRIME).min(axis=0)]


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Estimated share of common pieces, 0 to 1."""
    if len(one) != MINIMA or len(other) != MINIMA:
        return 0.0
    return float(np.mean(np.asarray(one) == np.asarray(other)))


def shape(drawing: Drawing) -> NDArray[np.float64]:
    """The drawing as 64 points at equal distances along the line, in a box of side one. Shape (64, 2)."""
    xy = np.array([(p[0], p[1]) for s in drawing.strokes for p in s], dtype=float)
    steps = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))))
    at = np.linspace(0.0, steps[-1], POINTS)
    line = np.column_stack([np.interp(at, steps, xy[:, i]) for i in (0, 1)])
    span = float(np.max(np.ptp(line, axis=0))) or 1.0
    boxed: NDArray[np.float64] = (line - line.min(axis=0)) / span
    return boxed


def distance(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Mean distance of corresponding points, in sides of the box. Where to draw the line is our choice, not a published figure."""
    return float(np.mean(np.hypot(*(one - other).T)))


def machine_like(drawing: Drawing) -> bool:
    """Steps of equal length at equal times over a whole drawing: a hand speeds up and slows down, a script does not."""
    points = [s for s in drawing.strokes if len(s) >= 8]
    if not points:
        return False
    ratios = []
    for stroke in points:
        xyt = np.array(stroke, dtype=float)
        length, time = np.hypot(*np.diff(xyt[:, :2], axis=0).T), np.diff(xyt[:, 2])
        if length.mean() == 0 or time.mean() == 0:
            return False
        ratios.append((length.std() / length.mean(), time.std() / time.mean()))
    return all(way < 0.02 and beat < 0.02 for way, beat in ratios)
