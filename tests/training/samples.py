"""One question of each kind, in both languages."""

from __future__ import annotations

from typing import Any

from training.assessment.exchange import entry as made
from training.assessment.exchange.gift import true_false


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh-hans": zh, "en": en}


def option(n: int, zh: str, en: str, worth: str, law: list[Any] | None = None) -> dict[str, Any]:
    return made.option(n, both(zh, en), worth, both(f"因为{n}：<b>", f"because {n} {{~=#}}"), law)


def samples() -> dict[str, dict[str, Any]]:
    stem, why = both("题目～{a} = 1\n第二行", "A question ~{a} = 1 # \\ :\nsecond line"), both("总的说明", "In general")
    kind = made.Kind
    return {
        "single": made.content(
            kind.SINGLE, stem, why, options=[option(0, "甲", "one", "0", ["people-mediation-law", 4]), option(1, "乙", "two", "100")]
        ),
        "multiple": made.content(
            kind.MULTIPLE, stem, why, options=[option(n, f"项{n}", f"item {n}", "100" if n < 3 else "0") for n in range(4)]
        ),
        "true-false": made.content(kind.TRUE_FALSE, stem, why, options=true_false(False, both("对的原因", "why"), both("错在", "no"))),
        "judgement": made.content(
            kind.JUDGEMENT,
            stem,
            why,
            options=[option(0, "最好", "best", "100"), option(1, "尚可", "fair", "33.33333"), option(2, "不好", "poor", "0")],
        ),
        "matching": made.content(
            kind.MATCHING,
            stem,
            why,
            pairs=[
                made.pair(0, both("左一", "left 1"), both("右一", "right 1")),
                made.pair(1, both("左二", "left 2"), both("右二", "right 2")),
            ],
            extras=[{"to": made.key("to", 2, both("多余", "extra")), "right": both("多余", "extra")}],
        ),
        "ordering": made.content(
            kind.ORDERING,
            stem,
            why,
            steps=[{"id": made.key("step", n, both(f"步{n}", f"step {n}")), "text": both(f"步{n}", f"step {n}")} for n in range(3)],
        ),
        "short": made.content(
            kind.SHORT,
            stem,
            why,
            accepted=[
                {"text": "三十天*", "tolerance": "", "worth": "100", "why": both("是", "yes")},
                {"text": "一个月", "tolerance": "", "worth": "50", "why": {}},
            ],
        ),
        "numeric": made.content(
            kind.NUMERIC, stem, why, accepted=[{"text": "30", "tolerance": "0.5", "worth": "100", "why": both("是", "yes")}]
        ),
        "cloze": made.content(
            kind.CLOZE,
            both("自生效之日起[[1]]日内，[[2]]申请。", "Within [[1]] days, apply [[2]]."),
            why,
            gaps=[
                {"id": "1", "kind": "numeric", "answers": [{"text": both("30", "30"), "tolerance": "0", "worth": "100"}]},
                {
                    "id": "2",
                    "kind": "choice",
                    "answers": [
                        {"text": both("共同", "together"), "tolerance": "", "worth": "100"},
                        {"text": both("单方", "alone"), "tolerance": "", "worth": "0"},
                    ],
                },
            ],
        ),
    }
