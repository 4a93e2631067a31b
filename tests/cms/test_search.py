"""Chinese full-text search: two-character words are found, on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command

from cms import segmentation

pytestmark = pytest.mark.django_db


def titles(client: Any, words: str, language: str = "zh-hans") -> list[str]:
    page = client.get(f"/{language}/search/", {"q": words})
    assert page.status_code == 200
    return [found.title for found in page.context["page"]]


@pytest.mark.parametrize("words", ["漏水", "卫生间", "间漏", "怎么办"])
def test_a_word_of_two_characters_is_found_wherever_it_stands(site: Any, client: Any, words: str) -> None:
    call_command("update_index", verbosity=0)

    assert titles(client, words) == ["卫生间漏水怎么办"]


def test_words_inside_blocks_and_articles_are_found(site: Any, client: Any) -> None:
    call_command("update_index", verbosity=0)

    assert titles(client, "灯光") == ["夜里那盏灯"]
    assert titles(client, "拒绝") == ["人民调解法"]


def test_what_is_not_said_is_not_found(site: Any, client: Any) -> None:
    call_command("update_index", verbosity=0)

    assert titles(client, "电梯") == []
    assert titles(client, "水漏") == []


def test_each_language_finds_its_own_pages(site: Any, client: Any) -> None:
    call_command("update_index", verbosity=0)

    assert titles(client, "bathroom", "en") == ["When the bathroom leaks"]
    assert titles(client, "bathroom") == []


@pytest.mark.parametrize("words", ["", "  ", '"', "' OR 1=1 --", "漏水*", "a" * 500, "NEAR(", "水 -水"])
def test_any_input_gets_a_page(site: Any, client: Any, words: str) -> None:
    titles(client, words)


def test_a_page_taken_down_is_no_longer_found(site: Any, client: Any) -> None:
    call_command("update_index", verbosity=0)

    site["advice"].unpublish()

    assert titles(client, "漏水") == []


def test_the_case_library_filters_and_searches(site: Any, client: Any) -> None:
    call_command("update_index", verbosity=0)

    def shown(**asked: str) -> list[str]:
        return [study.title for study in client.get("/zh-hans/cases/", asked).context["studies"]]

    assert shown() == ["夜里那盏灯"]
    assert shown(q="灯光") == ["夜里那盏灯"]
    assert shown(q="灯光", field="labour") == []
    assert shown(field="nonsense") == ["夜里那盏灯"]


def test_segmenting_is_the_same_in_every_thread() -> None:
    with ThreadPoolExecutor(8) as threads:
        said = set(threads.map(lambda _: segmentation.for_index("邻里纠纷") + "|" + segmentation.for_query("邻里纠纷 A座"), range(200)))

    assert said == {" 邻 里 纠 纷 邻里 里纠 纠纷 |邻里 里纠 纠纷 A 座"}


def test_the_stock_indexer_is_left_as_it_is(site: Any) -> None:
    """Nothing is swapped in a module: another backend in the same process keeps indexing plain text."""
    from django.db import connection

    if connection.vendor == "sqlite":
        from modelsearch.backends.database.sqlite.sqlite import ObjectIndexer
    else:
        from modelsearch.backends.database.postgres.postgres import ObjectIndexer
    from wagtail.search.backends import get_search_backend

    assert ObjectIndexer(site["advice"], get_search_backend()).prepare_value("漏水") == "漏水"
