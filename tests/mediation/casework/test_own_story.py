"""A party reads again what it told; nobody else on either side gets the page."""

from __future__ import annotations

from typing import Any

import pytest

from mediation.accounts.selectors import actor_of_guest
from mediation.accounts.services import issue_code
from mediation.casework.models import Case
from mediation.casework.policies import cases
from mediation.casework.services import reading
from mediation.common.actor import system
from mediation.common.errors import NotFound
from tests.cast import client_of, make_guest
from tests.mediation.casework.conftest import STORY, WISH, Told

pytestmark = pytest.mark.django_db


def other_side(told: Told) -> Any:
    """The other side with a code of its own."""
    return actor_of_guest(issue_code(actor=system("tests"), name="陈大山", subject=told.respondent.subject).access)


def test_the_own_words_stand_on_a_page_reached_from_the_case(told: Told) -> None:
    phone, url = client_of(told.applicant), f"/c/case/{told.case.pk}/told/"

    assert url in phone.get(f"/c/case/{told.case.pk}/").content.decode()
    page = phone.get(url)

    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert STORY in page.content.decode()
    assert WISH in page.content.decode()


def test_for_everybody_else_there_is_no_such_page(
    told: Told, taken: Told, mediator: Any, supervisor: Any, outsider: Any, counsellor: Any
) -> None:
    url = f"/c/case/{told.case.pk}/told/"
    respondent = other_side(told)

    for actor in (respondent, make_guest("陌生人"), mediator, supervisor, outsider, counsellor):
        answer = client_of(actor).get(url)
        assert answer.status_code == 404
        assert STORY not in answer.content.decode()
        with pytest.raises(NotFound):
            reading.own_story_of(actor=actor, case=told.case)
    seen = client_of(respondent).get(f"/c/case/{told.case.pk}/").content.decode()
    assert url not in seen
    assert STORY not in seen


def test_a_report_somebody_else_wrote_down_is_nobodys_own(told: Told) -> None:
    Case.objects.filter(pk=told.case.pk).update(told_by=None)

    assert not cases.can(told.applicant, "told", told.case)
    assert client_of(told.applicant).get(f"/c/case/{told.case.pk}/told/").status_code == 404
