"""Ending on both counts, opening again, and how many people one counsellor accompanies."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from counseling.interventions import services, tasks
from counseling.interventions.crises import PersonView
from counseling.interventions.enums import EntryKind, Outcome
from counseling.interventions.models import CareEntry
from counseling.interventions.selectors import caseload, file
from counseling.interventions.services import caseload as limits
from counseling.interventions.services import referral as referrals
from counseling.screening.enums import FlagState, Level
from counseling.screening.models import Flag
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.jobs.models import Job
from mediation.notifications.models import Notice
from tests.cast import County, client_of, user_of
from tests.counseling.interventions.conftest import grounds, me, refer

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


def test_the_matter_and_the_heart_stand_side_by_side_and_somebody_asks_again(yellow: Flag, counsellor: Actor) -> None:
    close(counsellor, yellow, view_words="I can sleep")

    [page] = file.opened(file.entries(yellow.subject, EntryKind.CLOSING))
    assert page.body["matter"]
    assert (page.body["view"], page.body["view_words"]) == ("agrees", "I can sleep")
    job = Job.objects.get(task="counseling.interventions.tasks.look_in")
    assert job.due_at.astimezone(clock.SHANGHAI).date() == clock.today() + timedelta(days=30)
    tasks.look_in(**job.payload)
    assert Notice.objects.filter(recipient=counsellor.key, kind="care.look_in").count() == 1

    fresh = services.reopen_file(**me(counsellor, yellow))
    assert (fresh.state, fresh.subject) == (FlagState.OPEN, yellow.subject)
    assert not services.look_in(entry_id=page.entry.id)
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
