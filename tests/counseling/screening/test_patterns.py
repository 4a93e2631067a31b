"""Nights, weekends and public holidays are laid out once; what is left open is seen; and the alarm goes through them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from counseling.interventions.models import CareEntry
from counseling.screening import ports, services
from counseling.screening.enums import DutyDay, Rank
from counseling.screening.models import Flag, RosterPattern, Screening, Shift
from counseling.screening.selectors import duty, rota
from counseling.screening.services import pattern
from counseling.screening.services.warning import warn_of_gaps
from mediation.accounts.models import RoleAssignment
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Invalid, NotFound
from mediation.jobs import worker
from mediation.notifications.models import Notice
from tests.cast import County, user_of
from tests.counseling.conftest import answer_all

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # noon in Shanghai
HOLIDAY = date(2026, 11, 26)  # a Thursday this test gives off
NIGHTS = [DutyDay(str(n)) for n in range(7)]


@pytest.fixture(autouse=True)
def monday() -> Any:
    with clock.told(MONDAY):
        yield


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_day_off", lambda day: day == HOLIDAY or day.weekday() >= 5)


def lay(actor: Actor, county: County, first: Actor, deputy: Actor | None = None, **changes: Any) -> tuple[RosterPattern, int]:
    values: dict[str, Any] = {
        "on": NIGHTS, "since": time(18), "until": time(8), "first_day": clock.today(), "last_day": clock.today() + timedelta(days=13),
        "press": uuid.uuid4(), **changes,
    }
    return pattern.lay_out(
        actor=actor, area=county.area, first=user_of(first), deputy=user_of(deputy) if deputy else None, **values
    )


def test_every_night_of_a_fortnight_is_laid_out_with_its_deputy(county: County, counsellor: Actor, deputy: Actor) -> None:
    row, made = lay(counsellor, county, counsellor, deputy)

    assert made == 28
    first = Shift.objects.filter(rank=Rank.FIRST).order_by("starts_at")[0]
    assert (first.ends_at - first.starts_at, first.starts_at.astimezone(clock.SHANGHAI).hour) == (timedelta(hours=14), 18)
    assert lay(counsellor, county, counsellor, deputy, press=row.press) == (row, 28)  # pressed twice
    with pytest.raises(Invalid) as why:  # the same hours again: said, and nothing is left of it
        lay(counsellor, county, counsellor, deputy)
    assert set(why.value.fields) == {"first_day"}
    assert RosterPattern.objects.count() == 1
    assert Shift.objects.count() == 28
    with clock.told(datetime(2026, 11, 24, 18, 30, tzinfo=UTC)):  # half past two at night
        assert rota.staffed(county.village.path)


def test_a_longer_pattern_adds_only_what_is_missing(county: County, counsellor: Actor, deputy: Actor) -> None:
    lay(counsellor, county, counsellor, deputy)
    weeks = {"last_day": clock.today() + timedelta(days=20)}

    longer, made = lay(counsellor, county, counsellor, deputy, **weeks)

    assert (made, pattern.planned(longer)) == (14, 42)
    assert duty.clashes(Shift.objects.all()) == []
    assert lay(counsellor, county, deputy, **weeks)[1] == 21  # other people: their own hours
    assert len(duty.clashes(Shift.objects.all())) == 21  # and whoever is first and deputy at once is said


def test_one_shift_is_not_put_over_another_of_the_same_person(county: County, counsellor: Actor, deputy: Actor) -> None:
    def put(rank: Rank, begins: int, ends: int, who: Actor = counsellor) -> Shift:
        hour = clock.now().replace(minute=0)
        return services.add_shift(
            actor=counsellor, user=user_of(who), area=county.area, rank=rank, starts_at=hour + timedelta(hours=begins),
            ends_at=hour + timedelta(hours=ends),
        )

    first = put(Rank.FIRST, 1, 9)
    assert put(Rank.FIRST, 1, 9) == first  # pressed twice
    for rank, begins, ends, field in (
        (Rank.FIRST, 1, 12, "starts_at"), (Rank.FIRST, 8, 12, "starts_at"), (Rank.FIRST, 2, 3, "starts_at"), (Rank.DEPUTY, 8, 12, "rank"),
    ):
        with pytest.raises(Invalid) as why:
            put(rank, begins, ends)
        assert set(why.value.fields) == {field}
    put(Rank.FIRST, 9, 12)
    put(Rank.DEPUTY, 1, 9, deputy)
    assert Shift.objects.count() == 3


def test_the_rota_of_whoever_has_many_places_says_where_and_stays_cheap(
    county: County, make_user: Any, client_of: Callable[..., Client]
) -> None:
    places = (county.town, county.other_town)
    actor = make_user("two_places", "counsellor", *places[:1])
    RoleAssignment.objects.create(user=user_of(actor), role="counsellor", area=places[1], since=clock.today())
    for place in places:
        services.add_shift(
            actor=system("tests.care"), user=user_of(actor), area=place, rank=Rank.FIRST, starts_at=clock.now(),
            ends_at=clock.now() + timedelta(hours=8),
        )
    browser = client_of(actor)
    browser.cookies["django_language"] = "en"
    browser.get("/care/rota/")

    with CaptureQueriesContext(connection) as asked:
        page = browser.get("/care/rota/").content.decode()

    assert len(asked) <= 10
    assert "Two duties at once" in page
    assert all(place.label in page for place in places)


def test_holidays_come_from_the_loaded_calendar_and_none_is_invented(county: County, counsellor: Actor, calendar: None) -> None:
    holiday = {"on": [DutyDay.HOLIDAY], "since": time(8), "until": time(18)}
    assert lay(counsellor, county, counsellor, **holiday)[1] == 1
    assert clock.day_of(Shift.objects.get().starts_at) == HOLIDAY


def test_without_a_calendar_a_holiday_pattern_is_refused(
    county: County, counsellor: Actor, monkeypatch: pytest.MonkeyPatch, client_of: Callable[..., Client]
) -> None:
    monkeypatch.setattr(ports, "_day_off", lambda day: None)
    with pytest.raises(Invalid) as why:
        lay(counsellor, county, counsellor, on=[DutyDay.HOLIDAY])
    assert "on" in why.value.fields
    assert not RosterPattern.objects.exists()
    assert "HOLIDAY_FILE" in client_of(counsellor).get("/care/rota/patterns/").content.decode()


def test_a_year_whose_holidays_are_not_known_is_named_before_it_begins(
    county: County, counsellor: Actor, monkeypatch: pytest.MonkeyPatch, client_of: Callable[..., Client]
) -> None:
    monkeypatch.setattr(ports, "_day_off", lambda day: None if day.year > 2026 else day.weekday() >= 5)

    assert duty.unknown_years() == [2027]  # six weeks from the end of November reach into it
    browser = client_of(counsellor)
    for page in ("/care/rota/", "/care/rota/patterns/"):
        assert "2027" in browser.get(page).content.decode()


def test_the_rota_calls_nobody_staffed_who_no_longer_takes_calls(
    county: County, counsellor: Actor, deputy: Actor, put_on_call: Callable[..., Any], client_of: Callable[..., Client]
) -> None:
    put_on_call(deputy)
    browser = client_of(counsellor)
    browser.cookies["django_language"] = "en"
    assert "Right now nobody is on call" not in browser.get("/care/rota/").content.decode()

    RoleAssignment.objects.filter(user=user_of(deputy)).update(until=clock.today() - timedelta(days=1))
    assert "Right now nobody is on call" in browser.get("/care/rota/").content.decode()


def test_a_gap_says_whether_it_is_a_night_or_a_holiday(county: County, counsellor: Actor, deputy: Actor, calendar: None) -> None:
    lay(counsellor, county, counsellor, deputy, on=[d for d in NIGHTS if d != DutyDay.WED])
    gaps = [g for g in duty.gaps(county.area.path, days=5) if g.rank == Rank.FIRST]

    by_day = {clock.day_of(g.start): (g.night, g.holiday) for g in gaps}
    assert by_day[date(2026, 11, 23)] == (False, False)  # noon until six
    assert by_day[date(2026, 11, 25)] == (True, True)  # from Wednesday morning through the night into the holiday


def test_a_holiday_three_weeks_ahead_without_anybody_is_warned_of(
    county: County, counsellor: Actor, deputy: Actor, calendar: None
) -> None:
    week = {"last_day": clock.today() + timedelta(days=8)}
    lay(counsellor, county, counsellor, deputy, since=time(0), until=time(0), **week)
    assert warn_of_gaps() == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ports, "_day_off", lambda day: day == date(2026, 12, 8))
        assert warn_of_gaps() == 1
    assert Notice.objects.filter(recipient=counsellor.key, kind="care.gap").exists()


def test_ending_a_pattern_takes_off_what_has_not_begun(county: County, counsellor: Actor, outsider: Actor) -> None:
    row, _made = lay(counsellor, county, counsellor)
    with clock.told(MONDAY + timedelta(hours=12)):  # in the first night
        with pytest.raises(NotFound):
            pattern.end_pattern(actor=outsider, row=row)
        pattern.end_pattern(actor=counsellor, row=row)
        assert rota.staffed(county.area.path)
    assert Shift.objects.count() == 1


@pytest.mark.parametrize(("changes", "field"), [
    ({"on": []}, "on"), ({"first_day": date(2026, 1, 1)}, "first_day"), ({"last_day": date(2026, 11, 22)}, "last_day"),
    ({"last_day": date(2027, 11, 22)}, "last_day"),
])
def test_what_cannot_be_is_said_at_the_field(county: County, counsellor: Actor, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as why:
        lay(counsellor, county, counsellor, **changes)
    assert field in why.value.fields
    assert not Shift.objects.exists()


def test_nobody_else_lays_hours_out_and_a_stranger_is_not_put_on_call(county: County, counsellor: Actor, mediator: Actor) -> None:
    with pytest.raises(NotFound):
        lay(mediator, county, counsellor)
    for people in ((mediator, None), (counsellor, mediator), (counsellor, counsellor)):
        with pytest.raises(Invalid):
            lay(counsellor, county, *people)


def test_the_alarm_goes_through_a_holiday_night_laid_out_by_pattern_past_an_absent_deputy_and_a_dead_worker(
    county: County, counsellor: Actor, deputy: Actor, lead: Actor, party: Actor, case_ref: Any, calendar: None
) -> None:
    """Half past two in the night of the holiday: the deputy's account is closed, the worker comes back after forty minutes."""
    lay(counsellor, county, counsellor, deputy)
    user = user_of(deputy)
    user.is_active = False
    user.save(update_fields=["is_active"])
    night = datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
    with clock.told(night):
        services.add_shift(
            actor=system("tests.care"), user=user_of(lead), area=county.area, rank=Rank.LEAD, starts_at=night - timedelta(hours=1),
            ends_at=night + timedelta(hours=5),
        )
        assert services.offer_url(party, case_ref, county.village) is not None
        screening = Screening.objects.get()
        services.consent(actor=party, screening=screening, language="zh-hans")
        answer_all(party, screening, 0, 0, 0, 0, 2)
    assert Flag.objects.count() == 1
    with clock.told(night + timedelta(minutes=40)):
        worker.drain("back again")

    told = {a.name: Notice.objects.filter(recipient=a.key, kind="care.urgent").count() for a in (counsellor, deputy, lead)}
    assert told[deputy.name] == 0
    assert told[counsellor.name] >= 1
    assert told[lead.name] >= 2  # in the deputy's place, and as the supervisor of care
    assert not CareEntry.objects.exists()


def test_the_page_lays_out_and_ends(county: County, counsellor: Actor, client_of: Callable[..., Client]) -> None:
    browser, page = client_of(counsellor), "/care/rota/patterns/"
    form = {
        "area": str(county.area.pk), "first": str(user_of(counsellor).pk), "on": ["0", "1"], "since": "18:00", "until": "08:00",
        "first_day": str(clock.today()), "last_day": str(clock.today() + timedelta(days=6)), "press": str(uuid.uuid4()),
    }
    for wrong in ({"on": []}, {"since": "25:00"}, {"first": "0"}, {"last_day": "soon"}, {"area": "999999"}):
        assert browser.post(page, form | wrong).status_code == 422
    assert browser.post(page, form).status_code == 302
    assert browser.post(page, form | {"press": str(uuid.uuid4())}).status_code == 422  # the same once more
    assert Shift.objects.count() == 2
    browser.post(f"{page}{RosterPattern.objects.get().pk}/end/")
    assert not Shift.objects.exists()
