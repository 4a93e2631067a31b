"""Wagtail's own pages keep Wagtail's own words where ours mean something else."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import gettext, pgettext


@pytest.mark.parametrize(("word", "theirs"), [("Documents", "文档"), ("documents", "文档"), ("document", "文档"), ("Help", "帮助")])
def test_the_editors_pages_read_as_wagtail_wrote_them(word: str, theirs: str) -> None:
    with translation.override("zh-hans"):
        assert gettext(word) == theirs


def test_our_own_meaning_stands_in_a_context() -> None:
    with translation.override("zh-hans"):
        assert pgettext("official papers", "Documents") == "文书"
        assert pgettext("the mediator", "Help") == "帮一把"
