"""Every pair of colours the styles put together: 4.5:1, and 7:1 in large-text mode, by day and by night (WCAG 1.4.3, 1.4.6)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[3] / "platform" / "mediation" / "web" / "static" / "web" / "css"

WORDS = [
    *[(ink, ground) for ink in ("ink", "ink-2") for ground in ("paper", "surface", "surface-2")],
    ("ink-3", "paper"), ("ink-3", "surface"), ("ink-3", "surface-2"),
    ("ink", "pine-soft"), ("ink-2", "pine-soft"), ("ink", "red-soft"), ("ink", "yellow-soft"), ("ink", "blue-soft"), ("ink", "green-soft"),
    ("ink", "orange-soft"), ("ink", "plum-soft"),
    ("pine", "surface"), ("pine", "paper"), ("pine-deep", "surface"), ("pine-deep", "pine-soft"),
    ("on-pine", "pine"), ("on-pine", "pine-deep"),
    ("plum", "surface"), ("plum", "paper"), ("plum", "plum-soft"), ("plum-deep", "plum-soft"),
    ("on-plum", "plum"), ("on-plum", "plum-deep"),
    *[(tone, f"{tone}-soft") for tone in ("red", "orange", "yellow", "blue", "green")],
    ("red", "surface"), ("red", "paper"), ("orange", "paper"), ("orange", "surface"), ("green", "surface"), ("on-red", "red"),
    ("on-band", "band"), ("on-band-2", "band"), ("on-band-button", "band-button"), ("paper", "ink"),
    ("room-ink", "room"), ("room-ink-2", "room-line"), ("room-ink-3", "room"), ("room-ink", "room-raised"), ("room-ink", "room-tile"),
    ("room-ink", "room-sign"), ("room-warm", "room"), ("on-room-stop", "room-stop"), ("room-ink", "room-pine"),
]
# the lines and rings by which a control is recognised: 3:1 (WCAG 1.4.11)
SHAPES = [("field-line", "surface"), ("field-line", "paper"), ("ring", "surface"), ("ring", "paper"), ("room-talk", "room")]

Tokens = dict[str, str]


def read(text: str) -> Tokens:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})\b", text))


def modes() -> dict[str, Tokens]:
    tokens, large = (re.sub(r"/\*.*?\*/", "", (CSS / n).read_text(encoding="utf-8"), flags=re.S) for n in ("tokens.css", "large.css"))
    day, rest = tokens.split("@media (prefers-color-scheme: dark)")
    night, plum = rest.split(".plum-side")
    large_day, large_night = large.split("@media (prefers-color-scheme: dark)")
    by_day, by_night = read(day), read(day) | read(night)
    side = read(plum)
    found = {
        "day": by_day, "night": by_night,
        "large day": by_day | read(large_day), "large night": by_night | read(large_day) | read(large_night),
    }
    for name in list(found):
        here = found[name]
        swapped = {"pine": here["plum"], "pine-deep": here["plum-deep"], "pine-soft": here["plum-soft"], "on-pine": here["on-plum"]}
        found[f"{name}, plum"] = here | swapped | side
    return found


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(d * 2 for d in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right() -> None:
    assert round(contrast("#000", "#fff"), 2) == 21.0
    assert round(contrast("#07c160", "#ffffff"), 2) == 2.38  # a widely used green that fails


@pytest.mark.parametrize("mode", modes())
def test_words_can_be_read(mode: str) -> None:
    tokens, needed = modes()[mode], 7.0 if mode.startswith("large") else 4.5

    too_weak = {f"{a} on {b}": round(contrast(tokens[a], tokens[b]), 2) for a, b in WORDS if contrast(tokens[a], tokens[b]) < needed}

    assert too_weak == {}


@pytest.mark.parametrize("mode", modes())
def test_controls_can_be_found(mode: str) -> None:
    tokens = modes()[mode]

    too_weak = {f"{a} on {b}": round(contrast(tokens[a], tokens[b]), 2) for a, b in SHAPES if contrast(tokens[a], tokens[b]) < 3}

    assert too_weak == {}


def test_no_colour_is_chosen_outside_the_tokens() -> None:
    """White paper under a QR code, on print and behind a quick exit are the only exceptions."""
    allowed = {"#fff", "#000", "#333", "#999", "#fffdf8", "#c9c2b4"}
    strays = {
        f"{path.name}: {colour}"
        for path in CSS.glob("*.css")
        if path.name not in {"tokens.css", "large.css"}
        for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8"))
        if colour not in allowed
    }

    assert strays == set()
