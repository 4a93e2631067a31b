"""The form in which a play is written: plain lines, one packet for each role.

    zh: 大家都知道的事。
    en: What everybody knows.
    == mediator: 你是调解员 | You are the mediator
    zh: 你只知道登记表上的话。
    en: You know what stands on the form.
    fact: 双方没见过面 | They have never met
    hidden: 你昨晚没睡好 | You slept badly
    == partya: 罗大姐，楼下 | Ms Luo, downstairs
    …
    stage: 开场 | Opening
    inject partya: 你接到女儿的电话 | Your daughter calls
    inject all: 门外有人敲门 | Somebody knocks
    watch: listening.reflect neutrality.time
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from training.roleplay.enums import NEEDED, RoleCode
from training.roleplay.indicators import INDICATORS

SCHEMA = 1
LONGEST, MOST_LINES, MOST_WATCHED = 40_000, 20, 12  # characters; facts or injects of a kind; more than twelve nobody can watch
ROLE = re.compile(r"^==\s*([a-z]+)\s*:(.*)$")
INJECT = re.compile(r"^inject\s+([a-z]+)\s*:(.*)$")
LINE = re.compile(r"^(zh|en|fact|hidden|stage|watch)\s*:(.*)$")


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    message: str


def both(text: str) -> dict[str, str]:
    """`中文 | English`; one of them may be missing."""
    zh, _bar, en = text.partition("|")
    return {k: v for k, v in (("zh-hans", zh.strip()), ("en", en.strip())) if v}


def empty() -> dict[str, Any]:
    return {"schema": SCHEMA, "common": {}, "roles": {}, "stages": [], "injects": [], "watch": []}


def parse(text: str) -> tuple[dict[str, Any], list[Fault]]:
    """The stored form, and what could not be read, by line; 0 for what belongs to no line."""
    content = empty()
    if len(text) > LONGEST:
        return content, [Fault(0, _("The text is too long for one play."))]
    faults: list[Fault] = []
    reader = _Reader(content)
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        line = raw.strip()
        if line and not line.startswith("//"):
            word = reader.take(line)
            if word:
                faults.append(Fault(number, word))
    if not faults:
        faults = [Fault(0, word) for word in _whole(content)]
    return content, faults


class _Reader:
    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.role: dict[str, Any] | None = None

    def take(self, line: str) -> str:
        """Reads one line; answers with what is wrong with it."""
        if found := ROLE.match(line):
            return self._role(found[1], both(found[2]))
        if found := INJECT.match(line):
            return self._inject(found[1], both(found[2]))
        if found := LINE.match(line):
            way: Callable[[str, str], str] = {"stage": self._stage, "watch": self._watch}.get(found[1], self._words)
            return way(found[1], found[2].strip())
        return _("This line begins with none of the known words.")

    def _role(self, code: str, name: dict[str, str]) -> str:
        self.role = {"name": name, "text": {}, "facts": [], "hidden": []}
        if code not in RoleCode.values:
            return _("There is no such role: %(role)s.") % {"role": code}
        if code in self.content["roles"]:
            return _("This role is there twice.")
        if not name:
            return _("The role has no name.")
        self.content["roles"][code] = self.role
        return ""

    def _words(self, key: str, said: str) -> str:
        if key in ("zh", "en"):
            place = self.content["common"] if self.role is None else self.role["text"]
            language = {"zh": "zh-hans", "en": "en"}[key]
            place[language] = f"{place[language]}\n{said}" if language in place else said
            return ""
        if self.role is None:
            return _("A fact belongs under a role.")
        rows = self.role["facts" if key == "fact" else "hidden"]
        if not both(said) or len(rows) >= MOST_LINES:
            return _("This line is empty, or there are too many of its kind.")
        rows.append(both(said))
        return ""

    def _stage(self, _key: str, said: str) -> str:
        if not both(said) or len(self.content["stages"]) >= MOST_LINES:
            return _("This line is empty, or there are too many of its kind.")
        self.content["stages"].append(both(said))
        return ""

    def _inject(self, to: str, said: dict[str, str]) -> str:
        if to != "all" and to not in RoleCode.values:
            return _("There is no such role: %(role)s.") % {"role": to}
        if not said or len(self.content["injects"]) >= MOST_LINES:
            return _("This line is empty, or there are too many of its kind.")
        self.content["injects"].append({"to": "" if to == "all" else to, "text": said})
        return ""

    def _watch(self, _key: str, said: str) -> str:
        for code in said.split():
            if code not in INDICATORS:
                return _("There is no such indicator: %(code)s.") % {"code": code[:40]}
            if code not in self.content["watch"]:
                self.content["watch"].append(code)
        return ""


def _whole(content: dict[str, Any]) -> list[str]:
    """What a play as a whole is missing."""
    said = []
    missing = [role.label for role in NEEDED if role not in content["roles"]]
    if missing:
        said.append(_("These roles are missing: %(roles)s.") % {"roles": ", ".join(str(m) for m in missing)})
    bare = [code for code, role in content["roles"].items() if not role["text"]]
    if bare:
        said.append(_("These roles have no text: %(roles)s.") % {"roles": ", ".join(str(RoleCode(c).label) for c in bare)})
    if not content["common"]:
        said.append(_("What everybody knows is missing; it stands before the first role."))
    strays = {i["to"] for i in content["injects"] if i["to"] and i["to"] not in content["roles"]}
    if strays:
        said.append(_("Something is put in for a role that is not in the play."))
    if not 1 <= len(content["watch"]) <= MOST_WATCHED:
        said.append(_("Name between one and %(n)s indicators to watch.") % {"n": MOST_WATCHED})
    return said
