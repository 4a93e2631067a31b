"""What goes wrong at the person's own page: said in their language, nothing kept that should not be, nothing asked twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from counseling.screening import services
from counseling.screening.models import Flag, Response, Screening
from counseling.screening.selectors import screening as reading
from counseling.screening.services import offers
from mediation.common.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
BOTH = pytest.mark.parametrize("language", ["zh-hans", "en"])


@pytest.fixture
def browser(client_of: Callable[..., Client]) -> Callable[[Actor, str], Client]:
    def come(actor: Actor, language: str) -> Client:
        client = client_of(actor, raise_request_exception=False)
        client.cookies["django_language"] = language
        return client

    return come


def page(row: Screening, number: int = 1) -> str:
    return f"/care/me/{row.id}/q/{number}/"


@BOTH
def test_an_answer_no_option_has(begun: Screening, party: Actor, browser: Any, language: str) -> None:
    for wrong in ("7", "-1", "two", ""):
        answer = browser(party, language).post(page(begun), {"answer": wrong})

        assert answer.status_code == 422
        words = {"zh-hans": "请选一个", "en": "Please choose one"}[language]
        assert words in answer.content.decode()
    assert not Response.objects.exists()


@BOTH
def test_questions_that_were_renewed_since_the_person_began(begun: Screening, party: Actor, browser: Any, language: str) -> None:
    services.answer(actor=party, screening=begun, number=1, value=1)
    older = {code: {**told, "digest": "0" * 64} for code, told in begun.packages.items()}
    Screening.objects.filter(pk=begun.pk).update(packages=older)

    answer = browser(party, language).post(page(begun, 2), {"answer": "1"})

    assert answer.status_code == 409
    assert {"zh-hans": "更新", "en": "were renewed since you began"}[language] in answer.content.decode()
    assert Response.objects.count() == 2  # kept, as the page says


def test_another_persons_link_looks_like_none(begun: Screening, party: Actor, other_party: Actor, browser: Any) -> None:
    theirs = browser(other_party, "en")

    for address in (page(begun), f"/care/me/{begun.id}/", f"/care/me/{begun.id}/done/", f"/care/me/{uuid.uuid4()}/q/1/"):
        seen, sent = theirs.get(address), theirs.post(address, {"answer": "1"})
        assert (seen.status_code, sent.status_code) in {(404, 404), (404, 405)}
    assert not Response.objects.exists()


def test_a_form_sent_twice_is_one_answer_and_one_call(begun: Screening, party: Actor, browser: Any) -> None:
    client = browser(party, "zh-hans")
    last = len(reading.flow(begun))
    for number in range(1, last):
        client.post(page(begun, number), {"answer": "0"})

    first, second = (client.post(page(begun, last), {"answer": "2"}) for _press in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Response.objects.count() == last
    assert Flag.objects.filter(subject=party.subject).count() == 1


def test_where_no_official_words_exist_a_talk_is_offered(
    on_call: Actor, party: Actor, case_ref: uuid.UUID, county: Any, browser: Any
) -> None:
    row = offers.offer(
        actor=party, subject=uuid.UUID(party.subject), case_ref=case_ref, area_path=county.village.path, bundle="petition"
    )
    services.consent(actor=party, screening=row, language="zh-hans")
    row.refresh_from_db()
    talk = next(n for n, q in enumerate(reading.flow(row), 1) if q.is_interview)
    for number in range(1, talk):
        services.answer(actor=party, screening=row, number=number, value=0)

    words = browser(party, "zh-hans").get(page(row, talk)).content.decode()

    assert "没有" in words
    assert "心理服务人员" in words
    assert "During the past 30 days" not in words  # the English form is not read out to somebody who chose Chinese
