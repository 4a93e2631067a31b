"""Hidden controls go; whatever can be seen, and every emoji, stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from mediation.casework.models import Case
from mediation.common.text import clean
from mediation.web.typed import cleaned

HIDING = ["\x00", "\x1b", "\x85", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200b", "\ufeff"]


@pytest.mark.parametrize("sign", HIDING)
def test_what_hides_is_taken_out(sign: str) -> None:
    assert clean(f"赵{sign}奶奶") == "赵奶奶"


@pytest.mark.parametrize(
    "typed",
    ["赵奶奶\n第二行\t3，000 元", "👩‍👩‍👧‍👦 ❤️ 👍🏽 🇨🇳",
     "\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F",
     "ئۇيغۇرچە\u200cخەت\u200f",
     "བོད་ཡིག", "𠮷野家", "", "  ", "\u3000"],
)
def test_what_can_be_seen_is_untouched(typed: str) -> None:
    assert clean(typed) == typed


def test_half_a_character_is_shown_as_missing_and_nothing_visible_is_nothing() -> None:
    assert clean("好\ud83d") == "好\ufffd"
    assert clean("好😀") == "好😀"
    assert clean("\u200d\u200e\u00ad") == ""
    assert clean("a\U000E0041b") == "ab"


def test_a_password_stays_as_it_is() -> None:
    given = QueryDict("password=a%E2%80%AEb&name=a%E2%80%AEb&other=c")
    assert cleaned(given).dict() == {"password": "a\u202eb", "name": "ab", "other": "c"}
    clean_already = QueryDict("name=ab")
    assert cleaned(clean_already) is clean_already


@pytest.mark.django_db
def test_a_name_is_stored_as_it_reads(gridworker: Any, county: Any, client_of: Any) -> None:
    form = {"area": str(county.grid.public_id), "kind": "neighbour", "story": "路灯\u202e直射", "name": "赵\u2067奶奶😀", "willing": "on"}
    client = client_of(gridworker)
    assert client.post("/desk/register/", form).status_code == 302
    assert [p.person.name for p in Case.objects.get().parties.all()] == ["赵奶奶😀"]
    nobody = client.post("/desk/register/", {**form, "name": "\u202e \u200d"})
    assert nobody.status_code == 422
