"""Two long ways through the pages, as people go them: one who is accompanied to the end, and one who is under 18.

Every step is a page or a button of one; the services are asked only what became of it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from counseling.hotline.models import Call, HandOver
from counseling.interventions.models import Appointment, CareEntry, Referral
from counseling.minors.models import Approval
from counseling.programmes.models import SignUp
from counseling.programmes.services import gathering
from counseling.screening.enums import FlagState, Level
from counseling.screening.models import Flag, Response, Screening
from mediation.common import clock
from mediation.common.actor import ANONYMOUS, Actor
from tests.cast import County, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
Browser = Callable[..., Client]


def local(moment: Any) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}"


def went(answer: Any, *, to: str = "") -> None:
    """The form was taken."""
    wrong = re.findall(r'class="error"[^>]*>([^<]+)', answer.content.decode()) if answer.status_code == 422 else ""
    assert answer.status_code == 302, (answer.status_code, wrong)
    assert to in answer.headers["Location"]


def test_from_the_flag_to_the_closing_on_both_counts(
    red: Flag, on_call: Actor, counsellor: Actor, deputy: Actor, mediator: Actor, client_of: Browser
) -> None:
    first, second = client_of(counsellor), client_of(deputy)
    page = f"/care/people/{red.subject}/"

    # somebody on call takes it, and hands it to a colleague; nobody else finds the page
    assert client_of(mediator).get(page).status_code == 404
    assert first.get("/care/").status_code == 200
    first.post(f"{page}contact/")
    blank = first.post(f"{page}referral/", {"receiver": "colleague", "basis": "agreed", "situation": "", "request": ""})
    assert blank.status_code == 422
    went(first.post(f"{page}referral/", {
        "receiver": "colleague", "to_user": user_of(deputy).pk, "basis": "agreed", "situation": "我明天出差。", "request": "请接着陪。",
    }))
    sent = Referral.objects.get()
    way = f"/care/referrals/{sent.pk}/"
    assert first.post(f"{way}acknowledge/").status_code == 404  # only the receiver
    assert "我明天出差" not in second.get(way).content.decode()
    went(second.post(f"{way}acknowledge/"))
    assert "我明天出差" in second.get(way).content.decode()
    went(second.post(f"{way}accept/"))
    red.refresh_from_db()
    assert red.acknowledged_by == user_of(deputy)

    # a talk is agreed on and held, its note is locked
    at = clock.now() + timedelta(days=1)
    went(second.post(f"{page}talk/", {"way": "phone", "starts_at": local(at), "minutes": 40}), to="/care/agenda/")
    talk = Appointment.objects.get()
    note = {"way": "phone", "held_at": local(at), "minutes": 40, "risk": "same", "data": "夜里睡得着了。", "assessment": "平稳。"}
    with clock.told(at + timedelta(hours=1)):
        second.post(f"{page}open/")
        went(second.post(f"{page}notes/?form=dap&talk={talk.pk}", note))
        written = CareEntry.objects.get(kind="note")
        with pytest.raises(TypeError):
            written.save()
        went(second.post(f"{page}notes/{written.pk}/add/", {"text": "补一句：姐姐也在。"}))
        assert "补一句" in second.get(f"{page}notes/").content.decode()
        talk.refresh_from_db()
        assert talk.state == "held"

        # not while it is red; the lowering counts only with another name under it; then on both counts
        ending = {
            "outcome": "better", "heart": "rest", "evidence": "睡眠恢复了，家里也安稳。", "view": "agrees",
            "look_in_on": str(clock.today() + timedelta(days=30)),
        }
        assert second.post(f"{page}closing/", ending).status_code == 422
        went(second.post(f"{page}rating/", {"level": "blue", "behaviour": "", "reason": "谈过之后平稳，没有危险。"}))
        assert Flag.objects.get().level == Level.RED
        rating = CareEntry.objects.get(kind="rating")
        second.post(f"{page}rating/{rating.pk}/second/", {"agreed": "yes"})
        assert Flag.objects.get().level == Level.RED  # not by the same person
        first.post(f"{page}rating/{rating.pk}/second/", {"agreed": "yes"})
        assert Flag.objects.get().level == Level.RED  # nor by somebody who has not read since
        first.post(f"{page}open/")
        first.post(f"{page}rating/{rating.pk}/second/", {"agreed": "yes"})
        assert Flag.objects.get().level == Level.BLUE
        assert second.post(f"{page}closing/", {**ending, "view": "go_on"}).status_code == 422
        assert second.post(f"{page}closing/", ending).status_code == 422  # the dispute is open: who goes on with it?
        went(second.post(f"{page}closing/", {**ending, "matter_words": "调解员接着处理排水，这边的陪伴可以结束。"}))
    assert Flag.objects.get().state == FlagState.CLOSED


def test_somebody_under_18_a_gathering_a_withdrawal_and_a_call(
    offered: Screening, party: Actor, counsellor: Actor, deputy: Actor, county: County, make_user: Any, client_of: Browser
) -> None:
    own, one, other = client_of(party), client_of(counsellor), client_of(deputy)
    me = f"/care/me/{offered.id}/"

    # the guardian consents, the young person says yes as well; the questions come only then
    went(own.post(f"{me}young/", {"age": "teen", "guardian": "here"}), to="guardian")
    assert own.post(f"{me}guardian/", {"name": "", "relation": "parent"}).status_code == 422
    went(own.post(f"{me}guardian/", {"name": "苗秀兰", "relation": "parent", "phone": "19912345600"}), to="young")
    went(one.post(f"/care/people/{Flag.objects.get().subject}/minor/consent/confirm/"))
    assert not Response.objects.exists()
    went(own.post(f"{me}alone/", {"choice": "alone"}))
    went(own.post(f"{me}consent/", {"choice": "agree"}), to="/q/1/")
    number = 1
    while Screening.objects.get().state == "begun" and number < 40:
        own.post(f"{me}q/{number}/", {"answer": "1"})
        number += 1
    flag = Flag.objects.get()

    # nobody opens it alone; a report holds everything else back
    page = f"/care/people/{flag.subject}/"
    one.post(f"{page}contact/")
    one.post(f"{page}open/")
    assert one.get(f"{page}notes/").status_code == 302
    assert "苗秀兰" in one.get(f"{page}minor/").content.decode()
    assert one.post(f"{page}minor/ask/", {"reason": "x"}).status_code == 422
    went(one.post(f"{page}minor/ask/", {"reason": "要接着陪这位同学谈，需要看前面的记录。"}))
    asked = Approval.objects.get()
    assert one.post(f"/care/minors/{asked.pk}/", {"choice": "yes"}).status_code == 404  # not on an own request
    went(other.post(f"/care/minors/{asked.pk}/", {"choice": "yes"}))
    one.post(f"{page}open/")
    assert one.get(f"{page}notes/").status_code == 200
    went(one.post(f"{page}minor/report/"))
    plan = {"kind": "support", "alone": "散步", "review_on": str(clock.today() + timedelta(days=7))}
    assert one.post(f"{page}plan/", plan).status_code != 302 or not CareEntry.objects.filter(kind="plan").exists()
    told = {"station": "桥东派出所", "number": "回执七号", "at": local(clock.now() - timedelta(minutes=1))}
    assert one.post(f"{page}minor/receipt/", {**told, "number": ""}).status_code == 422
    went(one.post(f"{page}minor/receipt/", told))
    went(one.post(f"{page}plan/", plan))
    assert CareEntry.objects.filter(kind="plan").count() == 1

    # the young person takes it back in the ledger
    went(own.post(f"{me}withdraw/", {"sure": "yes"}))
    assert Screening.objects.get().state == "withdrawn"
    assert own.get("/care/me/ledger/").status_code == 200

    _gathering(counsellor, county, client_of)
    _call(counsellor, county, make_user, one, client_of)


def _gathering(counsellor: Actor, county: County, client_of: Browser) -> None:
    """By the link on a wall, without an account; pressed twice it is one place; the last place goes once."""
    start = clock.now() + timedelta(days=2)
    plan = gathering.Plan("salon", "茶话会", "", "", "二楼", start, start + timedelta(hours=1), 1, True, None, None)
    row = gathering.plan_gathering(
        actor=counsellor, user=user_of(counsellor), area=county.area, plan=plan, press=uuid.uuid4()
    )
    guest, late = client_of(ANONYMOUS), client_of(ANONYMOUS)
    form = {"name": "阿兰", "phone": "", "press": "5f0e4a51-9a55-4a8e-8f1c-0a010b0f8f4e"}
    for browser in (guest, late):
        assert browser.get(f"/g/{row.token}/").status_code == 200
    for _press in range(2):
        went(guest.post(f"/g/{row.token}/", form), to="/g/mine/")
    went(late.post(f"/g/{row.token}/", {"name": "阿强", "phone": ""}), to="/g/mine/")
    assert sorted(SignUp.objects.values_list("state", flat=True)) == ["confirmed", "waiting"]


def _call(counsellor: Actor, county: County, make_user: Any, one: Client, client_of: Browser) -> None:
    """A volunteer hands a call to whoever is on call, and cannot end a red one before."""
    from counseling.hotline.services import volunteers

    volunteer = make_user("volunteer", "volunteer", county.area, name="白露")
    volunteers.decide(actor=counsellor, user=user_of(counsellor), volunteer=user_of(volunteer), rights=["take"], until=None)
    desk = client_of(volunteer)
    went(desk.post("/care/hotline/take/", {"press": "9a554a8e-8f1c-4a01-8b0f-8f4e5f0e4a51"}), to="/care/hotline/calls/")
    call = Call.objects.get()
    said = {"level": "red", "safe": "yes", "words": "他在门外等着。", "age": "adult", "topic": "violence"}
    ended = desk.post(f"/care/hotline/calls/{call.pk}/", {**said, "then": "end", "outcome": "talked"})
    assert ended.status_code == 422
    assert "他在门外等着" in ended.content.decode()  # nothing typed is lost
    went(desk.post(f"/care/hotline/calls/{call.pk}/", {**said, "then": "hand_over"}))
    waiting = HandOver.objects.get()
    assert "他在门外等着" not in one.get(f"/care/hotline/handovers/{waiting.pk}/").content.decode()
    went(one.post(f"/care/hotline/handovers/{waiting.pk}/"), to=f"/care/hotline/calls/{call.pk}/")
    assert "他在门外等着" in one.get(f"/care/hotline/calls/{call.pk}/").content.decode()
    went(desk.post(f"/care/hotline/calls/{call.pk}/", {**said, "then": "end", "outcome": "taken"}))
