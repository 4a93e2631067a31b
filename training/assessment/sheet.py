"""A question as it stands on the page, and what the page sends back. Pure; what is right is told only by `told`."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from training.assessment import marking
from training.assessment.content import GAP, Shown, words
from training.assessment.enums import GapKind, Kind


class Post(Protocol):
    """What a form sends; Django's QueryDict is one."""

    def getlist(self, key: str) -> list[str]: ...

    def __iter__(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Pick:
    """One entry of a list to choose from."""

    value: str
    label: str
    on: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line with a list beside it: a left half and its partners, or a step and its places."""

    id: str
    text: str
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text with gaps: words, or one gap."""

    text: str
    gap: str = ""
    typed: str = ""
    numeric: bool = False
    picks: tuple[Pick, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One part of the answer beside what is right, after handing in."""

    part: str
    mine: str
    right: str
    good: bool


def lines(shown: Shown, chosen: Sequence[str], seed: str) -> tuple[Line, ...]:
    """The lines of a matching or ordering question, shuffled the same way for the same attempt."""
    named, raw = marking.split(list(chosen)), shown.raw
    chance = random.Random(seed)  # noqa: S311 -- an order to look at, not a secret
    if shown.kind is Kind.MATCHING:
        rights = {p["to"]: shown.words(p["right"]) for p in [*raw["pairs"], *raw.get("extras", ())]}
        offered = sorted({label: to for to, label in reversed(rights.items())}.items())
        chance.shuffle(offered)

        def partners(left: str) -> tuple[Pick, ...]:
            mine = rights.get(named.get(left, ""))
            return tuple(Pick(f"{left}={to}", label, label == mine) for label, to in offered)

        return tuple(Line(p["id"], shown.words(p["left"]), partners(p["id"])) for p in raw["pairs"])
    if shown.kind is Kind.ORDERING:
        steps = list(raw["steps"])
        chance.shuffle(steps)
        placed = [s for s in steps if s["id"] in named]
        if len(placed) == len(steps):  # as the learner has put them
            steps.sort(key=lambda s: int(named[s["id"]]))
        return tuple(
            Line(
                s["id"], shown.words(s["text"]),
                tuple(Pick(f"{s['id']}={n}", str(n), named.get(s["id"]) == str(n)) for n in range(1, len(steps) + 1)),
            )
            for s in steps
        )
    return ()


def pieces(shown: Shown, chosen: Sequence[str]) -> tuple[Piece, ...]:
    """The text of a cloze, cut at its gaps."""
    if shown.kind is not Kind.CLOZE:
        return ()
    named, gaps = marking.split(list(chosen)), {g["id"]: g for g in shown.raw["gaps"]}
    found: list[Piece] = []
    for n, part in enumerate(GAP.split(shown.stem)):
        if n % 2 == 0:
            found.append(Piece(part))
            continue
        gap, mine = gaps[part], named.get(part, "")
        picks = tuple(
            Pick(str(i), shown.words(a["text"]), mine == str(i)) for i, a in enumerate(gap["answers"]) if gap["kind"] == GapKind.CHOICE
        )
        found.append(Piece("", part, mine, gap["kind"] == GapKind.NUMERIC, picks))
    return tuple(found)


def told(shown: Shown, chosen: Sequence[str]) -> tuple[Told, ...]:
    """Part by part: what was answered and what is right. Only for after the hand-in."""
    raw, named = shown.raw, marking.split(list(chosen))
    if shown.kind is Kind.MATCHING:
        rights = {p["to"]: shown.words(p["right"]) for p in [*raw["pairs"], *raw.get("extras", ())]}
        rows = [(shown.words(p["left"]), rights.get(named.get(p["id"], ""), ""), shown.words(p["right"])) for p in raw["pairs"]]
        return tuple(Told(part, mine, right, mine == right) for part, mine, right in rows)
    if shown.kind is Kind.ORDERING:
        by_place = {place: step for step, place in named.items()}
        text = {s["id"]: shown.words(s["text"]) for s in raw["steps"]}
        return tuple(
            Told(str(n), text.get(by_place.get(str(n), ""), ""), text[s["id"]], named.get(s["id"]) == str(n))
            for n, s in enumerate(raw["steps"], start=1)
        )
    if shown.kind in (Kind.SHORT, Kind.NUMERIC):
        mine = chosen[0] if chosen else ""
        return (Told("", mine, _best(raw["accepted"], shown.language), marking.worth(raw, list(chosen)) == marking.FULL),)
    if shown.kind is Kind.CLOZE:
        return tuple(_gap(g, named.get(g["id"], ""), shown) for g in raw["gaps"])
    return ()


def _gap(gap: dict[str, Any], mine: str, shown: Shown) -> Told:
    good = marking.gap_share(gap, mine) == 1
    if gap["kind"] == GapKind.CHOICE and mine.isdecimal() and int(mine) < len(gap["answers"]):
        mine = shown.words(gap["answers"][int(mine)]["text"])
    return Told(gap["id"], mine, _best(gap["answers"], shown.language), good)


def _best(answers: list[dict[str, Any]], language: str) -> str:
    """The first answer that counts fully, with its tolerance."""
    best = max(answers, key=lambda a: marking.share(a["worth"]))
    text = best["text"] if isinstance(best["text"], str) else words(best["text"], language)
    return f"{text} ± {best['tolerance']}" if best.get("tolerance") not in (None, "", "0") else str(text)


def read(post: Post, order: int) -> list[str] | None:
    """What a form says to question `order`; None where the form does not carry the question at all."""
    name, known = f"q{order}", False
    found: list[str] = []
    for key in post:
        if key == name:
            known = True
            found += [text for text in post.getlist(key) if text.strip()]
        elif key.startswith(f"{name}."):
            known = True
            found += [f"{key[len(name) + 1:]}={text}" for text in post.getlist(key) if text.strip()]
    return found if known or f"t{order}" in post else None


def turn(post: Mapping[str, str], order: int) -> int:
    text = post.get(f"t{order}", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0
