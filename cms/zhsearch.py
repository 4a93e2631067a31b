"""Wagtail's database search, able to read Chinese. Set as `WAGTAILSEARCH_BACKENDS["default"]["BACKEND"]`.

Works on SQLite (FTS5) and PostgreSQL (tsvector) alike: objects are handed to the stock index behind a wrapper whose
fields answer with segmented text, and queries are segmented the same way. Nothing is shared between threads.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from django.db import connection
from modelsearch.index import BaseField, RelatedFields
from modelsearch.query import And, Boost, Fuzzy, Not, Or, Phrase, PlainText

from cms import segmentation

if connection.vendor == "postgresql":
    from modelsearch.backends.database.postgres.postgres import PostgresIndex as StockIndex
    from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend as StockBackend
else:
    from modelsearch.backends.database.sqlite.sqlite import SQLiteIndex as StockIndex
    from modelsearch.backends.database.sqlite.sqlite import SQLiteSearchBackend as StockBackend


def segmented(value: Any) -> Any:
    """A field's value with every piece of text in it segmented."""
    if isinstance(value, str):
        return segmentation.for_index(value)
    if isinstance(value, list | tuple):
        return [segmented(item) for item in value]
    if isinstance(value, dict):
        return {key: segmented(item) for key, item in value.items()}
    return value


def _reading(field: Any) -> Any:
    """A copy of an index field that answers with segmented text."""
    other = copy.copy(field)
    if isinstance(field, RelatedFields):
        other.fields = [_reading(inner) for inner in field.fields]
        other.get_value = lambda obj: field.get_value(_plain(obj))
    elif isinstance(field, BaseField):
        other.get_value = lambda obj: segmented(field.get_value(_plain(obj)))
    return other


def _plain(obj: Any) -> Any:
    return obj.plain if isinstance(obj, Segmented) else obj


class Segmented:
    """What the stock indexer sees of an object: its key and its fields, read through segmentation."""

    def __init__(self, plain: Any) -> None:
        self.plain = plain
        self.pk = plain.pk

    def get_search_fields(self) -> list[Any]:
        return [_reading(field) for field in self.plain.get_search_fields()]


class ChineseIndex(StockIndex):  # type: ignore[misc]
    def add_items(self, model: Any, objs: Iterable[Any]) -> Any:
        return super().add_items(model, [Segmented(obj) for obj in objs])


def readable(query: Any) -> Any:
    """The same query with its words segmented."""
    if isinstance(query, str):
        return segmentation.for_query(query)
    if isinstance(query, PlainText):
        return PlainText(segmentation.for_query(query.query_string), operator=query.operator, boost=query.boost)
    if isinstance(query, Phrase):
        return PlainText(segmentation.for_query(query.query_string))  # overlapping pairs nearly keep the order
    if isinstance(query, Fuzzy):
        return Fuzzy(segmentation.for_query(query.query_string), operator=query.operator)
    if isinstance(query, And | Or):
        return type(query)([readable(part) for part in query.subqueries])
    if isinstance(query, Not):
        return Not(readable(query.subquery))
    if isinstance(query, Boost):
        return Boost(readable(query.subquery), query.boost)
    return query


class SearchBackend(StockBackend):  # type: ignore[misc]
    index_class = ChineseIndex

    def _search(self, compiler: Any, query: Any, rows: Any, **options: Any) -> Any:
        asked = readable(query)
        empty = isinstance(asked, PlainText | Fuzzy) and not asked.query_string  # nothing but marks was typed
        return super()._search(compiler, "" if empty else asked, rows, **options)
