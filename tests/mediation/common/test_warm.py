"""No form of the care pages answers in Django's own cold words, in either language."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.utils import translation

import counseling
from mediation.common.warm import WarmForm

COLD = ("required", "valid choice", "Enter a", "Ensure this", "字段", "选择一个有效", "输入一个有效", "确保该", "必填项", "有效的选项")


class Every(WarmForm):
    words = forms.CharField(max_length=3)
    one = forms.ChoiceField(choices=[("a", "A")])
    some = forms.MultipleChoiceField(choices=[("a", "A")])
    day = forms.DateField()
    moment = forms.DateTimeField()
    hour = forms.TimeField()
    number = forms.IntegerField(min_value=1, max_value=9)
    sure = forms.BooleanField()
    file = forms.FileField()
    page = forms.UUIDField()
    own = forms.CharField(error_messages={"required": "our own"}, max_length=9)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("sent", [
    {},
    {"words": "much too long", "one": "z", "some": ["z"], "day": "31.31", "moment": "later", "hour": "x", "number": "many", "page": "x"},
    {"words": "\x00", "number": "99", "day": "2026-02-31"}, {"number": "0"},
])
def test_every_kind_of_field_says_what_to_do(language: str, sent: dict[str, object]) -> None:
    with translation.override(language):
        told = {name: [str(e) for e in errors] for name, errors in Every(sent).errors.items()}

    assert told["own"] == ["our own"]
    for name, words in told.items():
        assert not any(cold in line for line in words for cold in COLD), (name, words)
        assert "%(" not in str(words)


def forms_of_care() -> Iterator[type[forms.Form]]:
    for found in pkgutil.walk_packages(counseling.__path__, "counseling."):
        if ".migrations" in found.name or ".management" in found.name:
            continue
        module = importlib.import_module(found.name)
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, forms.BaseForm) and thing.__module__ == found.name:
                yield thing


def test_every_form_of_the_care_pages_is_a_warm_one() -> None:
    listed = list(forms_of_care())

    assert len(listed) > 40
    assert [f.__qualname__ for f in listed if not issubclass(f, WarmForm)] == []
