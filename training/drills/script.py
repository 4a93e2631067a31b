"""The form in which a scenario is written: plain lines an editor can read aloud.

    var trust 40: 信任 | Trust
    == start
    zh: 门开了一条缝。
    en: The door opens a hand's breadth.
    > listen | 先听 | Listen first
      effects: trust+10 listening+1
      if: trust>=30
      note: 先听。 | Listening first.
      law: people-mediation-law 22
    == listen
    …
A scene without `>` lines is an ending. The first scene is the start. `effects` name variables and competencies alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from training.assessment.enums import Competency
from training.drills.story import CONDITION, LEAST, MOST

NAME = re.compile(r"^[a-z][a-z0-9_-]{0,39}$")
VARIABLE = re.compile(r"^var ([a-z_]{1,20}) (\d{1,3}): ([^|]*)\|(.*)$")
EFFECT = re.compile(r"^([a-z_]+)([+-]\d{1,3})$")
LAW = re.compile(r"^([a-z0-9-]{1,80}) (\d{1,4})$")
LONGEST, SCENES, CHOICES = 60_000, 120, 8  # characters; scenes; choices of one scene


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    message: str


def parse(text: str) -> tuple[dict[str, Any], list[Fault]]:
    """The stored form and what could not be read, by line. What can be read is there also where something else cannot."""
    content: dict[str, Any] = {"schema": 1, "start": "", "variables": {}, "scenes": {}}
    if len(text) > LONGEST:
        return content, [Fault(1, _("The script is too long; divide it into two scenarios."))]
    faults: list[Fault] = []
    scene: dict[str, Any] | None = None
    choice: dict[str, Any] | None = None
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        line = raw.strip()
        if not line or line.startswith("//"):
            continue
        word = ""
        if found := VARIABLE.match(line):
            word = _variable(content, found)
        elif line.startswith("=="):
            name, choice = line[2:].strip(), None
            scene = {"text": {}, "choices": []}
            word = _scene(content, name, scene)
        elif scene is None:
            word = _("This line stands before the first scene. A scene begins with == and its name.")
        elif line.startswith(">"):
            choice = _choice(scene, line[1:])
            word = "" if choice else _("A choice is written: > scene | Chinese | English (eight at most).")
        elif line[:3] in ("zh:", "en:") and choice is None:
            language = "zh-hans" if line[:2] == "zh" else "en"
            scene["text"][language] = "\n".join(p for p in (scene["text"].get(language, ""), line[3:].strip()) if p)
        elif choice is not None:
            word = _detail(content, choice, line)
        else:
            word = _("This line could not be read.")
        if word:
            faults.append(Fault(number, word))
    return content, faults


def _variable(content: dict[str, Any], found: re.Match[str]) -> str:
    first = int(found[2])
    if found[1] in Competency.values or not LEAST <= first <= MOST or len(content["variables"]) >= 5:
        return _("A variable has a name of its own and begins between 0 and 100; five are enough.")
    content["variables"][found[1]] = {"first": first, "name": {"zh-hans": found[3].strip(), "en": found[4].strip()}}
    return ""


def _scene(content: dict[str, Any], name: str, scene: dict[str, Any]) -> str:
    if not NAME.match(name) or name in content["scenes"] or len(content["scenes"]) >= SCENES:
        return _("A scene needs a name of its own: small letters, digits and hyphens.")
    content["scenes"][name] = scene
    content["start"] = content["start"] or name
    return ""


def _choice(scene: dict[str, Any], line: str) -> dict[str, Any] | None:
    to, *said = (part.strip() for part in line.split("|"))
    if not NAME.match(to) or not 1 <= len(said) <= 2 or not said[0] or len(scene["choices"]) >= CHOICES:
        return None
    texts = {language: words for language, words in zip(("zh-hans", "en"), said, strict=False) if words}
    name = f"c{len(scene['choices']) + 1}"
    choice: dict[str, Any] = {"id": name, "to": to, "text": texts, "effects": {}, "shows": {}, "conditions": [], "note": {}, "law": None}
    scene["choices"].append(choice)
    return choice


def _detail(content: dict[str, Any], choice: dict[str, Any], line: str) -> str:
    kind, _colon, rest = (part.strip() for part in line.partition(":"))
    if kind == "note":
        zh, _bar, en = (part.strip() for part in rest.partition("|"))
        choice["note"] = {language: words for language, words in (("zh-hans", zh), ("en", en)) if words}
        return ""
    if kind == "law" and (found := LAW.match(rest)):
        choice["law"] = [found[1], int(found[2])]
        return ""
    if kind == "if":
        wrong = [w for w in rest.split() if not (m := CONDITION.match(w)) or m[1] not in content["variables"]]
        choice["conditions"] = [w for w in rest.split() if w not in wrong]
        return _("A condition is written trust>=40, with a variable named above.") if wrong else ""
    if kind == "effects":
        return _effects(content, choice, rest.split())
    return _("This line could not be read.")


def _effects(content: dict[str, Any], choice: dict[str, Any], words: list[str]) -> str:
    for word in words:
        found = EFFECT.match(word)
        if found is None or found[1] not in {*content["variables"], *Competency.values}:
            return _("An effect is written trust+10 or listening-1, with a variable named above or a competency.")
        if found[1] in Competency.values:
            choice["shows"][found[1]] = max(-2, min(2, int(found[2])))
        else:
            choice["effects"][found[1]] = int(found[2])
    return ""
