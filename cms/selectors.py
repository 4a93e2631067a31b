"""Reading pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q
from wagtail.models import Locale, Page, get_page_models

from cms.blocks import cited

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Cited:
    """An article as it stands in a margin."""

    article: Any
    law: Any
    url: str


def articles(keys: set[Key], language: str) -> dict[Key, Cited]:
    """The articles cited, in the reader's language; what is not on the shelf is left out. One query."""
    if not keys:
        return {}
    wanted = Q()
    for code, number in keys:
        wanted |= Q(page__code=code, number=number)
    rows = apps.get_model("cms", "LawArticle").objects.filter(wanted, page__live=True, page__locale__language_code=language)
    return {
        (row.page.code, row.number): Cited(row, row.page, f"/{language}/law/{row.page.slug}/#{row.anchor}")
        for row in rows.select_related("page")
    }


def margin(body: Any, language: str) -> dict[Key, Cited]:
    """What stands in the margin of a page."""
    return articles(cited(body), language) if body else {}


def children(page: Any) -> list[Page]:
    """Live pages below, in the editors' order, as themselves."""
    return list(Page.objects.child_of(page).live().public().specific())


def public_results(words: str, language: str) -> Any:
    """Pages that say these words, best first; lessons are not among them, they belong to their course."""
    hidden = tuple(model for model in get_page_models() if not getattr(model, "public_reading", False))
    locale = Locale.objects.filter(language_code=language).first()  # the index knows the locale itself only
    rows = Page.objects.live().public().filter(locale=locale).not_exact_type(*hidden)
    return rows.specific().search(words)
