"""A site from the first minute: two languages, a home page in each, and the shelves below them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.models import HomePage, LawIndexPage

LANGUAGES = ("zh-hans", "en")
NAMES = {"zh-hans": "心桥", "en": "Xinqiao"}
LAW = {"zh-hans": "法律依据", "en": "The law"}


def after_migrate(**options: Any) -> None:
    """Only on a database that has no home page yet, and never while going back to an earlier state."""
    if options.get("plan") and not any(backwards for _migration, backwards in options["plan"]):
        lay()


@transaction.atomic
def lay() -> HomePage:
    """The home page in Chinese. Makes what is missing, changes nothing that is there."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
    home: HomePage | None = HomePage.objects.filter(locale=locales["zh-hans"], depth=2).first()
    if home is None:
        root = Page.get_first_root_node()
        if root is None:
            root = Page.add_root(title="Root", slug="root", locale=locales["zh-hans"])
        Page.objects.filter(depth=2, slug="home").exclude(pk__in=HomePage.objects.values("pk")).delete()
        root.refresh_from_db()
        home = HomePage(title=NAMES["zh-hans"], slug="home", locale=locales["zh-hans"])
        root.add_child(instance=home)
    translated(home, title=NAMES["en"])
    site = {"hostname": "localhost", "root_page": home, "site_name": NAMES["zh-hans"]}
    Site.objects.update_or_create(is_default_site=True, defaults=site)
    child(home, LawIndexPage, "law", LAW)
    return home


def child(parent: Any, model: Any, slug: str, titles: dict[str, str], fields: dict[str, dict[str, Any]] | None = None) -> Any:
    """The page below `parent` (Chinese tree) with this slug, made in both languages if it is not there."""
    page = model.objects.child_of(parent).filter(slug=slug).first()
    texts = fields or {}
    if page is None:
        page = parent.add_child(
            instance=model(title=titles["zh-hans"], slug=slug, locale=parent.locale, **texts.get("zh-hans", {}))
        )
        page.save_revision().publish()
        parent.refresh_from_db()
    translated(page, title=titles["en"], **texts.get("en", {}))
    return page


def translated(page: Any, **fields: Any) -> Any:
    """The English page of a Chinese one, made and published if it is not there."""
    english = Locale.objects.get(language_code="en")
    other = page.get_translation_or_none(english)
    if other is None:
        other = page.copy_for_translation(english, copy_parents=False)
        for name, value in fields.items():
            setattr(other, name, value)
        other.slug, other.live = page.slug if page.depth > 2 else other.slug, True
        other.save()
        other.save_revision().publish()
    return other
