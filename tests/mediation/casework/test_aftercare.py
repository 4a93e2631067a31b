"""After the case: visits by category, feedback on the own channel, and a relapse linked to the first case."""

from __future__ import annotations

from typing import Any

import pytest

from mediation.casework import aftercare_tasks
from mediation.casework.models import Case
from mediation.casework.services import aftercare
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.followups import asking
from mediation.followups.models import Feedback, FollowUpVisit
from mediation.notifications.models import Notice
from tests.cast import client_of
from tests.mediation.casework import agreement_play as stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def play(county: Any, mediator: Any, supervisor: Any, party: Any, other_party: Any) -> stage.Play:
    return stage.make_case(county, mediator, supervisor, party, other_party, number="QX-2026-09001")


def test_a_category_plans_its_visits_once(play: stage.Play, outsider: Any, other_mediator: Any) -> None:
    with pytest.raises(Conflict):
        aftercare.plan_visits(actor=play.mediator, case=play.case, category="violent_family")
    stage.in_force(play)
    case = Case.objects.select_related("area", "mediator").get(pk=play.case.pk)
    with pytest.raises(Invalid):
        aftercare.plan_visits(actor=play.mediator, case=case, category="criminals")
    for actor in (outsider, other_mediator, play.a):
        with pytest.raises(NotFound):
            aftercare.plan_visits(actor=actor, case=case, category="other")
        assert client_of(actor).get(f"/desk/cases/{case.pk}/followup-plan/").status_code == 404
    desk = client_of(play.mediator)
    for _ in range(2):
        assert desk.post(f"/desk/cases/{case.pk}/followup-plan/", {"category": "violent_family"}).status_code == 302
    rows = FollowUpVisit.objects.filter(category="violent_family")
    assert [(v.channel, (v.due_on - clock.today()).days) for v in rows] == [("visit", 3), ("appointment", 14), ("visit", 30), ("visit", 90)]
    meeting = rows.get(channel="appointment")
    assert "110" in desk.get(f"/desk/followups/{meeting.pk}/").content.decode()
    past = desk.post(f"/desk/followups/{meeting.pk}/time/", {"appointment_at": "2020-01-01T09:00", "place": "司法所"})
    assert past.status_code == 422
    assert "司法所" in past.content.decode()
    far = desk.post(f"/desk/followups/{meeting.pk}/time/", {"appointment_at": "9999-12-31T23:59", "place": "司法所"})
    assert far.status_code == 422
    day = clock.today() + clock.DAY
    assert desk.post(f"/desk/followups/{meeting.pk}/time/", {"appointment_at": f"{day}T09:30", "place": "司法所"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.due_on, meeting.place) == (day, "司法所")


def asked(play: stage.Play) -> tuple[Feedback, Feedback]:
    stage.in_force(play)
    aftercare_tasks.ask_feedback(str(play.case.pk))
    aftercare_tasks.ask_feedback(str(play.case.pk))
    rows = {f.respondent: f for f in Feedback.objects.all()}
    assert set(rows) == {play.a.key, play.b.key}
    return rows[play.a.key], rows[play.b.key]


def test_satisfaction_is_said_on_the_own_page_and_never_seen_by_whoever_mediated(
    play: stage.Play, outsider: Any, other_mediator: Any, counsellor: Any
) -> None:
    first, second = asked(play)
    url = f"/c/feedback/{first.pk}/"
    for actor in (play.b, play.mediator, play.supervisor, outsider):
        assert client_of(actor).get(url).status_code == 404
    page = client_of(play.a)
    assert page.post(url, {"words": "canary words"}).status_code == 422
    said = {"satisfaction": "dissatisfied", "fair": "", "free": "no", "words": "canary words"}
    assert page.post(url, said).status_code == 302
    assert page.post(url, {**said, "satisfaction": "satisfied"}).status_code == 302  # pressed twice: the first answer counts
    first.refresh_from_db()
    assert (first.satisfaction, first.fair, first.free) == ("dissatisfied", None, False)
    assert "canary" not in first.words_sealed
    assert Notice.objects.filter(kind="followups.complaint").count() == 1
    for actor in (play.mediator, other_mediator, outsider, play.a, counsellor):
        assert client_of(actor).get("/desk/feedback/").status_code in (302, 404)
        assert client_of(actor).get(f"/desk/feedback/{first.pk}/").status_code in (302, 404)
    head = client_of(play.supervisor)
    assert "canary words" in head.get(f"/desk/feedback/{first.pk}/").content.decode()
    assert "canary words" not in head.get("/desk/feedback/").content.decode()
    found = asking.figures(play.supervisor)
    assert (found.asked, found.answered, found.said, found.content) == (2, 1, 1, 0)
    assert head.post(f"/desk/feedback/{second.pk}/record/", {"satisfaction": "satisfied", "via": "own"}).status_code == 422
    assert head.post(f"/desk/feedback/{second.pk}/record/", {"satisfaction": "satisfied", "via": "call"}).status_code == 302
    assert asking.figures(play.supervisor).content == 1


def test_a_telephone_typed_by_the_mediator_is_no_own_channel(play: stage.Play) -> None:
    from mediation.people.services import change_phone

    change_phone(actor=play.mediator, person=play.party_b.person, phone="13900003333")
    _first, second = asked(play)
    assert not second.own_channel
    assert asking.waiting(play.supervisor) == [second]
    assert asking.waiting(play.mediator) == []


def test_a_relapse_is_a_new_case_linked_to_the_first(play: stage.Play, outsider: Any) -> None:
    stage.in_force(play)
    case = Case.objects.select_related("area", "mediator", "follows").get(pk=play.case.pk)
    with pytest.raises(NotFound):
        aftercare.relapse(actor=outsider, case=case, story="又吵")
    with pytest.raises(Invalid):
        aftercare.relapse(actor=play.mediator, case=case, story="  ")
    again = aftercare.relapse(actor=play.mediator, case=case, story="canary 又漏水了")
    assert aftercare.relapse(actor=play.mediator, case=case, story="又漏水了").pk == again.pk  # pressed twice
    assert (again.follows_id, again.state, again.number != case.number) == (case.pk, "claimed", True)
    assert "canary" not in again.story_sealed
    assert sorted(p.person.name for p in again.parties.all()) == sorted(p.person.name for p in case.parties.all())
    assert {p.willingness for p in again.parties.all()} == {"not_asked"}
    assert case.number in client_of(play.mediator).get(f"/desk/cases/{again.pk}/").content.decode()
    assert client_of(play.mediator).get(f"/desk/cases/{case.pk}/again/").status_code == 200
