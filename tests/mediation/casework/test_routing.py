"""From the pool to a mediator without anybody opening a page, with reasons everybody in the case can read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from mediation.casework import timebox
from mediation.casework.models import Case, Objection, Routing
from mediation.casework.routing import Candidate, Wanted, batch, choose, judge
from mediation.casework.services import claim, profile, routing
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.jobs.models import Job
from mediation.notifications.models import Notice
from mediation.territory.datum import Datum, to_wgs84, wgs84_to_gcj02
from tests.cast import client_of, user_of

pytestmark = pytest.mark.django_db


def one(user: str, **more: Any) -> Candidate:
    values: dict[str, Any] = {
        "km": 1.0, "fields": frozenset(), "speech": frozenset(), "gender": "", "load": 2, "capacity": 10, **more
    }
    return Candidate(user=user, **values)


@pytest.mark.parametrize(
    ("wanted", "more", "code"),
    [({}, {"licensed": False}, "no_licence"), ({}, {"recused": True}, "recused"), ({}, {"refused": True}, "refused"),
     ({}, {"passed": True}, "passed"), ({}, {"away": True}, "away"), ({}, {"load": 10}, "full"),
     ({"gender": "f"}, {"gender": "m"}, "gender"),
     ({"speech": "温州话"}, {"speech": frozenset({"普通话"})}, "speech"), ({"chosen": "b"}, {}, "other_chosen")],
)
def test_a_hard_limit_is_never_outweighed(wanted: dict[str, Any], more: dict[str, Any], code: str) -> None:
    best = one("a", **{"km": 0.0, "fields": frozenset({"neighbour"}), "helped": True, "load": 0, **more})
    asked = Wanted("c", "neighbour", **wanted)
    assert judge(asked, best).why_not == (code,)
    assert choose(asked, [best]).best is None


def test_near_alone_does_not_win_over_field_and_free_hands() -> None:
    near = one("near", km=0.2, load=9)
    right = one("right", km=2.0, load=1, fields=frozenset({"neighbour"}))
    found = choose(Wanted("c", "neighbour"), [near, right])
    assert found.best is not None
    assert found.best.candidate.user == "right"


def test_the_batch_is_never_worse_than_one_after_the_other_and_keeps_capacity() -> None:
    people = [one("a", km=0.5, load=9, fields=frozenset({"neighbour"})), one("b", km=3.0, load=0)]
    asked = [(Wanted(i, "neighbour"), people) for i in range(3)]
    found = batch(asked)
    got = [c.best.candidate.user for c in found if c.best]
    assert sorted(got) == ["a", "b", "b"]  # a has room for one more
    assert batch([]) == []
    nobody = batch([(Wanted("x", "neighbour", gender="f"), people)])
    assert (nobody[0].best, nobody[0].left_out) == (None, {"gender": 2})


def test_coordinates_of_every_map_come_in_as_wgs84() -> None:
    for wgs, gcj in (
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
        ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ):
        assert wgs84_to_gcj02(*wgs) == pytest.approx(gcj, abs=1e-6)
        assert to_wgs84(*gcj, Datum.GCJ02) == pytest.approx(wgs, abs=1e-6)
    assert to_wgs84(30.0, 120.0, Datum.WGS84) == (30.0, 120.0)
    assert to_wgs84(48.85, 2.35, Datum.GCJ02) == pytest.approx((48.85, 2.35))
    assert to_wgs84(30.0, 120.0, Datum.BD09)[0] != pytest.approx(30.0, abs=1e-4)


@pytest.mark.parametrize(
    ("told", "urgent", "ends"),
    [((10, 0), False, (22, 12, 0)), ((17, 0), False, (23, 8, 0)), ((3, 0), False, (22, 8, 0)), ((22, 0), False, (23, 8, 0)),
     ((3, 0), True, (22, 3, 15))],
)
def test_the_time_box(told: tuple[int, int], urgent: bool, ends: tuple[int, int, int]) -> None:
    moment = datetime(2026, 11, 22, *told, tzinfo=clock.SHANGHAI)
    assert timebox.ends(moment, urgent=urgent) == datetime(2026, 11, ends[0], ends[1], ends[2], tzinfo=clock.SHANGHAI)


def later(case: Case) -> datetime:
    case.refresh_from_db()
    assert case.claim_until is not None
    return case.claim_until + timedelta(minutes=1)


def test_nobody_claims_so_the_job_gives_it_and_says_why(told: Any, mediator: Any, mentor: Any, outsider: Any, other_mediator: Any) -> None:
    assert Job.objects.filter(task="mediation.casework.tasks.box_is_over").count() == 1
    routing.box_is_over(str(told.case.pk))
    told.case.refresh_from_db()
    assert told.case.state == "pool"  # the box is not over yet
    profile.save(actor=mentor, values=profile.Values(fields=["neighbour"], capacity=20))
    with clock.told(later(told.case)):
        routing.box_is_over(str(told.case.pk))
        routing.box_is_over(str(told.case.pk))
    told.case.refresh_from_db()
    row = Routing.objects.get()
    assert (told.case.state, row.how, row.looked_at) == ("claimed", "fit", 2)
    page = client_of(told.applicant).get(f"/c/case/{told.case.pk}/why/")
    assert page.status_code == 200
    for actor in (outsider, other_mediator):
        assert client_of(actor).get(f"/desk/cases/{told.case.pk}/why/").status_code == 404


def test_who_is_on_duty_comes_before_who_fits_best(told: Any, county: Any, mediator: Any, mentor: Any, supervisor: Any) -> None:
    with pytest.raises(NotFound):
        routing.add_shift(actor=mediator, user=user_of(mentor), area=county.town, starts_at=clock.now(), ends_at=clock.now() + clock.DAY)
    now = clock.now()
    with pytest.raises(Invalid):
        routing.add_shift(actor=supervisor, user=user_of(mentor), area=county.town, starts_at=now, ends_at=now)
    routing.add_shift(
        actor=supervisor, user=user_of(mentor), area=county.town, starts_at=clock.now() - clock.DAY, ends_at=clock.now() + 2 * clock.DAY
    )
    with clock.told(later(told.case)):
        routing.box_is_over(str(told.case.pk))
    told.case.refresh_from_db()
    assert (told.case.mediator, Routing.objects.get().how) == (user_of(mentor), "duty")


def test_the_morning_queue_goes_in_one_batch_and_keeps_refusals(
    tell: Callable[..., Any], mediator: Any, mentor: Any, supervisor: Any
) -> None:
    first, second = tell(), tell()
    party = first.case.parties.get(role="applicant")
    Objection.objects.create(case=first.case, party=party, mediator=user_of(mediator), at=clock.now())
    Objection.objects.create(case=first.case, party=party, mediator=user_of(mentor), at=clock.now())
    with clock.told(max(later(first.case), later(second.case))):
        assert routing.morning() == 1
        assert routing.morning() == 0
    first.case.refresh_from_db()
    second.case.refresh_from_db()
    assert (first.case.state, second.case.state) == ("pool", "claimed")
    assert Notice.objects.filter(kind="casework.nobody_fits", recipient=supervisor.key).count() == 1


def test_a_party_may_wish_and_a_taken_case_says_so(told: Any, mediator: Any, mentor: Any, outsider: Any) -> None:
    url = f"/c/case/{told.case.pk}/wishes/"
    page = client_of(told.applicant)
    assert page.get(url).status_code == 200
    assert client_of(outsider).get(url).status_code == 404
    assert page.post(url, {"gender": "x", "mediator": ""}).status_code == 422
    assert page.post(url, {"gender": "", "mediator": str(user_of(outsider).public_id)}).status_code == 422
    assert page.post(url, {"gender": "", "mediator": mentor.subject}).status_code == 302
    with clock.told(later(told.case)):
        routing.box_is_over(str(told.case.pk))
    told.case.refresh_from_db()
    assert told.case.mediator == user_of(mentor)
    with pytest.raises(Conflict):
        routing.wish(actor=told.applicant, case=told.case, gender="f", mediator="")


def test_a_claim_in_time_ends_the_matter(told: Any, mediator: Any) -> None:
    until = later(told.case)
    claim.claim(actor=mediator, case=told.case)
    with clock.told(until):
        routing.box_is_over(str(told.case.pk))
    assert not Routing.objects.exists()


def test_the_own_profile_and_the_roster_as_pages(county: Any, mediator: Any, supervisor: Any, mentor: Any, outsider: Any) -> None:
    page = client_of(mediator)
    assert page.get("/desk/profile/").status_code == 200
    good = {
        "fields_": ["neighbour"], "speech": "温州话、彝语", "gender": "f", "capacity": "9", "latitude": "30.1", "longitude": "120.1",
        "datum": "gcj02",
    }
    assert page.post("/desk/profile/", {**good, "longitude": ""}).status_code == 422
    assert page.post("/desk/profile/", good).status_code == 302
    own = user_of(mediator).mediator_profile
    assert (own.speech, own.capacity) == (["温州话", "彝语"], 9)
    assert own.latitude != 30.1  # kept in WGS-84
    assert client_of(outsider).get("/desk/profile/").status_code == 404
    head = client_of(supervisor)
    assert head.get("/desk/duty/").status_code == 200
    day = clock.today() + clock.DAY
    shift = {"user": mentor.subject, "area": str(county.town.public_id), "starts_at": f"{day}T08:00", "ends_at": f"{day}T07:00"}
    assert head.post("/desk/duty/", shift).status_code == 422
    assert head.post("/desk/duty/", {**shift, "ends_at": f"{day}T18:00"}).status_code == 302
    for bad in (("2020-01-01T08:00", "2020-01-01T18:00"), ("9999-12-31T08:00", "9999-12-31T18:00")):
        assert head.post("/desk/duty/", {**shift, "starts_at": bad[0], "ends_at": bad[1]}).status_code == 422
    assert page.post("/desk/profile/", {**good, "away_until": "9999-12-31"}).status_code == 422
    assert client_of(mediator).get("/desk/duty/").status_code == 404
