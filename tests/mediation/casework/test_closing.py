"""Closing says the true reason why it cannot be done yet, and offers no button for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from mediation.casework.models import Case
from mediation.casework.services import closing
from tests.cast import client_of
from tests.mediation.casework import agreement_play as stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def play(county: Any, mediator: Any, supervisor: Any, party: Any, other_party: Any) -> stage.Play:
    return stage.make_case(county, mediator, supervisor, party, other_party)


def why(play: stage.Play) -> str:
    found = closing.obstacle(Case.objects.get(pk=play.case.pk))
    return found.code if found else ""


def test_the_reason_follows_the_agreement(play: stage.Play) -> None:
    assert why(play) == "not-over"
    stage.signed_by_all(play)
    assert why(play) == "not-sealed"
    Case.objects.filter(pk=play.case.pk).update(state="closed")
    assert why(play) == "closed"


def test_the_page_gives_the_reason_and_no_button_and_keeps_what_was_typed(play: stage.Play, outsider: Any) -> None:
    stage.signed_by_all(play)
    path = f"/desk/cases/{play.case.pk}/closing/"
    desk = client_of(play.mediator)
    with translation.override("zh-hans"):
        shown = desk.get(path)
        sent = desk.post(path, {"matter_settled": "yes", "words": "两家和好了"})
    assert (shown.status_code, sent.status_code) == (200, 409)
    for page in (shown, sent):
        text = page.content.decode()
        assert "还没有盖调解委员会的章" in text
        assert "刚刚有人改动" not in text
        assert ">结案</button>" not in text.replace("\n", "")
    assert "两家和好了" in sent.content.decode()
    assert client_of(outsider).get(path).status_code == 404
