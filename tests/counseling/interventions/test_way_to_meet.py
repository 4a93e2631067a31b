"""The safety port: casework gets a mode and its days, holds the door by it, and never learns why."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from counseling.interventions import services, tasks
from counseling.interventions.enums import SittingAdvice
from counseling.interventions.models import ProcessAdvice
from counseling.interventions.selectors import process_advice_for
from mediation.casework.enums import SittingState
from mediation.casework.models import Case, Party, Sitting
from mediation.casework.selectors.meeting import room_for, rooms_of
from mediation.casework.services import sitting as sittings
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.jobs.models import Job
from mediation.notifications.models import Notice, ShortMessage
from realtime.rooms import kinds
from realtime.rooms.models import Room
from tests.cast import County, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(make_case: Callable[[], Any]) -> Any:
    row = make_case()
    Party.objects.filter(case=row).update(willingness="willing")
    Case.objects.filter(pk=row.pk).update(state="ready")
    row.refresh_from_db()
    return row


@pytest.fixture
def sign(case: Any, counsellor: Actor, county: County) -> Callable[..., ProcessAdvice]:
    def put(mode: SittingAdvice, *, days: int = 30, starts: date | None = None) -> ProcessAdvice:
        return services.sign_advice(
            actor=counsellor, user=user_of(counsellor), case_ref=case.id, area_path=county.village.path, mode=mode, breaks=False,
            companion=False, words="", valid_until=clock.today() + timedelta(days=days), valid_from=starts, press=uuid.uuid4(),
        )

    return put


def plan(case: Any, mediator: Actor, mode: str = "joint", *, days: int = 1) -> Sitting:
    starts = clock.now() + timedelta(days=days)
    return sittings.plan(actor=mediator, case=case, starts_at=starts, minutes=60, mode=mode, risk="risk")


def test_a_joint_sitting_cannot_be_planned_or_begun_while_the_sides_are_kept_apart(
    case: Any, sign: Callable[..., ProcessAdvice], mediator: Actor
) -> None:
    before = plan(case, mediator)
    sign(SittingAdvice.SEPARATE)

    with pytest.raises(Invalid) as planned:
        plan(case, mediator, days=2)
    with pytest.raises(Conflict) as begun:
        sittings.begin(actor=mediator, sitting=before)

    assert set(planned.value.fields) == {"mode"}
    assert begun.value.code == "way-to-meet"
    before.refresh_from_db()
    assert before.state == SittingState.PLANNED


def test_not_now_shuts_every_door_and_the_words_give_no_reason(
    case: Any, sign: Callable[..., ProcessAdvice], mediator: Actor, party: Actor, client_of: Callable[[Actor], Client]
) -> None:
    before = plan(case, mediator)
    room = Room.objects.get(pk=before.room)
    kind = kinds.get("sitting")
    assert kind.may_enter(party, room)
    sign(SittingAdvice.NOT_NOW)

    for mode in ("joint", "separate", "shuttle"):
        with pytest.raises(Invalid):
            plan(case, mediator, mode, days=3)
    page = client_of(mediator).get(f"/desk/sittings/{before.id}/").content.decode()
    pressed = client_of(mediator).post(f"/desk/sittings/{before.id}/begin/", follow=True).content.decode()

    assert not kind.may_enter(party, room)
    assert not kind.may_enter(mediator, room)
    assert f"/desk/sittings/{before.id}/begin/" not in page
    for words in (page, pressed):
        for telling in ("心理", "筛查", "暴力", "危险", "screening", "violence", "counsel", "苏雨"):
            assert telling not in words.split("<main", 1)[1].split("</main", 1)[0]
    assert f"/rooms/{before.room}/" not in client_of(party).get(f"/c/case/{case.id}/").content.decode()


def test_apart_means_a_room_for_each_side_and_neither_reads_the_other(
    case: Any, sign: Callable[..., ProcessAdvice], mediator: Actor, party: Actor, other_party: Actor
) -> None:
    advice = sign(SittingAdvice.SHUTTLE)
    held = plan(case, mediator, "shuttle")
    sittings.begin(actor=mediator, sitting=held)
    (first, _a), (second, _b) = rooms_of(held)
    mine, theirs = (Party.objects.get(subject=a.subject) for a in (party, other_party))

    def doors() -> list[bool]:
        return [
            kinds.get(room.kind).may_enter(actor, room)
            for room in (Room.objects.get(pk=first), Room.objects.get(pk=second)) for actor in (party, other_party, mediator)
        ]

    assert doors() == [True, False, True, False, True, True]
    assert (room_for(held, mine), room_for(held, theirs)) == (first, second)
    services.end_advice(actor=_again(advice), row=advice)
    assert doors() == [True, False, True, False, True, True]  # what was said apart stays apart
    sittings.finish(actor=mediator, sitting=held)
    held.refresh_from_db()
    assert doors() == [True, False, True, False, True, True]
    assert set(Room.objects.filter(ref=str(held.id)).values_list("state", flat=True)) == {"closed"}


def _again(advice: ProcessAdvice) -> Actor:
    from mediation.accounts.selectors import actor_of_user

    return actor_of_user(advice.signed_by)


def test_with_the_police_it_begins_only_when_they_are_there(case: Any, sign: Callable[..., ProcessAdvice], mediator: Actor) -> None:
    sign(SittingAdvice.POLICE)
    held = plan(case, mediator)

    with pytest.raises(Conflict) as without:
        sittings.begin(actor=mediator, sitting=held)
    begun = sittings.begin(actor=mediator, sitting=held, police_are_there=True)

    assert without.value.code == "police-first"
    assert begun.state == SittingState.OPEN


def test_what_keeps_people_apart_holds_past_its_day_until_somebody_signs_again(
    case: Any, sign: Callable[..., ProcessAdvice], mediator: Actor, counsellor: Actor, lead: Actor
) -> None:
    advice = sign(SittingAdvice.SEPARATE, days=2)
    later = clock.now() + timedelta(days=5)

    with clock.told(later):
        held = process_advice_for(case.id)
        with pytest.raises(Invalid):
            plan(case, mediator)
        tasks.renew_advice(str(advice.id))
        asked = set(Notice.objects.filter(kind="care.renew").values_list("recipient", flat=True))
        sign(SittingAdvice.JOINT)
        plan(case, mediator)
        before = Notice.objects.filter(kind="care.renew").count()
        tasks.renew_advice(str(advice.id))

    assert held is not None
    assert held.overdue
    assert asked == {counsellor.key, lead.key}
    assert Job.objects.filter(task__endswith="renew_advice").count() >= 2
    assert Notice.objects.filter(kind="care.renew").count() == before  # signed anew: nobody is asked any more
    with clock.told(later + timedelta(days=60)):
        assert process_advice_for(case.id) is None  # "all together" simply ends


def test_advice_that_begins_later_leaves_no_day_without_any(case: Any, sign: Callable[..., ProcessAdvice], mediator: Actor) -> None:
    soon = clock.today() + timedelta(days=3)
    sign(SittingAdvice.NOT_NOW, starts=soon)
    assert process_advice_for(case.id) is None
    with pytest.raises(Invalid) as later:
        sign(SittingAdvice.JOINT, starts=soon)
    with pytest.raises(Invalid):
        sign(SittingAdvice.JOINT, starts=clock.today() - timedelta(days=1))
    assert set(later.value.fields) == {"valid_from"}
    with clock.told(clock.now() + timedelta(days=3)):
        assert process_advice_for(case.id) is not None


def test_the_mediator_is_told_that_the_way_changed_and_nothing_else(
    case: Any, sign: Callable[..., ProcessAdvice], mediator: Actor
) -> None:
    sign(SittingAdvice.POLICE)

    notice = Notice.objects.get(recipient=mediator.key, kind="casework.way_changed")
    assert notice.params == {"number": case.number}


def test_the_other_side_is_known_across_cases_by_the_same_telephone(
    make_case: Callable[[], Any], party: Actor, other_party: Actor, county: County
) -> None:
    """Somebody under another code in another case is still the same person."""
    from counseling.interventions.ports import people
    from mediation.people.services import add_person

    make_case()
    old = Case.objects.create(number="T-old", title="Wall", kind="neighbour", state="claimed", area=county.village, opened_at=clock.now())
    subjects = []
    for actor, role, phone in ((party, "applicant", "13800000001"), (other_party, "respondent", "13800000002")):
        person = add_person(actor=mediator_of(), name=actor.name, phone=phone)
        subjects.append(Party.objects.create(case=old, person=person, role=role, subject=uuid.uuid4()).subject)

    opponents = people().opponents(uuid.UUID(party.subject))

    assert opponents == {uuid.UUID(other_party.subject), subjects[1]}


def mediator_of() -> Actor:
    from mediation.common.actor import system

    return system("tests.way")


def test_a_party_marks_its_telephone_as_unsafe_and_nothing_is_sent_to_it(
    case: Any, mediator: Actor, party: Actor, other_party: Actor, client_of: Callable[[Actor], Client]
) -> None:
    browser, address = client_of(party), f"/c/case/{case.id}/reach/"
    empty = browser.post(address, {"safe_times": "周末"})
    for _twice in range(2):
        sent = browser.post(address, {"phone_is": "shared", "safe_times": "周末上午"})
    before = ShortMessage.objects.count()

    plan(case, mediator)

    assert empty.status_code == 422
    assert "周末" in empty.content.decode()  # nothing typed is lost
    assert sent.status_code == 302
    assert ShortMessage.objects.count() == before + 1  # the other side's own telephone
    assert Notice.objects.filter(recipient=mediator.key, kind="casework.reach_changed").count() == 1
    assert Notice.objects.filter(recipient=party.key, kind="casework.sitting").exists()  # on the own page
    assert client_of(other_party).get(address).content.decode().count("周末上午") == 0
    assert "周末上午" in client_of(mediator).get(f"/desk/cases/{case.id}/").content.decode()
    assert browser.post(address, {"phone_is": "own", "safe_times": "x" * 90}).status_code == 422


def test_nobody_else_opens_the_page_of_ones_telephone(case: Any, mediator: Actor, outsider: Actor, client_of: Any) -> None:
    for actor in (mediator, outsider):
        assert client_of(actor).get(f"/c/case/{case.id}/reach/").status_code == 404
