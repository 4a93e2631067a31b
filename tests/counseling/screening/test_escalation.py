"""The clock runs by itself: jobs, not pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from counseling.screening import services, tasks
from counseling.screening.enums import FlagState, Level, Rank
from counseling.screening.models import Flag, Screening
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, NotFound
from mediation.jobs.models import Job
from mediation.notifications.models import Notice, ShortMessage
from tests.cast import County, user_of
from tests.counseling.conftest import answer_all

pytestmark = pytest.mark.django_db
NIGHT = datetime(2027, 10, 3, 18, 4, tzinfo=UTC)  # two in the morning in Shanghai, in the holiday week


def run_due() -> None:
    for job in Job.objects.filter(task="counseling.screening.tasks.escalate", due_at__lte=clock.now()).order_by("due_at"):
        tasks.escalate(**job.payload)


def told_to(actor: Actor) -> int:
    return Notice.objects.filter(recipient=actor.key).count()


@pytest.fixture
def red(begun: Screening, party: Actor) -> Flag:
    answer_all(party, begun, 0, 0, 0, 0, 1)
    return Flag.objects.get()


def test_nobody_answers_deputy_then_lead(
    red: Flag, counsellor: Actor, deputy: Actor, lead: Actor, put_on_call: Callable[..., Any]
) -> None:
    put_on_call(deputy, Rank.DEPUTY)
    put_on_call(lead, Rank.LEAD)
    seen = []
    for minutes in (4, 6, 11, 20):
        with clock.told(red.created_at + timedelta(minutes=minutes)):
            run_due()
            run_due()  # twice: a job may run again
        seen.append((told_to(counsellor), told_to(deputy), told_to(lead)))

    assert seen == [(1, 0, 0), (1, 1, 0), (1, 1, 1), (1, 1, 1)]
    assert Flag.objects.get().escalated == 2


def test_an_absent_deputy_costs_no_time(red: Flag, lead: Actor, put_on_call: Callable[..., Any]) -> None:
    put_on_call(lead, Rank.LEAD)

    with clock.told(red.created_at + timedelta(minutes=6)):
        run_due()

    assert told_to(lead) == 1


def test_with_nobody_on_any_rota_every_counsellor_is_told(red: Flag, counsellor: Actor, deputy: Actor, lead: Actor) -> None:
    with clock.told(red.created_at + timedelta(minutes=6)):
        run_due()

    assert (told_to(counsellor), told_to(deputy), told_to(lead)) == (2, 1, 1)


def test_once_somebody_is_in_touch_nobody_else_is_woken(
    red: Flag, counsellor: Actor, deputy: Actor, put_on_call: Callable[..., Any]
) -> None:
    put_on_call(deputy, Rank.DEPUTY)

    services.acknowledge(actor=counsellor, flag=red, user=user_of(counsellor))
    with clock.told(red.created_at + timedelta(hours=1)):
        run_due()

    assert told_to(deputy) == 0


def test_two_answer_at_once_one_wins(red: Flag, counsellor: Actor, deputy: Actor) -> None:
    services.acknowledge(actor=counsellor, flag=red, user=user_of(counsellor))
    services.acknowledge(actor=counsellor, flag=red, user=user_of(counsellor))

    with pytest.raises(Conflict):
        services.acknowledge(actor=deputy, flag=red, user=user_of(deputy))


def test_handing_over_begins_a_new_round(red: Flag, counsellor: Actor, deputy: Actor, put_on_call: Callable[..., Any]) -> None:
    put_on_call(deputy, Rank.DEPUTY)
    services.acknowledge(actor=counsellor, flag=red, user=user_of(counsellor))
    later = red.created_at + timedelta(minutes=30)
    with clock.told(later):
        services.hand_over(actor=counsellor, flag=red, seen_round=1)
        services.hand_over(actor=counsellor, flag=red, seen_round=1)
    red.refresh_from_db()
    with clock.told(later + timedelta(minutes=6)):
        run_due()

    assert (red.round, red.state, red.acknowledged_by) == (2, FlagState.OPEN, None)
    assert told_to(deputy) == 1


def test_whoever_gives_a_person_away_is_not_the_one_who_is_woken(
    red: Flag, counsellor: Actor, deputy: Actor, put_on_call: Callable[..., Any]
) -> None:
    put_on_call(deputy, Rank.DEPUTY)
    services.acknowledge(actor=counsellor, flag=red, user=user_of(counsellor))
    before = told_to(counsellor)
    services.hand_over(actor=counsellor, flag=red, seen_round=1, aside=user_of(counsellor))

    assert (told_to(counsellor), told_to(deputy)) == (before, 1)


def test_no_press_puts_off_whoever_is_to_be_woken_next(
    red: Flag, counsellor: Actor, deputy: Actor, lead: Actor, put_on_call: Callable[..., Any]
) -> None:
    """Nobody has answered: handing over wakes the deputy at once; the lead hears it when it was promised, however often it is pressed."""
    put_on_call(deputy, Rank.DEPUTY)
    put_on_call(lead, Rank.LEAD)
    begun = red.created_at
    handed = []
    for minutes in (1, 2, 4, 8):
        with clock.told(begun + timedelta(minutes=minutes)):
            handed.append(str(services.hand_over(actor=counsellor, flag=red, seen_round=1, aside=user_of(counsellor))))
            if minutes == 1:
                assert told_to(deputy) == 1
    red.refresh_from_db()

    assert handed == ["sooner", "known", "known", "known"]
    assert (red.round, red.created_at) == (1, begun)
    with clock.told(begun + timedelta(minutes=11)):
        run_due()
    assert told_to(deputy) == 1
    assert told_to(lead) == 1


def test_night_and_holiday_go_by_the_rota(
    counsellor: Actor, deputy: Actor, party: Actor, county: County, case_ref: Any, put_on_call: Callable[..., Any]
) -> None:
    with clock.told(NIGHT):
        put_on_call(counsellor, hours=2, since=timedelta(hours=3))  # went home an hour ago
        assert services.offer_url(party, case_ref, county.village) is None
        put_on_call(deputy, hours=12)
        assert services.offer_url(party, case_ref, county.village) is not None
        screening = Screening.objects.get()
        services.consent(actor=party, screening=screening, language="zh-hans")
        answer_all(party, screening, 0, 0, 0, 0, 3)

    assert (told_to(counsellor), told_to(deputy)) == (0, 1)
    assert Flag.objects.get().due_at == NIGHT


def test_a_rota_that_ran_out_meanwhile_does_not_lose_the_answer(begun: Screening, party: Actor, counsellor: Actor) -> None:
    with clock.told(clock.now() + timedelta(hours=20)):
        assert answer_all(party, begun, 0, 0, 0, 0, 2)[-1] is True

    assert Flag.objects.get().level == Level.RED
    assert told_to(counsellor) == 1  # nobody on call: every counsellor of the place


def test_a_former_counsellor_on_the_rota_is_nobody(on_call: Actor, party: Actor, county: County, case_ref: Any) -> None:
    user_of(on_call).assignments.update(until=clock.today() - timedelta(days=1), since=clock.today() - timedelta(days=9))

    assert services.offer_url(party, case_ref, county.village) is None


def test_notices_and_messages_carry_no_name(begun: Screening, party: Actor, on_call: Actor) -> None:
    user = user_of(on_call)
    user.telephone = "13800000000"
    user.save()
    answer_all(party, begun, 0, 0, 0, 0, 1)

    assert Notice.objects.get().params == {}
    message = ShortMessage.objects.get()
    from mediation.vault.sealing import unseal

    words = unseal("notifications", f"sms.text:{message.id}", message.text_sealed)
    assert party.name not in words
    assert str(party.subject) not in words


def test_an_outsider_can_neither_answer_nor_hand_over(red: Flag, outsider: Actor, mediator: Actor, supervisor: Actor) -> None:
    for actor in (outsider, mediator, supervisor):
        with pytest.raises(NotFound):
            services.acknowledge(actor=actor, flag=red, user=user_of(actor))
        with pytest.raises(NotFound):
            services.hand_over(actor=actor, flag=red, seen_round=1)


def test_raising_no_level_by_a_machine_lowers_one(red: Flag, party: Actor, begun: Screening, counsellor: Actor) -> None:
    services.state_wish(actor=party, screening=begun, wish="no")  # type: ignore[arg-type]

    assert Flag.objects.get().level == Level.RED
