"""Finding what tells who somebody is: names, numbers, places, organisations, days. Pure: text in, findings out.

Known words come from the case itself and are found wherever they stand; the rest is found by pattern and by the tagger of
rjieba (nr person, ns place, nt organisation). A tagger errs in both directions, so a person decides about every finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import rjieba

from training.casestudies.enums import FoundKind as K
from training.casestudies.words import BUILT, FIRM_ENDS, NOBODY, NUMERALS, PLACE_ENDS, SURNAMES, TITLES


@dataclass(frozen=True, slots=True)
class Known:
    """A word of the case: what kind it is, and what stands there instead ("" for the usual)."""

    word: str
    kind: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    word: str
    kind: str
    instead: str

    def get_kind(self) -> str:
        return str(K(self.kind).label)


USUAL = {
    K.NAME: "某人", K.PLACE: "某地", K.ORGANISATION: "某单位", K.PHONE: "（电话略）", K.ID: "（号码略）", K.CONTACT: "（略）",
    K.DATE: "某日", K.OTHER: "（略）",
}
_SUR, _TITLES = "".join(sorted(SURNAMES)), "|".join(TITLES)
_N = f"[0-9{NUMERALS}]+"
PATTERNS: tuple[tuple[K, re.Pattern[str]], ...] = (
    (K.ID, re.compile(r"(?<![0-9A-Za-z])(?:[1-9][0-9]{16}[0-9Xx]|[1-9][0-9]{14})(?![0-9A-Za-z])")),
    (K.PHONE, re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])")),
    (K.PHONE, re.compile(r"(?<![0-9])0[0-9]{2,3}[- ]?[0-9]{7,8}(?![0-9])")),
    (K.ID, re.compile(r"(?<![0-9])[0-9]{4}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?(?![0-9])")),
    (K.ID, re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])")),
    (K.PHONE, re.compile("[零〇一二三四五六七八九幺]{7,}")),
    (K.CONTACT, re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")),
    (K.CONTACT, re.compile(r"(?<=微信)(?:号)?[:：是为 ]{0,2}[A-Za-z][A-Za-z0-9_-]{5,19}")),
    (K.CONTACT, re.compile("[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·• ]?[A-Z0-9]{5,6}(?![A-Z0-9])")),
    (K.DATE, re.compile(rf"(?:[0-9]{{4}}|[零〇一二三四五六七八九]{{4}})年(?:{_N}月(?:{_N}[日号])?)?|{_N}月{_N}[日号]")),
    (K.PLACE, re.compile(rf"(?!一[幢栋]){_N}(?:号楼|幢|栋|单元|弄|室|号院)(?:{_N}(?:号楼|幢|栋|单元|弄|室|号|层)?)*")),
    (K.NAME, re.compile(rf"(?:[{_SUR}]|欧阳|司马|上官|诸葛)(?:{_TITLES})(?![\u4e00-\u9fff]?们)")),
    (K.NAME, re.compile(rf"(?<![\u4e00-\u9fff])[老小阿][{_SUR}](?=[\u4e00-\u9fff，。、；：！？]|$)")),
    (K.NAME, re.compile(rf"[老小][{_SUR}](?=说|讲|家|的|和|，|。|、)")),
)
PROPER = frozenset({"nr", "nrt", "nrfg", "ns", "nz", "nt"})
MASKED = re.compile("某|略）|^（|[甲乙丙丁戊己庚辛](?:某|方)")
_WIDE = str.maketrans("０１２３４５６７８９＋－　", "0123456789+- ")


def find(text: str, known: Sequence[Known] = ()) -> list[Found]:
    """Every finding once, in the order of the text. What already stands for something hidden (某人, （略）) is none."""
    plain = text.translate(_WIDE)  # the same length, so that positions hold
    taken = bytearray(len(text))
    spans: list[tuple[int, int, Found]] = []

    def take(start: int, end: int, kind: str, instead: str = "") -> None:
        word = text[start:end]
        if not word.strip() or any(taken[start:end]) or (not instead and (MASKED.search(word) or word in NOBODY)):
            return
        taken[start:end] = b"\x01" * (end - start)
        spans.append((start, end, Found(word, str(kind), instead or _instead(word, K(kind)))))

    for item in sorted(known, key=lambda k: -len(k.word)):
        for match in re.finditer(re.escape(item.word.translate(_WIDE)), plain) if item.word else ():
            take(*match.span(), item.kind, item.instead)
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(plain):
            take(*match.span(), kind)
    for start, end, kind in _tagged(text):
        take(start, end, kind)
    once: dict[str, Found] = {}
    for _start, _end, found in sorted(spans, key=lambda s: s[0]):
        once.setdefault(found.word, found)
    return list(once.values())


def _instead(word: str, kind: K) -> str:
    """The usual word, with the ending that says what it was: 某镇, 某公司, 某师傅."""
    if kind is K.NAME:
        title = re.search(f"({_TITLES})$", word[1:])
        return f"某{title[1]}" if title and "某" not in title[1] else USUAL[kind]
    ends = PLACE_ENDS if kind is K.PLACE else FIRM_ENDS if kind is K.ORGANISATION else ()
    ending = max((e for e in ends if word.endswith(e) and word != e), key=len, default="")
    return f"某{ending}" if ending else USUAL[kind]


def _tagged(text: str) -> Iterable[tuple[int, int, K]]:
    tokens: list[tuple[int, int, str, str]] = []
    at = 0
    for word, tag in rjieba.tag(text):
        start = text.find(word, at)
        if start < 0:
            continue
        at = start + len(word)
        tokens.append((start, at, word, tag))
    for n, (start, end, word, tag) in enumerate(tokens):
        before = tokens[n - 1] if n and tokens[n - 1][1] == start else None
        after = tokens[n + 1] if n + 1 < len(tokens) and tokens[n + 1][0] == end else None
        if word in FIRM_ENDS:
            first = _reach_back(tokens, n)
            if first is not None:
                yield first, end, K.ORGANISATION
        elif word in PLACE_ENDS and before and len(before[2]) > 1:
            if before[3] in PROPER or (word in BUILT and before[3].startswith("n")):
                yield before[0], end, K.PLACE
        elif tag == "ns" and len(word) > 1 and word[0] not in NUMERALS:
            yield start, end, K.PLACE
        elif tag == "nt" and len(word) > 3:
            yield start, end, K.ORGANISATION
        elif tag.startswith("nr"):
            if len(word) == 1 and word in SURNAMES and after and len(after[2]) <= 2 and after[3][:1] in ("n", "a", "z"):
                yield start, after[1], K.NAME
            elif 2 <= len(word) <= 4 and not (after and after[2] in PLACE_ENDS) and _like_a_name(word):
                yield start, end, K.NAME


def _like_a_name(word: str) -> bool:
    return (word[0] in SURNAMES or word[0] in "老小阿") and word[-1] not in "人楼方的"


def _reach_back(tokens: list[tuple[int, int, str, str]], n: int) -> int | None:
    """Where the name of a firm begins, if a proper name is part of it; "the property company" is none."""
    first, proper = n, False
    while first and n - first < 3:
        _start, end, word, tag = tokens[first - 1]
        if end != tokens[first][0] or tag[:1] not in ("n", "v") or len(word) == 1:
            break
        first -= 1
        proper = proper or tokens[first][3] in PROPER
    return tokens[first][0] if proper else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `mark` is the index of the replacement that stands here."""

    text: str
    mark: int | None = None


def cut(text: str, words: Sequence[str]) -> list[Piece]:
    """The text in pieces, the longest of the given words first."""
    order = sorted((n for n, word in enumerate(words) if word), key=lambda n: -len(words[n]))
    if not order:
        return [Piece(text)]
    at = {words[n]: n for n in reversed(order)}
    pieces, last = [], 0
    for match in re.finditer("|".join(re.escape(words[n]) for n in order), text):
        if match.start() > last:
            pieces.append(Piece(text[last : match.start()]))
        pieces.append(Piece(match[0], at[match[0]]))
        last = match.end()
    return pieces + ([Piece(text[last:])] if last < len(text) else [])
