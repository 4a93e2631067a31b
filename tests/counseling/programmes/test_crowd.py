"""One stranger with invented names, or a village on one Wi-Fi: nobody is turned away, and a stranger fills nothing."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from counseling.programmes.models import Booking, Gathering, QuietRoom, SignUp
from counseling.programmes.selectors import gathering as reading
from counseling.programmes.selectors import room as rooms
from counseling.programmes.services import crowd, room_crowd, signup
from counseling.programmes.services import gathering as services
from counseling.programmes.services import room as booking
from mediation.audit.models import AuditEntry
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.notifications.models import Notice, ShortMessage
from tests.cast import County, client_of, user_of

pytestmark = pytest.mark.django_db
STRANGER, VILLAGE = "203.0.113.7", "198.51.100.9"
NAME = "金丝雀阿竹"


@pytest.fixture
def gathering(counsellor: Actor, county: County) -> Gathering:
    start = clock.now() + timedelta(days=3)
    plan = services.Plan("lecture", "睡个好觉", "", "苏雨", "村委会", start, start + timedelta(hours=2), 15, True, None, None)
    return services.plan_gathering(actor=counsellor, user=user_of(counsellor), area=county.area, plan=plan, press=uuid.uuid4())


def join(gathering: Gathering, caller: str, **more: Any) -> SignUp:
    given = {"name": NAME, "phone": "", "quiet": False, "language": "zh-hans", "link": "https://x/", **more}
    return signup.sign_up(gathering=gathering, secret=uuid.uuid4().hex, caller=caller, **given)


def states(gathering: Gathering) -> list[str]:
    return list(SignUp.objects.filter(gathering=gathering).order_by("number").values_list("state", flat=True))


def ids(gathering: Gathering, state: str) -> list[uuid.UUID]:
    return list(SignUp.objects.filter(gathering=gathering, state=state).values_list("pk", flat=True))


def test_one_connection_gets_a_third_of_the_places_and_everybody_else_still_finds_one(gathering: Gathering, counsellor: Actor) -> None:
    for _ in range(30):
        join(gathering, STRANGER)
    neighbour = join(gathering, "192.0.2.20")

    gathering.refresh_from_db()
    assert states(gathering) == ["confirmed"] * 5 + ["held"] * 25 + ["confirmed"]
    assert (gathering.taken, neighbour.state) == (6, "confirmed")
    assert list(Notice.objects.values_list("recipient", "kind")) == [(counsellor.key, "programmes.held")]  # told once, without a name


def test_a_household_draws_many_addresses_of_one_network(gathering: Gathering) -> None:
    for n in range(6):
        join(gathering, f"2001:db8:5:6::{n + 1}")

    assert states(gathering) == ["confirmed"] * 5 + ["held"]


def test_a_device_signs_up_a_family_wherever_it_goes(gathering: Gathering) -> None:
    for n in range(5):
        join(gathering, f"192.0.2.{n}", device="same-browser")

    assert states(gathering) == ["confirmed"] * 4 + ["held"]


def test_a_village_behind_one_address_comes_in_with_one_press_and_goes_on(gathering: Gathering, counsellor: Actor) -> None:
    for n in range(8):
        join(gathering, VILLAGE, phone=f"1380000001{n}")
    before = ShortMessage.objects.count()

    let_in = crowd.let_in(actor=counsellor, gathering=gathering, signups=ids(gathering, "held"))
    again = crowd.let_in(actor=counsellor, gathering=gathering, signups=ids(gathering, "held"))  # pressed twice
    for _ in range(5):
        join(gathering, VILLAGE)

    assert (before, let_in, again) == (5, 3, 0)
    assert ShortMessage.objects.count() == 8  # who waited is told now
    assert states(gathering) == ["confirmed"] * 13


def test_who_is_let_in_when_all_is_full_waits_by_the_order_of_arrival(gathering: Gathering, counsellor: Actor) -> None:
    for _ in range(6):
        join(gathering, VILLAGE)
    for n in range(11):
        join(gathering, f"192.0.2.{n}")

    crowd.let_in(actor=counsellor, gathering=gathering, signups=ids(gathering, "held"))

    held = SignUp.objects.get(gathering=gathering, number=6)
    assert (held.state, reading.ahead_of(held)) == ("waiting", 0)
    assert reading.ahead_of(SignUp.objects.get(gathering=gathering, number=17)) == 1


def test_names_taken_off_free_their_places_and_the_same_fingers_begin_no_new_round(gathering: Gathering, counsellor: Actor) -> None:
    for n in range(15):
        join(gathering, f"192.0.2.{n // 5}")
    waiting = join(gathering, "192.0.2.99")
    assert waiting.state == "waiting"
    invented = list(SignUp.objects.filter(gathering=gathering, number__lte=5).values_list("pk", flat=True))

    for _ in range(2):  # pressed twice
        crowd.take_off(actor=counsellor, gathering=gathering, signups=invented)
    join(gathering, "192.0.2.0")

    gathering.refresh_from_db()
    waiting.refresh_from_db()
    assert (waiting.state, gathering.taken) == ("confirmed", 11)
    assert states(gathering) == ["removed"] * 5 + ["confirmed"] * 11 + ["held"]
    crowd.let_in(actor=counsellor, gathering=gathering, signups=invented[:1])  # a mistake: put back
    assert states(gathering)[0] == "confirmed"
    assert list(AuditEntry.objects.filter(action__in=("programmes.take_off", "programmes.let_in")).values_list("detail", flat=True)) == [
        {"n": 5}, {"n": 1}
    ]


def test_beyond_all_measure_it_says_so(gathering: Gathering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "HELD_AT_MOST", 1)
    for _ in range(6):
        join(gathering, STRANGER)

    with pytest.raises(Invalid):
        join(gathering, STRANGER)


def test_nobody_else_sorts_and_nobody_after_it_has_begun(
    gathering: Gathering, counsellor: Actor, supervisor: Actor, outsider: Actor
) -> None:
    row = join(gathering, STRANGER)

    for actor in (supervisor, outsider):
        for act in (crowd.take_off, crowd.let_in):
            with pytest.raises(NotFound):
                act(actor=actor, gathering=gathering, signups=[row.pk])
    with clock.told(gathering.starts_at), pytest.raises(Invalid):
        crowd.take_off(actor=counsellor, gathering=gathering, signups=[row.pk])


def test_where_somebody_came_from_is_kept_for_this_gathering_only_and_goes_with_the_list(gathering: Gathering) -> None:
    row = join(gathering, STRANGER, device="a-browser")

    assert STRANGER not in str(list(SignUp.objects.values()))
    with clock.told(gathering.ends_at + timedelta(days=91)):
        services.forget_list(gathering_id=gathering.pk)
    row.refresh_from_db()
    assert (row.source_index, row.device_index) == ("", "")


def test_the_organiser_sorts_from_the_list_and_the_person_reads_what_became_of_it(gathering: Gathering, counsellor: Actor) -> None:
    phone = Client(HTTP_ACCEPT_LANGUAGE="en")
    url = reverse("sign_up", args=[gathering.token])
    phone.get(url)  # the browser gets its bits
    for _ in range(5):
        mine = phone.post(url, {"press": uuid.uuid4(), "name": NAME}, follow=True)
    assert "The organiser looks at your sign-up first" in mine.content.decode()

    desk = client_of(counsellor)
    desk.cookies["django_language"] = "en"
    assert "1 sign-up waits for your look." in desk.get(reverse("gathering", args=[gathering.id])).content.decode()
    door, sort = reverse("gathering_door", args=[gathering.id]), reverse("gathering_sort", args=[gathering.id])
    shown = desk.get(door).content.decode()
    assert "1 sign-up over one connection" in shown
    none = desk.post(sort, {"then": "let_in", "signup": "no-number"}, follow=True).content.decode()
    assert "Please choose at least one name." in none
    held = ids(gathering, "held")
    assert "1 person let in." in desk.post(sort, {"then": "let_in", "signup": held}, follow=True).content.decode()
    assert "Your place is kept" in phone.get(reverse("signup_mine")).content.decode()

    off = desk.post(sort, {"then": "take_off", "signup": held}, follow=True).content.decode()
    assert f"Put {NAME} back" in off
    assert "The organiser has taken you off the list" in phone.get(reverse("signup_mine")).content.decode()
    phone.post(reverse("signup_mine"), {"then": "cancel"})  # an old page: nothing to give back
    assert ids(gathering, "removed") == held


@pytest.fixture
def quiet(counsellor: Actor, county: County) -> QuietRoom:
    return booking.add_room(actor=counsellor, area=county.area, name="宣泄室", place="中心一楼", opens=9, closes=18)


def take(room: QuietRoom, at: Any, caller: str, **more: Any) -> Booking:
    return booking.book(room=room, starts_at=at, secret=uuid.uuid4().hex, **{"name": "", "phone": "", "caller": caller, **more})


def test_a_stranger_does_not_book_a_quiet_room_full(quiet: QuietRoom, counsellor: Actor) -> None:
    first, second, *_more = [hours for _day, hours in rooms.free(quiet)[1:]]

    asked = [take(quiet, at, STRANGER).state for at in (*first, *second)]

    assert asked == [*["booked"] * 3, *["held"] * 15]  # three a day; those that wait count as well
    assert list(Notice.objects.values_list("recipient", "kind")) == [(counsellor.key, "programmes.room_held")]
    neighbour = take(quiet, first[4], "192.0.2.20")  # a held hour is open to everybody else
    assert neighbour.state == "booked"
    for at in first[5:] * 2:
        take(quiet, at, STRANGER) if Booking.objects.filter(state="held").count() < room_crowd.HELD_AT_MOST else None
    with pytest.raises(Invalid):
        take(quiet, first[8], STRANGER)


def test_one_browser_and_one_telephone_have_two_hours_ahead(quiet: QuietRoom) -> None:
    hours = [day[0] for _d, day in rooms.free(quiet)[1:6]]

    states_of = [take(quiet, at, f"192.0.2.{n}", device="kitchen").state for n, at in enumerate(hours[:3])]
    assert states_of == ["booked", "booked", "held"]
    for n in range(2):
        take(quiet, hours[3 + n], f"198.51.100.{n}", phone="13800000001")
    with pytest.raises(Invalid) as why:
        take(quiet, rooms.free(quiet)[8][1][0], "198.51.100.7", phone="13800000001")
    assert "phone" in why.value.fields


def test_one_press_gives_an_office_its_hours_and_a_late_one_is_told(quiet: QuietRoom, counsellor: Actor, outsider: Actor) -> None:
    hours = rooms.free(quiet)[1][1]
    held = [take(quiet, at, VILLAGE) for at in hours[:6]][3:]
    take(quiet, hours[4], "192.0.2.20")
    url = reverse("quiet_room_sort", args=[quiet.id])
    chosen = {"then": "let_in", "booking": [str(b.pk) for b in held]}
    assert client_of(outsider).post(url, chosen).status_code == 404

    browser = client_of(counsellor)
    browser.cookies["django_language"] = "en"
    page = browser.post(url, chosen, follow=True).content.decode()
    assert "2 hours given." in page
    assert "1 hour has gone to somebody else meanwhile." in page
    assert "1 request turned down." in browser.post(
        url, {"then": "turn_down", "booking": [str(b.pk) for b in held]}, follow=True
    ).content.decode()
    assert "Please tick at least one hour." in browser.post(url, {"then": "let_in", "booking": ["x"]}, follow=True).content.decode()
    assert [Booking.objects.get(pk=b.pk).state for b in held] == ["booked", "cancelled", "booked"]
    assert take(quiet, hours[7], VILLAGE).state == "booked"  # the house knows this connection now


def test_who_waits_for_the_house_reads_that_the_hour_is_not_theirs_yet(quiet: QuietRoom) -> None:
    phone = Client(HTTP_ACCEPT_LANGUAGE="en")
    url = reverse("room_book", args=[quiet.token])
    phone.get(url)
    for at in rooms.free(quiet)[1][1][:2]:
        phone.post(url, {"press": uuid.uuid4(), "starts_at": at.isoformat()})
    page = phone.post(url, {"press": uuid.uuid4(), "starts_at": rooms.free(quiet)[2][1][0].isoformat()}, follow=True).content.decode()

    assert "The house looks first" in page
    assert "The hour is yours" not in page
    assert "Given back" in phone.post(reverse("booking_mine"), follow=True).content.decode()
    assert not Booking.objects.filter(state="held").exists()
