"""The alarm runs by itself: a frozen clock through a night, a holiday, a dead worker and an absent deputy.

The worker is the real one (`jobs.worker.drain`), only the time is told. What is asserted is who was woken, and when.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from counseling.screening import services
from counseling.screening.enums import FlagState, Level, Rank
from counseling.screening.models import Flag, Screening
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.jobs import worker
from mediation.jobs.models import Job
from mediation.notifications.models import Notice, ShortMessage
from tests.cast import County, user_of
from tests.counseling.conftest import answer_all

pytestmark = pytest.mark.django_db
EVENING = datetime(2027, 2, 5, 15, 50, tzinfo=UTC)  # ten to midnight in Shanghai, New Year's Eve by the lunar calendar
MINUTE = timedelta(minutes=1)
Put = Callable[..., Any]


@pytest.fixture
def alarm(party: Actor, county: County, case_ref: Any, counsellor: Actor, put_on_call: Put) -> Flag:
    """Somebody says it at ten to midnight, in the holiday. The first on call goes home at midnight."""
    with clock.told(EVENING):
        put_on_call(counsellor, hours=2, since=timedelta(minutes=110))
        assert services.offer_url(party, case_ref, county.village) is not None
        screening = Screening.objects.get()
        services.consent(actor=party, screening=screening, language="zh-hans")
        answer_all(party, screening, 0, 0, 0, 0, 2)
    return Flag.objects.get()


def live(until: timedelta, *, since: timedelta = timedelta(0), every: timedelta = MINUTE) -> None:
    """The worker looks every minute, as the real one does more often."""
    moment = EVENING + since
    while moment <= EVENING + until:
        with clock.told(moment):
            worker.drain("night")
        moment += every


def woken(actor: Actor) -> list[int]:
    """After how many minutes this person was woken."""
    times = Notice.objects.filter(recipient=actor.key, kind="care.urgent").order_by("created_at").values_list("created_at", flat=True)
    return [round((at - EVENING) / MINUTE) for at in times]


def test_a_night_in_the_holidays_goes_by_the_clock_of_the_wall(
    alarm: Flag, counsellor: Actor, deputy: Actor, lead: Actor, put_on_call: Put
) -> None:
    with clock.told(EVENING):
        put_on_call(deputy, Rank.DEPUTY, hours=10)
        put_on_call(lead, Rank.LEAD, hours=10)

    live(timedelta(minutes=14))

    assert (woken(counsellor), woken(deputy), woken(lead)) == ([0], [5], [10])


def test_after_the_last_rank_nobody_is_given_up(
    alarm: Flag, counsellor: Actor, deputy: Actor, lead: Actor, put_on_call: Put
) -> None:
    with clock.told(EVENING):
        put_on_call(deputy, Rank.DEPUTY, hours=10)
        put_on_call(lead, Rank.LEAD, hours=10)

    live(timedelta(minutes=56))
    assert (woken(counsellor), woken(deputy), woken(lead)) == ([0, 25, 40, 55], [5, 25, 40, 55], [10, 25, 40, 55])

    with clock.told(EVENING + 56 * MINUTE):
        services.acknowledge(actor=deputy, flag=alarm, user=user_of(deputy))
    live(timedelta(hours=3), since=timedelta(minutes=57), every=5 * MINUTE)
    assert (woken(counsellor)[-1], woken(deputy)[-1], woken(lead)[-1]) == (55, 55, 55)


def test_the_deputy_who_is_not_there_costs_no_minute(
    alarm: Flag, deputy: Actor, lead: Actor, counsellor: Actor, put_on_call: Put
) -> None:
    """On the list, but no longer a counsellor; and on the list, but the account is closed: the next rank is woken in their place."""
    with clock.told(EVENING):
        put_on_call(deputy, Rank.DEPUTY, hours=10)
        put_on_call(lead, Rank.LEAD, hours=10)
    user = user_of(deputy)
    user.is_active = False
    user.save(update_fields=["is_active"])

    live(timedelta(minutes=11))

    assert (woken(deputy), woken(lead)) == ([], [5, 10])


def test_the_shift_that_changes_at_midnight_is_followed(
    alarm: Flag, counsellor: Actor, deputy: Actor, lead: Actor, put_on_call: Put
) -> None:
    """The deputy's own shift ends before the step: whoever has taken over as deputy is woken."""
    with clock.told(EVENING):
        put_on_call(deputy, Rank.DEPUTY, hours=1, since=timedelta(minutes=57))  # until three minutes later
    with clock.told(EVENING + 3 * MINUTE):
        put_on_call(lead, Rank.DEPUTY, hours=10, since=timedelta(0))

    live(timedelta(minutes=6))

    assert (woken(deputy), woken(lead)) == ([], [5])


def test_a_worker_that_was_dead_for_two_hours_wakes_everybody_it_owes_at_once(
    alarm: Flag, counsellor: Actor, deputy: Actor, lead: Actor, put_on_call: Put
) -> None:
    with clock.told(EVENING):
        put_on_call(deputy, Rank.DEPUTY, hours=10)
        put_on_call(lead, Rank.LEAD, hours=10)
        worker.beat()
    with clock.told(EVENING + timedelta(hours=2)):
        assert worker.readiness() != ""  # and the watch over the machine could see it
        worker.drain("after the night")

    assert (woken(counsellor), woken(deputy), woken(lead)) == ([0], [120], [120])


def test_a_worker_that_died_with_the_alarm_in_its_hands_delays_it_by_its_lease_only(
    alarm: Flag, counsellor: Actor, deputy: Actor, put_on_call: Put
) -> None:
    with clock.told(EVENING):
        put_on_call(deputy, Rank.DEPUTY, hours=10)
        worker.drain("before")
    with clock.told(EVENING + 5 * MINUTE):
        claim = worker.claim_next("elsewhere:1:dies")  # kill -9 between the claim and the work
        assert claim is not None
        assert claim.task.endswith("escalate")

    live(timedelta(minutes=11), since=timedelta(minutes=6))

    assert woken(deputy) == [10, 10]  # its own step after the lease, and as lead's stand-in: no lead is on the list


def test_a_step_that_fails_is_tried_again_and_wakes_once(
    alarm: Flag, deputy: Actor, put_on_call: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.told(EVENING):
        put_on_call(deputy, Rank.DEPUTY, hours=10)
    from counseling.screening.services import escalation

    real, left = escalation.notify, [1]

    def once_broken(*args: Any, **kwargs: Any) -> None:
        if left:
            left.pop()
            raise RuntimeError
        real(*args, **kwargs)

    monkeypatch.setattr(escalation, "notify", once_broken)
    live(timedelta(minutes=7))

    assert woken(deputy) == [6]
    assert Job.objects.filter(parked_at__isnull=False).count() == 0


def test_an_unusable_duty_number_does_not_stop_the_alarm(
    alarm: Flag, deputy: Actor, lead: Actor, put_on_call: Put
) -> None:
    for actor, number in ((deputy, "no number"), (lead, "13800000007")):
        user = user_of(actor)
        user.telephone = number
        user.save(update_fields=["telephone"])
    with clock.told(EVENING):
        put_on_call(deputy, Rank.DEPUTY, hours=10)
        put_on_call(lead, Rank.DEPUTY, hours=10)

    live(timedelta(minutes=6))

    assert (woken(deputy), woken(lead), ShortMessage.objects.count()) == ([5], [5], 1)


def test_a_quiet_task_is_not_forgotten_either(begun: Screening, party: Actor, counsellor: Actor, lead: Actor, put_on_call: Put) -> None:
    answer_all(party, begun, 0, 0, 0, 0, None)
    flag = Flag.objects.get()
    put_on_call(lead, Rank.LEAD, hours=24 * 10)
    for hours in (23, 25, 49, 50, 73):
        with clock.told(flag.created_at + timedelta(hours=hours)):
            worker.drain("days")

    assert Notice.objects.filter(recipient=lead.key, kind="care.new").count() == 3


def test_a_level_raised_by_a_person_before_anybody_took_the_call_wakes_by_the_new_clock(
    begun: Screening, party: Actor, counsellor: Actor, deputy: Actor, on_call: Actor, put_on_call: Put
) -> None:
    answer_all(party, begun, 0, 0, 0, 0, None)
    flag = Flag.objects.get()
    put_on_call(deputy, Rank.DEPUTY, hours=10)

    services.set_level(actor=counsellor, flag=flag, level=Level.RED)
    with clock.told(clock.now() + 6 * MINUTE):
        worker.drain("now")

    assert (flag.round, flag.state) == (2, FlagState.OPEN)
    assert [Notice.objects.filter(recipient=a.key, kind="care.urgent").count() for a in (counsellor, deputy)] == [1, 1]
