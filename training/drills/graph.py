"""A scenario as a drawing (SVG), made by the server: scenes from top to bottom, choices as lines, thicker where more people went."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from html import escape

from training.assessment.content import words
from training.drills.story import Story

WIDE, HIGH, GAP_X, GAP_Y, EDGE = 168, 52, 28, 58, 16  # in units of the drawing


def svg(
    story: Story, language: str, title: str, *, taken: Mapping[tuple[str, str], int] | None = None, wrong: frozenset[str] = frozenset()
) -> str:
    """taken: how often each (scene, choice) was chosen; wrong: scenes the lint complains about. All words are escaped."""
    rows = _rows(story)
    places = {name: (x, y) for y, row in enumerate(rows) for x, name in enumerate(row)}
    broad = max((len(row) for row in rows), default=1)
    width, height = EDGE * 2 + broad * (WIDE + GAP_X) - GAP_X, EDGE * 2 + len(rows) * (HIGH + GAP_Y) - GAP_Y

    def corner(name: str) -> tuple[float, float]:
        x, y = places[name]
        shift = (broad - len(rows[y])) * (WIDE + GAP_X) / 2
        return EDGE + shift + x * (WIDE + GAP_X), EDGE + y * (HIGH + GAP_Y)

    most = max((taken or {}).values(), default=0)
    lines, boxes = [], []
    for scene in story.scenes.values():
        x, y = corner(scene.id)
        for n, choice in enumerate(scene.choices):
            if choice.to not in places:
                continue
            tx, ty = corner(choice.to)
            back = places[choice.to][1] <= places[scene.id][1]
            x1, y1 = x + WIDE * (n + 1) / (len(scene.choices) + 1), y + HIGH
            x2, y2 = tx + WIDE / 2, ty
            bend = f"M{x1:.0f} {y1:.0f}C{x1:.0f} {y1 + GAP_Y / 2:.0f} {x2:.0f} {y2 - GAP_Y / 2:.0f} {x2:.0f} {y2:.0f}"
            count = (taken or {}).get((scene.id, choice.id), 0)
            broadness = 1.5 + (8 * count / most if most else 0)
            label = escape(words(dict(choice.text), language)) + (f" · {count}" if taken is not None else "")
            name = "way back" if back else "way"
            lines.append(f'<path class="{name}" d="{bend}" stroke-width="{broadness:.1f}"><title>{label}</title></path>')
        kind = "wrong" if scene.id in wrong else "end" if scene.is_ending else "start" if scene.id == story.start else ""
        said = escape(words(dict(scene.text), language).split("\n")[0])
        short = said if len(said) <= 11 else f"{escape(words(dict(scene.text), language)[:10])}…"
        boxes.append(
            f'<g class="scene {kind}"><title>{said}</title><rect x="{x:.0f}" y="{y:.0f}" width="{WIDE}" height="{HIGH}" rx="10"/>'
            f'<text x="{x + 10:.0f}" y="{y + 20:.0f}" class="name">{escape(scene.id)}</text>'
            f'<text x="{x + 10:.0f}" y="{y + 40:.0f}">{short}</text></g>'
        )
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    head = f'<svg class="story-graph" {size} role="img" aria-label="{escape(title)}">'
    return head + "".join(lines) + "".join(boxes) + "</svg>"


def _rows(story: Story) -> list[list[str]]:
    """Scenes by their distance from the start; those nobody reaches come last."""
    depth = {story.start: 0} if story.start in story.scenes else {}
    waiting = deque(depth)
    while waiting:
        name = waiting.popleft()
        for choice in story.scenes[name].choices:
            if choice.to in story.scenes and choice.to not in depth:
                depth[choice.to] = depth[name] + 1
                waiting.append(choice.to)
    last = max(depth.values(), default=-1) + 1
    rows: dict[int, list[str]] = {}
    for name in story.scenes:
        rows.setdefault(depth.get(name, last), []).append(name)
    return [rows[n] for n in sorted(rows)]
