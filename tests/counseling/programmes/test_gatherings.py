"""Gatherings: places never oversold, a queue that moves by itself, names that go, feedback from nobody; and rooms by the hour."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from counseling.programmes import tasks
from counseling.programmes.enums import SignUpState
from counseling.programmes.models import Booking, Feedback, Gathering, Programme, QuietRoom, SignUp
from counseling.programmes.selectors import gathering as reading
from counseling.programmes.selectors import room as rooms
from counseling.programmes.services import gathering as services
from counseling.programmes.services import room as booking
from counseling.programmes.services import signup
from mediation.audit.models import AuditEntry
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.notifications.models import ShortMessage
from mediation.vault import sealing
from tests.cast import County, client_of, user_of

pytestmark = pytest.mark.django_db
NAME = "金丝雀阿兰"
Join = Callable[..., SignUp]


@pytest.fixture
def plan() -> services.Plan:
    start = clock.now() + timedelta(days=3)
    return services.Plan("salon", "睡个好觉", "聊聊睡眠", "苏雨", "社区二楼", start, start + timedelta(hours=2), 2, True, None, None)


@pytest.fixture
def gathering(counsellor: Actor, county: County, plan: services.Plan) -> Gathering:
    return services.plan_gathering(actor=counsellor, user=user_of(counsellor), area=county.area, plan=plan, press=uuid.uuid4())


def join(gathering: Gathering, secret: str = "", **more: Any) -> SignUp:
    given = {
        "name": NAME, "phone": "", "quiet": False, "language": "zh-hans", "link": "https://x/g/mine/s/", "caller": uuid.uuid4().hex, **more,
    }
    return signup.sign_up(gathering=gathering, secret=secret or uuid.uuid4().hex, **given)


def fresh(row: SignUp) -> str:
    row.refresh_from_db()
    return row.state


def test_a_full_gathering_keeps_a_queue_that_moves_by_itself(gathering: Gathering) -> None:
    rows = [join(gathering) for _ in range(4)]
    before = [r.state for r in rows]

    for _ in range(2):  # pressed twice
        signup.cancel(signup=rows[0])

    gathering.refresh_from_db()
    assert before == ["confirmed", "confirmed", "waiting", "waiting"]
    assert [fresh(r) for r in rows] == ["cancelled", "confirmed", "confirmed", "waiting"]
    assert (gathering.taken, reading.ahead_of(rows[3])) == (2, 0)


def test_more_places_let_the_queue_move_and_fewer_than_given_are_refused(
    counsellor: Actor, gathering: Gathering, plan: services.Plan
) -> None:
    rows = [join(gathering) for _ in range(4)]

    services.change_gathering(actor=counsellor, gathering=gathering, plan=replace(plan, places=3))
    with pytest.raises(Invalid) as why:
        services.change_gathering(actor=counsellor, gathering=gathering, plan=replace(plan, places=2))

    assert [fresh(r) for r in rows] == ["confirmed"] * 3 + ["waiting"]
    assert set(why.value.fields) == {"places"}


def test_the_same_press_is_one_sign_up(gathering: Gathering) -> None:
    assert join(gathering, "a" * 32) == join(gathering, "a" * 32)
    assert SignUp.objects.count() == 1


@pytest.mark.parametrize(("field", "value"), [("name", "  "), ("name", "x" * 41), ("phone", "bell")])
def test_a_slip_is_said_at_its_field(gathering: Gathering, field: str, value: str) -> None:
    with pytest.raises(Invalid) as why:
        join(gathering, **{field: value})
    assert set(why.value.fields) == {field}
    assert not SignUp.objects.exists()


def test_one_telephone_is_a_family_not_a_crowd(gathering: Gathering) -> None:
    for _ in range(4):
        join(gathering, phone="13800000001")
    with pytest.raises(Invalid):
        join(gathering, phone="138 0000 0001")

    assert ShortMessage.objects.count() == 3  # and nobody's telephone is flooded


def test_no_message_goes_to_a_telephone_others_read(gathering: Gathering, counsellor: Actor) -> None:
    join(gathering, phone="13800000001", quiet=True)
    services.set_open(actor=counsellor, gathering=gathering, state="cancelled")

    assert not ShortMessage.objects.exists()
    with pytest.raises(Invalid):
        join(gathering)


def test_who_moved_up_and_who_is_called_off_is_told_without_what_it_is_about(gathering: Gathering, counsellor: Actor) -> None:
    rows = [join(gathering, phone=f"1380000000{n}") for n in range(3)]
    signup.cancel(signup=rows[0])
    services.set_open(actor=counsellor, gathering=gathering, state="cancelled")

    texts = [sealing.unseal("notifications", f"sms.text:{m.id}", m.text_sealed) for m in ShortMessage.objects.order_by("created_at")]
    kinds = list(ShortMessage.objects.order_by("created_at").values_list("kind", flat=True))
    assert kinds == [
        "programmes.signed_up", "programmes.signed_up", "programmes.on_the_list", "programmes.place_free", "programmes.called_off",
        "programmes.called_off",
    ]
    assert not any("睡" in t or NAME in t for t in texts)


def test_names_are_sealed_opened_in_the_trail_and_gone_after_ninety_days(
    counsellor: Actor, supervisor: Actor, gathering: Gathering
) -> None:
    join(gathering, phone="13800000001")

    assert NAME not in str(list(SignUp.objects.values()))
    assert [g.name for g in reading.guests(counsellor, gathering)] == [NAME]
    assert AuditEntry.objects.filter(action="programmes.list_read", reading=True).count() == 1
    with pytest.raises(NotFound):
        reading.guests(supervisor, gathering)
    tasks.forget_list(gathering=str(gathering.id))  # too early: nothing happens
    assert reading.guests(counsellor, gathering)
    with clock.told(gathering.ends_at + timedelta(days=90, hours=1)):
        tasks.forget_list(gathering=str(gathering.id))
    gathering.refresh_from_db()
    assert reading.guests(counsellor, gathering) == []
    with pytest.raises(sealing.Unsealable):
        sealing.unseal(gathering.list_scope, SignUp.objects.get().place, SignUp.objects.get().body_sealed)


def test_who_came_is_written_down_once_it_has_begun(counsellor: Actor, supervisor: Actor, gathering: Gathering) -> None:
    here, away = join(gathering), join(gathering)
    with pytest.raises(Invalid):
        services.write_attendance(actor=counsellor, gathering=gathering, came=[here.id], walk_ins=0)
    with clock.told(gathering.starts_at + timedelta(minutes=5)):
        services.write_attendance(actor=counsellor, gathering=gathering, came=[here.id], walk_ins=7)
        with pytest.raises(NotFound):
            services.write_attendance(actor=supervisor, gathering=gathering, came=[away.id], walk_ins=0)
        with pytest.raises(Invalid):
            services.write_attendance(actor=counsellor, gathering=gathering, came=[], walk_ins=-1)

    assert [(fresh(r), r.came) for r in (here, away)] == [("confirmed", True), ("confirmed", False)]
    gathering.refresh_from_db()
    assert gathering.walk_ins == 7


def test_feedback_is_nobodys_and_shown_once_when_nobody_adds_to_it(counsellor: Actor, gathering: Gathering, plan: services.Plan) -> None:
    services.change_gathering(actor=counsellor, gathering=gathering, plan=replace(plan, places=5))
    rows = [join(gathering) for _ in range(6)]
    with pytest.raises(Invalid):
        signup.give_feedback(signup=rows[0], helped="yes", words="太早")
    seen = []
    with clock.told(gathering.starts_at + timedelta(hours=1)):
        for n, row in enumerate(rows[:5]):
            for _ in range(2):  # pressed twice
                signup.give_feedback(signup=row, helped="no" if n == 0 else "yes", words=f"话{n}")
            seen.append(reading.echo(gathering))
        gathering.refresh_from_db()
        with pytest.raises(Invalid):  # on the waiting list
            signup.give_feedback(signup=rows[5], helped="yes", words="")

    with clock.told(gathering.words_until):
        closed = reading.echo(gathering)
        with pytest.raises(Invalid):
            signup.give_feedback(signup=rows[5], helped="yes", words="")

    assert seen == [reading.Echo()] * 5  # while it comes in, one page taken from another would tell
    assert (closed.n, set(closed.words)) == (5, {f"话{n}" for n in range(5)})
    assert closed.parts == (("yes", None), ("somewhat", 0), ("no", None))  # one alone was not helped; the four would give it away
    assert {f.name for f in Feedback._meta.fields} == {"id", "gathering", "helped", "words_sealed"}
    lines = AuditEntry.objects.filter(action="programmes.feedback")
    assert {(e.actor, e.target_id, str(e.detail)) for e in lines} == {("system:programmes.feedback", str(gathering.id), "{}")}
    assert "话1" not in str(list(Feedback.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_ten_telephones_at_one_moment_never_share_a_place(gathering: Gathering) -> None:
    """Real connections in real threads; on SQLite they queue for the file, on PostgreSQL for the gathering's row."""
    gate, wrong = threading.Barrier(10), []

    def press(n: int) -> None:
        gate.wait()
        try:
            join(gathering, f"{n:032d}", caller=f"10.0.0.{n}")
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(n,)) for n in range(10)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()

    gathering.refresh_from_db()
    states = list(SignUp.objects.order_by("number").values_list("state", flat=True))
    assert wrong == []
    assert gathering.taken == gathering.places == 2
    assert states == [SignUpState.CONFIRMED] * 2 + [SignUpState.WAITING] * 8
    assert list(SignUp.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 11))


@pytest.fixture
def room(counsellor: Actor, county: County) -> QuietRoom:
    return booking.add_room(actor=counsellor, area=county.area, name="宣泄室", place="中心一楼", opens=9, closes=18)


def hour(room: QuietRoom, n: int = 0) -> Any:
    return rooms.free(room)[1][1][n]


def test_an_hour_belongs_to_one(room: QuietRoom) -> None:
    at = hour(room)
    first = booking.book(room=room, starts_at=at, secret="a" * 32, name="", phone="", caller="1")

    assert booking.book(room=room, starts_at=at, secret="a" * 32, name="", phone="", caller="1") == first
    with pytest.raises(Conflict):
        booking.book(room=room, starts_at=at, secret="b" * 32, name="", phone="", caller="2")
    booking.give_back(actor=None, booking=first)
    again = booking.book(room=room, starts_at=at, secret="c" * 32, name=NAME, phone="13800000001", caller="2")

    assert again.state == "booked"
    assert NAME not in str(list(Booking.objects.values()))


@pytest.mark.parametrize("shift", [timedelta(days=-30), timedelta(days=30), timedelta(minutes=7), timedelta(hours=12)])
def test_only_an_hour_of_the_room_can_be_booked(room: QuietRoom, shift: timedelta) -> None:
    with pytest.raises(Invalid) as why:
        booking.book(room=room, starts_at=hour(room) + shift, secret="a" * 32, name="", phone="", caller="1")
    assert set(why.value.fields) == {"starts_at"}


def test_only_the_house_sees_and_calls_off_a_booking(room: QuietRoom, counsellor: Actor, supervisor: Actor) -> None:
    row = booking.book(room=room, starts_at=hour(room), secret="a" * 32, name=NAME, phone="", caller="1")

    with pytest.raises(NotFound):
        booking.give_back(actor=supervisor, booking=row)
    assert [b.name for b in rooms.booked(counsellor, room)] == [NAME]
    booking.give_back(actor=counsellor, booking=row)
    assert rooms.booked(counsellor, room) == []


@pytest.mark.parametrize("who", ["mediator", "other_mediator", "learner", "mentor", "editor", "gridworker", "admin", "outsider"])
def test_the_organisers_pages_are_nobody_elses(
    who: str, request: pytest.FixtureRequest, gathering: Gathering, room: QuietRoom, counsellor: Actor, county: County
) -> None:
    row = services.begin_programme(
        actor=counsellor, area=county.area, kind="exam", title="中高考减压", about="六月前每周一次", begins_on=clock.today(), ends_on=None,
        agreement=None, press=uuid.uuid4(),
    )
    browser = client_of(request.getfixturevalue(who))
    one = ["gathering", "gathering_change", "gathering_state", "gathering_poster", "gathering_door"]
    pages = [
        *(reverse(n) for n in ("programmes", "programme_new", "gatherings", "gathering_new", "quiet_rooms")),
        *(reverse(n, args=[gathering.id]) for n in one), reverse("programme", args=[row.id]), reverse("programme_end", args=[row.id]),
        reverse("quiet_room", args=[room.id]), reverse("quiet_room_close", args=[room.id]),
    ]

    assert {r.status_code for p in pages for r in (browser.get(p), browser.post(p))} <= {404, 405}


def test_a_supervisor_sees_counts_and_no_names(supervisor: Actor, gathering: Gathering) -> None:
    join(gathering)
    browser = client_of(supervisor)

    shown = browser.get(reverse("gathering", args=[gathering.id])).content.decode()

    assert "1/2" in shown
    assert NAME not in shown
    for name in ("gathering_door", "gathering_change", "gathering_poster"):
        assert browser.get(reverse(name, args=[gathering.id])).status_code == 404


def test_a_cheap_telephone_signs_up_and_gives_back(gathering: Gathering) -> None:
    """The walk of a party: the wall, a slip, the place, the own link in another browser, the queue."""
    phone = Client(HTTP_ACCEPT_LANGUAGE="en")
    wall = phone.get(reverse("wall")).content.decode()
    assert gathering.token in wall
    url = reverse("sign_up", args=[gathering.token])
    press = phone.get(url).context["form"].fields["press"].initial
    form = {"press": press() if callable(press) else press, "name": NAME}
    slip = phone.post(url, {**form, "phone": "bell"})
    assert slip.status_code == 422
    assert NAME in slip.content.decode()

    for _ in range(2):  # pressed twice
        mine = phone.post(url, form, follow=True)
    link = mine.context["link"]
    assert SignUp.objects.count() == 1
    assert "Your place is kept" in mine.content.decode()
    assert link.rpartition("/g/mine/")[2].strip("/") not in mine.content.decode().split("tell")[-1]  # the footer carries no secret

    other = Client(HTTP_ACCEPT_LANGUAGE="en")
    assert other.get(reverse("signup_mine")).status_code == 404
    assert other.get("/g/mine/" + "0" * 32 + "/").status_code == 404
    opened = other.get(link.replace("http://testserver", ""), follow=True)
    assert "Your place is kept" in opened.content.decode()
    gone = other.post(reverse("signup_mine"), {"then": "cancel"}, follow=True)
    assert "You are no longer on the list." in gone.content.decode()
    gathering.refresh_from_db()
    assert gathering.taken == 0


def test_a_room_is_booked_from_a_cheap_telephone(room: QuietRoom) -> None:
    phone = Client(HTTP_ACCEPT_LANGUAGE="en")
    url = reverse("room_book", args=[room.token])
    phone.get(url)
    assert phone.post(url, {"press": uuid.uuid4(), "starts_at": "tomorrow"}).status_code == 422
    at, press = hour(room).isoformat(), uuid.uuid4()
    done = phone.post(url, {"press": press, "starts_at": at}, follow=True)
    assert "The hour is yours" in done.content.decode()
    late = Client(HTTP_ACCEPT_LANGUAGE="en").post(url, {"press": uuid.uuid4(), "starts_at": at})
    assert late.status_code == 409
    assert "Somebody has just booked this hour." in late.content.decode()
    assert "Given back" in phone.post(reverse("booking_mine"), follow=True).content.decode()


def test_the_organiser_plans_from_the_pages(counsellor: Actor, county: County) -> None:
    browser = client_of(counsellor)
    browser.cookies["django_language"] = "en"
    day = clock.today() + timedelta(days=5)
    begun = browser.post(reverse("programme_new"), {
        "kind": "bullying", "title": "防止校园欺凌", "about": "班会和家长课", "begins_on": clock.today(), "area": county.area.public_id,
        "press": uuid.uuid4(),
    })
    programme = Programme.objects.get()
    assert begun["Location"] == reverse("programme", args=[programme.id])
    form = {
        "kind": "lecture", "title": "说出来", "place": "中学礼堂", "starts_at": f"{day}T14:00", "ends_at": f"{day}T13:00", "places": 40,
        "listed": "on", "programme": programme.id, "area": county.area.public_id, "press": uuid.uuid4(),
    }
    slip = browser.post(reverse("gathering_new"), form)
    assert slip.status_code == 422
    assert "The end has to be after the beginning" in slip.content.decode()
    browser.post(reverse("gathering_new"), {**form, "ends_at": f"{day}T16:00"})
    row = Gathering.objects.get()
    for page in ("gathering", "gathering_door", "gathering_poster", "gathering_change"):
        assert browser.get(reverse(page, args=[row.id])).status_code == 200
    changed = browser.post(reverse("gathering_change", args=[row.id]), {**form, "ends_at": f"{day}T17:00", "places": 50})
    row.refresh_from_db()
    assert (changed.status_code, row.places) == (302, 50)
    assert "说出来" in browser.get(reverse("programme", args=[programme.id])).content.decode()


def test_ticks_at_the_door_outlive_a_slip_of_the_pen(counsellor: Actor, gathering: Gathering) -> None:
    here = join(gathering)
    browser = client_of(counsellor)
    browser.cookies["django_language"] = "en"
    door = reverse("gathering_door", args=[gathering.id])
    with clock.told(gathering.starts_at + timedelta(minutes=5)):
        slip = browser.post(door, {"came": str(here.id), "walk_ins": "some"})
        assert slip.status_code == 422
        assert f'value="{here.id}" checked' in slip.content.decode()
        assert "open for sign-up" not in browser.get(reverse("gathering", args=[gathering.id])).content.decode()
