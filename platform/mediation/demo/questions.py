"""Reads the demo's quizzes: `= lesson | zh | en`, `? kind competency` with the question in both languages, then `+` and `-` options."""

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
        lesson, title, _english = (word.strip() for word in head.split("|"))
        quiz, made = Quiz.objects.get_or_create(pk=uuid5(NAMESPACE_URL, f"quiz/{lesson}"), defaults={"title": title})
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
    row.options = json.dumps([_option(f"{key}/{n}", line) for n, line in enumerate(options)], ensure_ascii=False)
    row.full_clean()
    row.save()
    return row


def _option(key: str, line: str) -> dict[str, Any]:
    zh, en, why_zh, why_en, law = (word.strip() for word in line[2:].split("|"))
    code, _space, article = law.partition(" ")
    value = {
        "text_zh": zh, "text_en": en, "right": line.startswith("+"), "why_zh": why_zh, "why_en": why_en,
        "law": code, "article": int(article) if article else None,
    }
    return {"type": "option", "value": value, "id": str(uuid5(NAMESPACE_URL, f"option/{key}"))}
