from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mediation.casework.models import CaseMessage, Objection, Party
from mediation.casework.policies import cases
from mediation.notifications.models import Notice

pytestmark = pytest.mark.django_db


def test_objection_frees_the_case_and_is_read_by_the_supervisor_alone(
    taken: Any, mediator: Any, mentor: Any, supervisor: Any, client_of: Any
) -> None:
    guest = client_of(taken.applicant)
    answer = guest.post(f"/c/case/{taken.case.id}/objection/", {"reason": "他是对方的表哥 canary-objection"})
    assert answer.status_code == 302
    taken.case.refresh_from_db()
    assert (taken.case.state, taken.case.mediator) == ("pool", None)
    assert not cases.can(mediator, "pool", taken.case)
    assert cases.can(mentor, "pool", taken.case)
    row = Objection.objects.get()
    assert client_of(mediator).get(f"/desk/objections/{row.id}/").status_code == 404
    assert "表哥" in client_of(supervisor).get(f"/desk/objections/{row.id}/").content.decode()
    assert Notice.objects.filter(recipient=supervisor.key, kind="casework.objection").exists()
    too_long = guest.post(f"/c/case/{taken.case.id}/objection/", {"reason": "长" * 501})
    assert too_long.status_code == 422


def test_withdraw_ends_it_once(taken: Any, client_of: Any) -> None:
    guest = client_of(taken.applicant)
    for _ in range(2):
        assert guest.post(f"/c/case/{taken.case.id}/withdraw/", {"why": "stop"}).status_code == 302
    taken.case.refresh_from_db()
    assert (taken.case.state, taken.case.ended_reason) == ("ended", "withdrawn")
    assert taken.case.events.filter(kind="ended").count() == 1


def test_rights_and_openness_are_recorded_once(taken: Any, client_of: Any) -> None:
    guest = client_of(taken.applicant)
    for _ in range(2):
        guest.post(f"/c/case/{taken.case.id}/rights/")
        guest.post(f"/c/case/{taken.case.id}/openness/", {"openness": "private"})
    me = Party.objects.get(pk=taken.party.pk)
    assert me.rights_read_at is not None
    assert me.openness == "private"
    assert taken.case.events.filter(kind="rights_read").count() == 1
    assert guest.post(f"/c/case/{taken.case.id}/openness/", {"openness": "loud"}).status_code == 422


def test_the_law_is_quoted_word_by_word(taken: Any, client_of: Any) -> None:
    page = client_of(taken.applicant).get(f"/c/case/{taken.case.id}/rights/", headers={"accept-language": "zh-hans"}).content.decode()
    for line in (
        "选择或者接受人民调解员；", "接受调解、拒绝调解或者要求终止调解；", "要求调解公开进行或者不公开进行；",
        "自主表达意愿、自愿达成调解协议。", "如实陈述纠纷事实；", "遵守调解现场秩序，尊重人民调解员；", "尊重对方当事人行使权利。",
    ):
        assert line in page


def test_messages_stay_between_one_party_and_the_mediator(taken: Any, mediator: Any, client_of: Any) -> None:
    guest, desk = client_of(taken.applicant), client_of(mediator)
    form = {"words": "明天有空 canary-words", "token": "same"}
    for _ in range(2):
        guest.post(f"/c/case/{taken.case.id}/messages/", form)
    assert CaseMessage.objects.count() == 1
    assert "canary-words" in desk.get(f"/desk/cases/{taken.case.id}/messages/").content.decode()
    desk.post(f"/desk/cases/{taken.case.id}/messages/", {"party": str(taken.respondent.id), "words": "只给对方", "token": "t2"})
    assert "只给对方" not in guest.get(f"/c/case/{taken.case.id}/messages/").content.decode()


def test_who_opened_my_file(taken: Any, mediator: Any, client_of: Any) -> None:
    desk = client_of(mediator)
    for _ in range(2):
        assert "canary-story" in desk.get(f"/desk/cases/{taken.case.id}/story/").content.decode()
    assert "13812340000" in desk.post(f"/desk/parties/{taken.party.id}/contact/").content.decode().replace("+86", "")
    page = client_of(taken.applicant).get(f"/c/case/{taken.case.id}/")
    assert [r.action for r in page.context["page"].readings] == ["people.read_phone", "casework.read_story"]
    assert {r.who for r in page.context["page"].readings} == {"林静"}


def test_a_new_secret_ends_the_old_session(taken: Any, client_of: Any) -> None:
    here, elsewhere = client_of(taken.applicant), client_of(taken.applicant)
    page = f"/c/case/{taken.case.id}/code/"
    secret = here.post(page, follow=True).context["secret"]
    assert len(secret) == 19
    for again in (here.get(page), here.post(page, follow=True)):  # loaded anew, pressed twice: what is written down holds
        assert secret in again.content.decode()
    assert here.get(f"/c/case/{taken.case.id}/").status_code == 200
    assert elsewhere.get(f"/c/case/{taken.case.id}/").status_code == 404
    locator = here.get(page).context["locator"]
    assert Client().post("/c/", {"locator": locator, "secret": secret}).status_code == 302
    here.post(page, {"noted": "yes"})
    assert secret not in here.get(page).content.decode()
    assert here.post(page, follow=True).context["secret"] != secret
