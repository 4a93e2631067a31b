"""Law is quoted word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediation.casework import enforcement

LAW = Path(enforcement.__file__).parents[1] / "demo" / "content" / "people-mediation-law.txt"


@pytest.mark.parametrize("name", [n for n in vars(enforcement) if n.startswith("ARTICLE_")])
def test_an_article_is_quoted_as_the_law_prints_it(name: str) -> None:
    article, _, words = str(getattr(enforcement, name)).removeprefix("人民调解法").partition("：")
    number = article.partition("条")[0] + "条"

    text = LAW.read_text(encoding="utf-8").partition(f"\n{number} ")[2].partition("\n第")[0]

    assert words in text.split("\n")
