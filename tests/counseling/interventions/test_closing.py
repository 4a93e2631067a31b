"""Ending on both counts, opening again, and how many people one counsellor accompanies."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from counseling.interventions import services
from counseling.interventions.crises import HeartState, PersonView
from counseling.interventions.enums import EntryKind, Outcome
from counseling.interventions.models import CareEntry, LookIn
from counseling.interventions.selectors import caseload, file
from counseling.interventions.services import caseload as limits
from counseling.interventions.services import referral as referrals
from counseling.screening.enums import FlagState, Level, Rank
from counseling.screening.models import Flag
from mediation.casework.enums import CaseState
from mediation.casework.models import Case
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.jobs import worker
from mediation.notifications.models import Notice
from tests.cast import County, client_of, user_of
from tests.counseling.interventions.conftest import grounds, me, refer, talk
from tests.counseling.interventions.test_pages import opened

pytestmark = pytest.mark.django_db


def close(actor: Actor, flag: Flag, outcome: Outcome = Outcome.BETTER, **changes: Any) -> None:
    services.close_file(**me(actor, flag), outcome=outcome, grounds=grounds(**changes), press=uuid.uuid4())
    flag.refresh_from_db()


@pytest.mark.parametrize(("changes", "field"), [
    ({"evidence": "ok"}, "evidence"), ({"view": PersonView.GO_ON}, "view"), ({"view": PersonView.UNASKED}, "view"),
    ({"look_in_on": timedelta(days=0)}, "look_in_on"), ({"look_in_on": timedelta(days=400)}, "look_in_on"),
    ({"outcome": Outcome.REFERRED}, "outcome"), ({"outcome": Outcome.MOVED}, "outcome"),
])
def test_both_counts_or_it_goes_on(yellow: Flag, counsellor: Actor, changes: dict[str, Any], field: str) -> None:
    if "look_in_on" in changes:
        changes = {"look_in_on": clock.today() + changes["look_in_on"]}

    with pytest.raises(Invalid) as why:
        close(counsellor, yellow, **changes)

    assert set(why.value.fields) == {field}
    assert Flag.objects.get().state == FlagState.ACKNOWLEDGED


@pytest.mark.parametrize("level", [Level.RED, Level.ORANGE])
def test_red_and_orange_are_not_ended(held: Flag, counsellor: Actor, level: Level) -> None:
    Flag.objects.filter(pk=held.pk).update(level=level)
    with pytest.raises(Invalid):
        close(counsellor, held)


def test_the_matter_and_the_heart_stand_side_by_side(yellow: Flag, counsellor: Actor) -> None:
    close(counsellor, yellow, view_words="I can sleep")

    [page] = file.opened(file.entries(yellow.subject, EntryKind.CLOSING))
    assert page.body["matter"]["words"] and page.body["matter"]["settled"] is False
    assert (page.body["heart"], page.body["view"], page.body["view_words"]) == ("rest", "agrees", "I can sleep")
    assert page.body["both"] is False and page.body["matter_words"]  # the dispute goes on: not an end on both counts
    client = opened(counsellor, yellow)
    shown = client.get(f"/care/people/{yellow.subject}/closing/").content.decode()
    assert "I can sleep" in shown and "the mediator of the town" in shown


def test_a_matter_that_was_closed_as_settled_makes_it_both(yellow: Flag, counsellor: Actor) -> None:
    Case.objects.update(state=CaseState.CLOSED, matter_settled=True, closed_at=clock.now())

    close(counsellor, yellow, matter_words="")

    [page] = file.opened(file.entries(yellow.subject, EntryKind.CLOSING))
    assert (page.body["matter"]["settled"], page.body["both"]) == (True, True)
    assert page.body["matter"]["since"]


@pytest.mark.parametrize(("changes", "field"), [
    ({"matter_words": ""}, "matter_words"), ({"heart": HeartState.HEAVY}, "heart"),
])
def test_neither_count_is_passed_over(yellow: Flag, counsellor: Actor, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as why:
        close(counsellor, yellow, **changes)
    assert set(why.value.fields) == {field}
    close(counsellor, yellow, Outcome.DECLINED, heart=HeartState.HEAVY)  # nobody is kept against their will


def test_nothing_is_left_open_behind_an_end(yellow: Flag, counsellor: Actor, deputy: Actor) -> None:
    row, meeting = refer(counsellor, yellow, deputy), talk(counsellor, yellow)
    client = opened(counsellor, yellow)

    with pytest.raises(Invalid) as why:
        close(counsellor, yellow)
    named = str(why.value.message)
    page = client.get(f"/care/people/{yellow.subject}/closing/").content.decode()

    assert str(user_of(deputy)) in named and str(user_of(counsellor)) in named and "sleeps badly" not in named + page
    assert f"/care/referrals/{row.id}/" in page and f"/care/talks/{meeting.id}/" in page
    for stranger in (deputy,):
        with pytest.raises(NotFound):
            referrals.take_back(actor=stranger, user=user_of(stranger), row=row, reason="no longer needed")
    assert client.post(f"/care/referrals/{row.id}/take-back/", {"why": ""}).status_code == 422
    for _press in range(2):
        assert client.post(f"/care/referrals/{row.id}/take-back/", {"why": "she is better"}).status_code == 302
    services.call_off(actor=counsellor, row=meeting)
    assert Notice.objects.filter(recipient=deputy.key, kind="care.referral_back").count() == 1
    with pytest.raises(Conflict):
        referrals.accept(actor=deputy, row=row)
    close(counsellor, yellow)
    assert yellow.state == FlagState.CLOSED


# --- asking again


def ask_again(at: Any) -> None:
    with clock.told(at):
        worker.drain("look-in")


def told_on(actor: Actor, since: Any) -> list[int]:
    """On which day after the promised one this person was asked."""
    rows = Notice.objects.filter(recipient=actor.key, kind="care.look_in").order_by("created_at").values_list("created_at", flat=True)
    return [round((at - since) / timedelta(days=1)) for at in rows]


def test_asking_again_goes_by_the_clock_until_somebody_writes(
    yellow: Flag, counsellor: Actor, deputy: Actor, lead: Actor, put_on_call: Any
) -> None:
    close(counsellor, yellow)
    row = LookIn.objects.get()
    assert row.due_at.astimezone(clock.SHANGHAI).date() == clock.today() + timedelta(days=30)
    with clock.told(row.due_at):
        put_on_call(deputy, Rank.FIRST, hours=24 * 10)
        put_on_call(lead, Rank.LEAD, hours=24 * 10)

    for day in range(4):
        ask_again(row.due_at + timedelta(days=day, minutes=1))

    assert told_on(counsellor, row.due_at) == [0, 1, 2, 3]
    assert told_on(deputy, row.due_at) == [1] and told_on(lead, row.due_at) == [2, 3]  # nobody is deputy: the next rank
    with clock.told(row.due_at + timedelta(days=3, hours=1)):
        assert f"/care/people/{yellow.subject}/" in client_of(deputy).get("/care/").content.decode()
        services.add_note(**me(deputy, yellow), fields={"subjective": "she is well"}, press=uuid.uuid4())
    ask_again(row.due_at + timedelta(days=5))
    row.refresh_from_db()
    assert (row.done_by, told_on(counsellor, row.due_at)) == (user_of(deputy), [0, 1, 2, 3])


def test_whoever_is_gone_is_followed_by_those_on_call(yellow: Flag, counsellor: Actor, deputy: Actor, put_on_call: Any) -> None:
    close(counsellor, yellow)
    row = LookIn.objects.get()
    user = user_of(counsellor)
    user.is_active = False
    user.save()
    with clock.told(row.due_at):
        put_on_call(deputy)

    ask_again(row.due_at + timedelta(minutes=1))

    assert (told_on(counsellor, row.due_at), told_on(deputy, row.due_at)) == ([], [0])


def test_a_file_that_was_opened_again_is_not_asked_about(yellow: Flag, counsellor: Actor) -> None:
    close(counsellor, yellow)
    row = LookIn.objects.get()

    fresh = services.reopen_file(**me(counsellor, yellow))

    assert (fresh.state, fresh.subject) == (FlagState.OPEN, yellow.subject)
    assert services.look_in(look_in_id=row.id, step=1) == []
    with pytest.raises(Conflict):
        services.reopen_file(**me(counsellor, fresh))


def test_handed_on_is_an_end_only_when_the_receiver_has_accepted(yellow: Flag, counsellor: Actor, deputy: Actor) -> None:
    row = refer(counsellor, yellow, deputy)
    with pytest.raises(Invalid):
        close(counsellor, yellow, Outcome.REFERRED, view=PersonView.UNASKED)
    referrals.acknowledge(actor=deputy, row=row)
    referrals.accept(actor=deputy, row=row)

    close(counsellor, yellow, Outcome.REFERRED, view=PersonView.UNASKED)

    assert yellow.state == FlagState.CLOSED


# --- how many


@pytest.fixture
def full(county: County, counsellor: Actor, red: Flag) -> Flag:
    """The counsellor's place allows one, and they have one."""
    limits.set_limit(actor=counsellor, user=user_of(counsellor), area_path=county.area.path, most=1)
    Flag.objects.create(
        subject=uuid.uuid4(), case_ref=uuid.uuid4(), area_path=red.area_path, level=Level.BLUE, proposed=Level.BLUE, reason=red.reason,
        state=FlagState.ACKNOWLEDGED, acknowledged_by=user_of(counsellor), acknowledged_at=clock.now(), created_at=clock.now(),
        due_at=clock.now(),
    )
    return red


def test_red_is_taken_whatever_the_limit(full: Flag, counsellor: Actor) -> None:
    services.take_contact(**me(counsellor, full))
    assert caseload.load_of(user_of(counsellor)) == 2


def test_one_too_many_is_refused_with_a_word_and_taken_with_a_signature(full: Flag, counsellor: Actor) -> None:
    Flag.objects.filter(pk=full.pk).update(level=Level.YELLOW)
    full.refresh_from_db()
    client = client_of(counsellor)
    refused = client.post(f"/care/people/{full.subject}/contact/")
    address = f"/care/people/{full.subject}/exception/"
    assert refused["Location"] == address
    with pytest.raises(Conflict):
        services.take_contact(**me(counsellor, full))
    assert client.post(address, {"reason": "no"}).status_code == 422

    client.post(address, {"reason": "The only one who speaks her dialect.", "press": uuid.uuid4()})
    services.take_contact(**me(counsellor, full))

    assert CareEntry.objects.get(kind=EntryKind.EXCEPTION).by == user_of(counsellor)
    assert Flag.objects.get(pk=full.pk).acknowledged_by == user_of(counsellor)


def test_a_hand_over_counts_too(full: Flag, counsellor: Actor, deputy: Actor) -> None:
    Flag.objects.filter(pk=full.pk).update(level=Level.YELLOW)
    full.refresh_from_db()
    services.take_contact(**me(deputy, full))
    row = refer(deputy, full, counsellor)
    referrals.acknowledge(actor=counsellor, row=row)
    with pytest.raises(Conflict) as why:
        referrals.accept(actor=counsellor, row=referrals.Referral.objects.get(pk=row.pk))
    assert why.value.code == "caseload"


def test_the_limit_is_set_at_ones_own_place(county: County, counsellor: Actor, mediator: Actor, admin: Actor) -> None:
    for actor in (mediator, admin):
        with pytest.raises(NotFound):
            limits.set_limit(actor=actor, user=user_of(actor), area_path=county.area.path, most=5)
    for most in (0, 501):
        with pytest.raises(Invalid):
            limits.set_limit(actor=counsellor, user=user_of(counsellor), area_path=county.area.path, most=most)
    client = client_of(counsellor)
    assert client.post("/care/caseload/", {"area": "x", "most": "-3"}).status_code == 422
    client.post("/care/caseload/", {"area": county.area.pk, "most": "12"})

    assert caseload.limit_at(county.village.path) == 12
    assert [load.limit for load in caseload.table(counsellor)] == [12]
