"""A case conference carries the way to meet and nothing else: canaries in everything the other side must never read."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from counseling.interventions import services as interventions
from counseling.interventions.conferring import Coming, ConferenceState, ConferenceWay, ProcessPoint, Side
from counseling.interventions.enums import SittingAdvice
from counseling.interventions.models import Conference, ConferenceSeat, ProcessAdvice
from counseling.interventions.selectors import conference as reading
from counseling.interventions.services import conference as services
from counseling.interventions.services.advice import neutral
from counseling.screening.models import Flag
from mediation.audit.models import AuditEntry
from mediation.casework import ports as casework
from mediation.casework.models import Case
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.jobs import worker
from mediation.jobs.models import Job
from mediation.notifications.models import Notice
from tests.cast import client_of, user_of

pytestmark = pytest.mark.django_db
SECRET = "canary-preparation-7731"
DAY = timedelta(days=1)


def call(actor: Actor, case: Any, *others: Actor, **changes: Any) -> Conference:
    values: dict[str, Any] = {
        "starts_at": clock.now() + 2 * DAY, "minutes": 40, "way": ConferenceWay.ROOM, "place": "调解中心二楼",
        "invited": [user_of(o) for o in others], "preparation": SECRET, "press": uuid.uuid4(), **changes,
    }
    return services.call_conference(actor=actor, user=user_of(actor), case_ref=case.id, area_path=case.area.path, **values)


def agree(actor: Actor, row: Conference, **changes: Any) -> None:
    values: dict[str, Any] = {
        "mode": SittingAdvice.SHUTTLE, "breaks": True, "companion": False, "words": "每半小时歇一歇。",
        "points": [ProcessPoint.APART, ProcessPoint.TURNS], "valid_until": clock.today() + 20 * DAY, "press": uuid.uuid4(), **changes,
    }
    services.agree(actor=actor, user=user_of(actor), row=row, **values)


@pytest.fixture
def case(red: Flag) -> Case:
    return Case.objects.select_related("area").get(pk=red.case_ref)


@pytest.fixture
def row(case: Case, counsellor: Actor, deputy: Actor) -> Conference:
    return call(counsellor, case, deputy)


def test_whoever_leads_the_case_is_asked_and_named_colleagues_with_them(
    row: Conference, case: Case, counsellor: Actor, deputy: Actor, mediator: Actor
) -> None:
    seats = {s.user_id: (s.side, s.coming) for s in row.seats.all()}

    assert seats == {user_of(mediator).pk: (Side.MEDIATION, Coming.ASKED), user_of(deputy).pk: (Side.CARE, Coming.ASKED)}
    assert Notice.objects.get(recipient=mediator.key, kind="care.conference").link == f"/desk/conferences/{row.id}/"
    assert [c.number for c in casework.conferences(mediator)] == [case.number]
    assert call(counsellor, case, press=row.press).pk == row.pk  # pressed twice


def test_only_a_counsellor_of_the_place_may_call_one(case: Case, mediator: Actor, outsider: Actor, supervisor: Actor) -> None:
    for actor in (mediator, outsider, supervisor):
        with pytest.raises(NotFound):
            call(actor, case)


@pytest.mark.parametrize(("changes", "field"), [
    ({"starts_at": clock.now() - DAY}, "starts_at"), ({"minutes": 2}, "minutes"), ({"place": ""}, "place"),
    ({"place": "她有抑郁，去她家"}, "place"), ({"starts_at": clock.now() + 800 * DAY}, "starts_at"),
])
def test_what_cannot_be_is_refused_where_it_was_typed(case: Case, counsellor: Actor, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as why:
        call(counsellor, case, **changes)
    assert list(why.value.fields) == [field]
    assert not Conference.objects.exists()


def test_the_services_own_room_may_be_the_place(case: Case, counsellor: Actor) -> None:
    assert call(counsellor, case, place="县心理服务中心会议室").place


def test_a_stranger_is_not_invited_and_a_case_nobody_leads_has_no_conference(case: Case, counsellor: Actor, outsider: Actor) -> None:
    with pytest.raises(Invalid):
        call(counsellor, case, outsider)
    Case.objects.filter(pk=case.pk).update(mediator=None)
    with pytest.raises(Invalid) as why:
        call(counsellor, case)
    assert list(why.value.fields) == ["invited"]


def test_the_mediator_answers_and_wishes_until_it_is_over(
    row: Conference, counsellor: Actor, mediator: Actor, other_mediator: Actor
) -> None:
    services.answer_conference(
        actor=mediator, user=user_of(mediator), row=row, coming=True, wishes=[ProcessPoint.SHORT], words="上午谈，人都清醒。"
    )

    seat = next(s for s in reading.led(counsellor, user_of(counsellor), row.id).shared.seats if s.name == str(user_of(mediator)))
    assert (seat.mark, seat.words, len(seat.wishes)) == (Coming.YES, "上午谈，人都清醒。", 1)
    with pytest.raises(NotFound):
        services.answer_conference(actor=other_mediator, user=user_of(other_mediator), row=row, coming=True)
    with pytest.raises(Invalid):
        services.answer_conference(actor=mediator, user=user_of(mediator), row=row, coming=True, words="他好像有抑郁")
    services.call_off_conference(actor=counsellor, user=user_of(counsellor), row=row)
    with pytest.raises(Conflict):
        services.answer_conference(actor=mediator, user=user_of(mediator), row=row, coming=False)


def test_what_was_agreed_becomes_the_advice_of_the_case_once(row: Conference, case: Case, counsellor: Actor, mediator: Actor) -> None:
    with pytest.raises(Invalid):  # before it has begun there is nothing to write down
        agree(counsellor, row)
    press = uuid.uuid4()
    with clock.told(row.starts_at + timedelta(hours=1)):
        agree(counsellor, row, press=press)
        agree(counsellor, row, press=press)
        with pytest.raises(Conflict):
            agree(counsellor, row)
        lines = [line.text for line in casework.process_advice(case.id)]
        shared = reading.attended(mediator, user_of(mediator), row.id)

    assert str(ProcessPoint.APART.label) in lines
    assert "每半小时歇一歇。" in lines
    assert shared.agreed is not None
    assert shared.agreed.in_force
    assert ProcessAdvice.objects.count() == 1
    assert Notice.objects.filter(recipient=mediator.key, kind="care.conference_agreed").count() == 1


def test_telling_words_leave_the_conference_open(row: Conference, counsellor: Actor) -> None:
    with clock.told(row.starts_at + timedelta(hours=1)), pytest.raises(Invalid):
        agree(counsellor, row, words="因为量表分数高")
    row.refresh_from_db()
    assert row.state == ConferenceState.CALLED


@pytest.mark.parametrize(
    "words", ["她被丈夫打过", "夜里割过腕，想不开", "不想活了", "家暴受害人", "红色等级", "he beats her", "a red flag"]
)
def test_words_of_violence_and_danger_stay_on_their_side(words: str) -> None:
    with pytest.raises(Invalid):
        neutral(words)


@pytest.mark.parametrize(
    "words", [
        "重度，请小心", "对方情绪不稳，需要关心", "中重度", "她最近老是哭", "please be careful, moderately severe", "Severe", "a mild case",
        "he is very upset", "her mood changes",
    ],
)
def test_how_somebody_is_stays_on_their_side(words: str) -> None:
    """Also the published words of the instruments' bands."""
    with pytest.raises(Invalid):
        neutral(words)


@pytest.mark.parametrize("words", ["请中途安排一次休息", "先打电话给双方", "请用一楼的房间", "先听年轻的一方说，不要打断",
                                   "请把会面分成两次", "温度适宜的房间", "Please plan a break halfway"])
def test_words_about_how_to_hold_it_pass(words: str) -> None:
    assert neutral(words) == words


def test_no_canary_of_the_other_side_reaches_the_mediator(
    row: Conference, red: Flag, counsellor: Actor, deputy: Actor, mediator: Actor, party: Actor
) -> None:
    """Preparation, note, rating and level are full of canaries; pages, payloads, notices, trail and jobs hold none."""
    notes = {"subjective": "canary-note-5520", "assessment": "canary-note-5521"}
    interventions.add_note(actor=counsellor, user=user_of(counsellor), flag=red, fields=notes, press=uuid.uuid4())
    with clock.told(row.starts_at + timedelta(hours=1)):
        agree(counsellor, row)
        client = client_of(mediator)
        pages = [
            client.get(address).content.decode()
            for address in (
                "/desk/", "/desk/conferences/", f"/desk/conferences/{row.id}/", f"/desk/cases/{row.case_ref}/", "/inbox/",
            )
        ]
        colleague = client_of(deputy).get(f"/care/conferences/{row.id}/").content.decode()
        author = client_of(counsellor).get(f"/care/conferences/{row.id}/").content.decode()

    assert "调解中心二楼" in pages[2]
    for page in pages:
        assert "canary" not in page
        for level in ("Red ·", "红色", "PHQ", "GAD"):
            assert level not in page
    assert SECRET not in colleague
    assert SECRET in author
    kept = json.dumps([*AuditEntry.objects.values_list("detail", flat=True), *Job.objects.values_list("payload", flat=True)], default=str)
    assert "canary" not in kept
    assert "canary" not in json.dumps(list(Conference.objects.values()), default=str)
    assert party.name not in pages[2]


@pytest.mark.parametrize("who", ["other_mediator", "supervisor", "outsider", "party", "learner", "admin"])
def test_nobody_else_finds_a_conference(who: str, row: Conference, request: pytest.FixtureRequest) -> None:
    client = client_of(request.getfixturevalue(who))

    for address in (f"/desk/conferences/{row.id}/", f"/care/conferences/{row.id}/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"coming": "yes"}).status_code == 404
    assert not ConferenceSeat.objects.exclude(coming=Coming.ASKED).exists()


def test_the_mediator_never_reaches_the_counsellors_page_of_it(row: Conference, mediator: Actor) -> None:
    assert client_of(mediator).get(f"/care/conferences/{row.id}/").status_code == 404


def test_it_is_walked_from_the_number_to_the_answer(
    red: Flag, case: Case, counsellor: Actor, mediator: Actor, client_of: Callable[..., Any]
) -> None:
    browser = client_of(counsellor)
    assert browser.get("/care/conferences/new/?number=NOPE").status_code == 422
    address = f"/care/conferences/new/?number={case.number}"
    wrong = browser.post(address, {"way": "room", "starts_at": "2020-01-01T09:00", "minutes": "40", "preparation": SECRET})
    assert wrong.status_code == 422
    assert SECRET in wrong.content.decode()  # nothing typed is lost
    at = (clock.now() + 3 * DAY).astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    answer = browser.post(address, {"way": "phone", "starts_at": at, "minutes": "30", "press": str(uuid.uuid4())})
    row = Conference.objects.get()
    assert answer.headers["Location"] == f"/care/conferences/{row.id}/"

    desk = client_of(mediator)
    assert f"/desk/conferences/{row.id}/" in desk.get("/desk/").content.decode()
    page = f"/desk/conferences/{row.id}/"
    assert desk.post(page, {"words": "他是病人", "coming": "yes"}).status_code == 422
    assert desk.post(page, {}).status_code == 422
    assert desk.post(page, {"coming": "no", "wishes": ["short", "nonsense"]}).status_code == 422
    assert desk.post(page, {"coming": "no", "wishes": ["short"]}).status_code == 302
    assert row.seats.get().coming == Coming.NO
    assert browser.post(f"/care/conferences/{row.id}/", {"mode": "joint"}).status_code == 422  # not over yet
    assert browser.post(f"/care/conferences/{row.id}/off/").status_code == 302
    assert desk.get("/desk/").content.decode().count(page) == 0


def test_its_pages_cost_ten_queries_at_most(row: Conference, counsellor: Actor, mediator: Actor) -> None:
    for actor, address in (
        (counsellor, "/care/conferences/"), (counsellor, f"/care/conferences/{row.id}/"), (mediator, "/desk/conferences/"),
        (mediator, f"/desk/conferences/{row.id}/"), (mediator, "/desk/"),
        (counsellor, reverse("care_conference_new") + f"?number={Case.objects.get(pk=row.case_ref).number}"),
    ):
        client = client_of(actor)
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        assert len(seen) <= 10, address + "\n" + "\n".join([re.sub(r"SELECT .*? FROM", "", q["sql"])[:90] for q in seen])


def test_everybody_is_reminded_once_and_the_caller_asked_once(row: Conference, counsellor: Actor, deputy: Actor, mediator: Actor) -> None:
    services.answer_conference(actor=deputy, user=user_of(deputy), row=row, coming=False)
    for days in (1, 1.5, 2.5, 3.1, 4, 5):
        with clock.told(clock.now() + days * DAY):
            worker.drain("conference")

    told = {a.name: list(Notice.objects.filter(recipient=a.key, kind__in=("care.conference_soon", "care.conference_write"))
                         .values_list("kind", flat=True)) for a in (counsellor, deputy, mediator)}
    assert told == {counsellor.name: ["care.conference_write"], deputy.name: [], mediator.name: ["care.conference_soon"]}
