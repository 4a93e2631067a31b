"""Finding a case again: who finds which, by what, and what a senseless question answers."""

from __future__ import annotations

from typing import Any

import pytest

from mediation.casework.models import Case
from mediation.casework.selectors import find as found_by
from mediation.casework.selectors.find import find
from mediation.common.errors import Invalid

pytestmark = pytest.mark.django_db
PLACE = "/desk/cases/find/"


def numbers(actor: Any, words: str) -> list[str]:
    return [case.number for case in find(actor, words).rows]


@pytest.fixture
def leak(taken: Any) -> Case:
    Case.objects.filter(pk=taken.case.pk).update(title="楼上漏水")
    return Case.objects.get(pk=taken.case.pk)


def test_by_number_by_name_by_title_and_by_several_words(leak: Case, mediator: Any, supervisor: Any) -> None:
    _, year, last = leak.number.split("-")
    for words in (
        leak.number,
        leak.number.lower(),
        f"{year}-{last}",
        f"{year}-",
        str(int(last)).zfill(2),
        "王小",
        "陈大山",
        "漏水",
        "漏水 王小梅",
        f"漏水 {leak.number}",
    ):
        assert numbers(mediator, words) == [leak.number], words
        assert numbers(supervisor, words) == [leak.number], words
    for words in ("漏水 李四", "小梅王", f"{year}-99999", "99999", "%%", "__"):
        assert numbers(mediator, words) == [], words


def test_nobody_finds_what_they_may_not_read(leak: Case, other_mediator: Any, outsider: Any, gridworker: Any, client_of: Any) -> None:
    assert numbers(other_mediator, leak.number) == numbers(other_mediator, "漏水") == numbers(other_mediator, "王小梅") == []
    assert numbers(outsider, "漏水") == []
    answer = client_of(other_mediator).post(PLACE, {"words": "王小梅"})
    assert answer.status_code == 200 and leak.number not in answer.content.decode()
    for actor in (outsider, gridworker):
        assert client_of(actor).get(PLACE).status_code == client_of(actor).post(PLACE, {"words": "漏水"}).status_code == 404


def test_a_case_that_only_waits_is_not_found_by_who_may_claim_it(told: Any, mediator: Any) -> None:
    """In the pool nobody reads names, so nobody finds by them."""
    assert numbers(mediator, "王小梅") == numbers(mediator, told.case.number) == []


def test_too_little_or_too_much_is_said_and_what_was_typed_stays(leak: Case, mediator: Any, client_of: Any) -> None:
    for words in ("", "   ", "王", "王 漏水"):
        with pytest.raises(Invalid):
            find(mediator, words)
    answer = client_of(mediator).post(PLACE, {"words": "王"})
    assert answer.status_code == 422 and 'value="王"' in answer.content.decode() and 'role="alert"' in answer.content.decode()
    assert client_of(mediator).post(PLACE, {"words": "漏" * 81}).status_code == 422
    assert client_of(mediator).get(PLACE, {"words": "漏水"}).content.decode().count(leak.number) == 0, "words do not come by address"


def test_more_than_a_page_is_said(tell: Any, supervisor: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found_by, "MOST", 2)
    for _ in range(3):
        tell()
    found = find(supervisor, "王小梅")
    assert len(found.rows) == 2 and found.more
    assert not find(supervisor, "王小梅 陈大山 没有").rows


def test_the_pool_and_the_own_cases_come_by_pages(tell: Any, mediator: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from mediation.casework.services.claim import claim
    from mediation.casework.views import desk

    monkeypatch.setattr(desk, "PAGE", 2)
    for told in [tell() for _ in range(6)][:3]:
        claim(actor=mediator, case=told.case)
    browser = client_of(mediator)
    seen = [browser.get("/desk/pool/", {"page": n}).content.decode().count('class="offer"') for n in (1, 2, 9)]
    assert seen == [2, 1, 1], "a page beyond the last is the last"
    assert "1 / 2" in browser.get("/desk/cases/?all=1").content.decode()
    assert browser.get("/desk/pool/?few=1", headers={"HX-Request": "true"}).content.decode().count('class="offer"') == 3
