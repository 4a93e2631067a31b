"""Reads the demo's quizzes: `= lesson | zh | en`, `? kind competency` with the question in both languages, then its parts.

`+` and `-` options (`~50` for one that deserves half), `>` pairs, `#` lines in order, `!` accepted answers, `[1] kind` gaps.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from mediation.demo.pages import read
from training.assessment.models import Question, Quiz, QuizEntry


def build() -> dict[str, Quiz]:
    """Every quiz by its lesson; what is there already stays."""
    quizzes: dict[str, Quiz] = {}
    for part in read("quizzes.txt").split("\n= ")[1:]:
        head, *questions = part.strip().split("\n? ")
        lesson, title, english = (word.strip() for word in head.split("|"))
        quiz, made = Quiz.objects.get_or_create(pk=uuid5(NAMESPACE_URL, f"quiz/{lesson}"), defaults={"title": title, "title_en": english})
        for order, text in enumerate(questions):
            question = _question(f"{lesson}/{order}", text)
            if made:
                QuizEntry.objects.create(quiz=quiz, question=question, sort_order=order)
        quizzes[lesson] = quiz
    return quizzes


def _question(key: str, text: str) -> Question:
    first, zh, en, *options = text.strip().split("\n")
    kind, competency = first.split()
    standing = Question.objects.filter(pk=uuid5(NAMESPACE_URL, f"question/{key}")).first()
    if standing is not None:
        return standing
    row = Question(pk=uuid5(NAMESPACE_URL, f"question/{key}"), kind=kind, competency=competency, stem_zh=zh, stem_en=en)
    row.options = json.dumps([_part(f"{key}/{n}", line) for n, line in enumerate(options)], ensure_ascii=False)
    row.full_clean()
    row.save()
    return row


def _part(key: str, line: str) -> dict[str, Any]:
    kind = {">": "pair", "#": "step", "!": "accepted", "[": "gap"}.get(line[0], "option")
    words = [word.strip() for word in line[2:].split("|")]
    if kind == "option":
        return _option(key, line)
    if kind == "gap":
        number, _bracket, rest = line[1:].partition("] ")
        how, *answers = (word.strip() for word in rest.split("|"))
        rows = [_gap_answer(f"{key}/{n}", words) for n, words in enumerate(answers)]
        value: dict[str, Any] = {"number": int(number), "kind": how, "answers": rows}
    elif kind == "accepted":
        value = dict(zip(("text", "tolerance", "worth", "why_zh", "why_en"), words, strict=True))
    else:
        value = dict(zip(("left_zh", "left_en", "right_zh", "right_en") if kind == "pair" else ("text_zh", "text_en"), words, strict=True))
    return {"type": kind, "value": value, "id": str(uuid5(NAMESPACE_URL, f"option/{key}"))}


def _gap_answer(key: str, words: str) -> dict[str, Any]:
    """`+zh / en` where it is right, `-zh / en` where it is not."""
    zh, _slash, en = words[1:].partition(" / ")
    value = {"text_zh": zh, "text_en": en, "tolerance": "", "worth": "100" if words[0] == "+" else "0"}
    return {"type": "item", "value": value, "id": str(uuid5(NAMESPACE_URL, key))}


def _option(key: str, line: str) -> dict[str, Any]:
    sign, _space, rest = line.partition(" ")
    zh, en, why_zh, why_en, law = (word.strip() for word in rest.split("|"))
    code, _space, article = law.partition(" ")
    value = {
        "text_zh": zh, "text_en": en, "right": sign == "+", "worth": sign[1:] or None, "why_zh": why_zh, "why_en": why_en,
        "law": code, "article": int(article) if article else None,
    }
    return {"type": "option", "value": value, "id": str(uuid5(NAMESPACE_URL, f"option/{key}"))}
