"""What somebody says on another occasion is heard, whatever became of the first call; once, and by whoever is responsible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from counseling.interventions import services as care
from counseling.screening import services
from counseling.screening.enums import CallWish, FlagState, Level, Rank, Reason
from counseling.screening.models import Flag, Response, Score, Screening
from counseling.screening.services import offers, rights
from mediation.audit.models import AuditEntry
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict
from mediation.jobs.models import Job
from mediation.notifications.models import Notice
from tests.cast import client_of, user_of
from tests.counseling.conftest import answer_all

pytestmark = pytest.mark.django_db
CALM = (0, 0, 0, 0, 0)


def take(actor: Actor) -> Flag:
    flag = Flag.objects.get()
    care.take_contact(actor=actor, user=user_of(actor), flag=flag)
    Notice.objects.all().delete()
    flag.refresh_from_db()
    return flag


def another(keeper: Actor, party: Actor, bundle: str = "party") -> Screening:
    """Another occasion: offered by a counsellor and agreed to."""
    flag = Flag.objects.get()
    row = offers.propose(actor=keeper, subject=flag.subject, case_ref=flag.case_ref, area_path=flag.area_path, bundle=bundle)
    services.consent(actor=party, screening=row, language="zh-hans")
    row.refresh_from_db()
    return row


def told() -> list[tuple[str, str]]:
    return sorted(Notice.objects.values_list("recipient", "kind"))


def test_a_second_yes_wakes_those_on_call_and_whoever_is_in_touch(
    red: Flag, party: Actor, on_call: Actor, deputy: Actor, put_on_call: Callable[..., Any]
) -> None:
    take(deputy)  # not on call: she looked after her all the same
    second = another(deputy, party)

    answer_all(party, second, 0, 0, 0, 0, 3)
    services.answer(actor=party, screening=second, number=5, value=3)  # sent twice
    services.state_wish(actor=party, screening=second, wish=CallWish.NOW)
    services.state_wish(actor=party, screening=second, wish=CallWish.NOW)

    flag = Flag.objects.get()
    assert (flag.state, flag.round, flag.level) == (FlagState.OPEN, red.round + 1, Level.RED)
    assert (flag.screening, flag.wish) == (second, CallWish.NOW)
    assert told() == sorted([(on_call.key, "care.urgent"), (deputy.key, "care.urgent")])
    assert Job.objects.filter(key__startswith=f"care-escalate:{flag.id}:{flag.round}:").count() == 2


def test_while_nobody_has_answered_another_call_does_not_put_the_deputy_off(red: Flag, party: Actor, on_call: Actor) -> None:
    Flag.objects.update(escalated=1)
    Notice.objects.all().delete()
    second = another(on_call, party)

    answer_all(party, second, 0, 0, 0, 0, 1)

    flag = Flag.objects.get()
    assert (flag.state, flag.round, flag.escalated, flag.screening) == (FlagState.OPEN, red.round, 1, second)
    assert told() == [(on_call.key, "care.urgent")]


def test_more_grave_answers_of_one_occasion_are_one_call(red: Flag, party: Actor, begun: Screening, on_call: Actor) -> None:
    flag = take(on_call)

    services.raise_flag(
        actor=party, subject=flag.subject, case_ref=flag.case_ref, area_path=flag.area_path, reason=Reason.CRITICAL, screening=begun
    )

    assert (Flag.objects.get().state, told()) == (FlagState.ACKNOWLEDGED, [])


def test_putting_an_answer_right_to_a_worse_one_wakes_them_again(red: Flag, party: Actor, begun: Screening, on_call: Actor) -> None:
    take(on_call)

    rights.correct(actor=party, screening=begun, number=5, value=1)  # milder than before: nobody has to run
    assert (Flag.objects.get().state, told()) == (FlagState.ACKNOWLEDGED, [])
    assert rights.correct(actor=party, screening=begun, number=5, value=3)
    rights.correct(actor=party, screening=begun, number=5, value=3)

    assert (Flag.objects.get().state, Flag.objects.get().round, told()) == (FlagState.OPEN, red.round + 1, [(on_call.key, "care.urgent")])


def test_low_mood_on_another_occasion_is_told_quietly_to_whoever_is_in_touch(
    begun: Screening, party: Actor, on_call: Actor, deputy: Actor
) -> None:
    answer_all(party, begun, *CALM)
    services.state_wish(actor=party, screening=begun, wish=CallWish.LATER)
    take(deputy)
    second = another(deputy, party)

    answer_all(party, second, 3, 3, 0, 0, 0)

    flag = Flag.objects.get()
    assert (flag.state, flag.level, flag.round, flag.screening) == (FlagState.ACKNOWLEDGED, Level.BLUE, 1, second)
    assert told() == [(deputy.key, "care.anew")]
    assert AuditEntry.objects.filter(action="care.told").count() == 1


def test_an_answer_left_open_later_lifts_a_blue_flag(begun: Screening, party: Actor, on_call: Actor) -> None:
    answer_all(party, begun, 3, 3, 0, 0, 0)
    take(on_call)
    second = another(on_call, party)

    answer_all(party, second, 0, 0, 0, 0, None)

    flag = Flag.objects.get()
    assert (flag.level, flag.reason, flag.round, flag.state) == (Level.YELLOW, Reason.QUIET, 2, FlagState.OPEN)


def test_call_me_now_after_calm_answers_wakes_those_on_call_and_says_by_when(
    begun: Screening, party: Actor, on_call: Actor, put_on_call: Callable[..., Any], deputy: Actor
) -> None:
    put_on_call(deputy, Rank.DEPUTY)
    answer_all(party, begun, *CALM)
    page, where = client_of(party), f"/care/me/{begun.id}/done/"

    page.post(where, {"wish": "later"})
    assert (Flag.objects.get().level, told()) == (Level.BLUE, [(on_call.key, "care.new")])
    page.post(where, {"wish": "now"})
    page.post(where, {"wish": "now"})

    flag = Flag.objects.get()
    assert (flag.level, flag.reason, flag.wish, flag.round) == (Level.YELLOW, Reason.NOW, CallWish.NOW, 2)
    assert flag.due_at - flag.created_at == timedelta(hours=24)
    assert told() == [(on_call.key, "care.new"), (on_call.key, "care.urgent")]
    shown = page.get(where, headers={"accept-language": "en"}).content.decode()
    assert "Those on call were told at once. They are to call you by" in shown
    assert "12356" in shown


def test_call_me_now_tells_whoever_has_just_taken_the_call(red: Flag, party: Actor, begun: Screening, on_call: Actor) -> None:
    take(on_call)

    services.state_wish(actor=party, screening=begun, wish=CallWish.CAREFUL)
    services.state_wish(actor=party, screening=begun, wish=CallWish.CAREFUL)

    flag = Flag.objects.get()
    assert (flag.state, flag.round, flag.wish) == (FlagState.ACKNOWLEDGED, red.round, CallWish.CAREFUL)
    assert told() == [(on_call.key, "care.urgent")]


def test_call_me_now_on_another_calm_occasion_begins_a_new_round(red: Flag, party: Actor, on_call: Actor) -> None:
    take(on_call)
    second = another(on_call, party)
    answer_all(party, second, *CALM)

    services.state_wish(actor=party, screening=second, wish=CallWish.NOW)

    flag = Flag.objects.get()
    assert (flag.state, flag.round, flag.level, flag.reason) == (FlagState.OPEN, red.round + 1, Level.RED, Reason.CRITICAL)
    assert told() == [(on_call.key, "care.urgent")]


def test_the_same_occasion_long_after_the_call_was_taken_is_heard_anew(red: Flag, party: Actor, begun: Screening, on_call: Actor) -> None:
    flag = take(on_call)

    with clock.told(clock.now() + timedelta(hours=3)):
        services.raise_flag(
            actor=party, subject=flag.subject, case_ref=flag.case_ref, area_path=flag.area_path, reason=Reason.CRITICAL, screening=begun
        )

    assert (Flag.objects.get().state, told()) == (FlagState.OPEN, [(on_call.key, "care.urgent")])


def test_an_answer_to_questions_renewed_meanwhile_is_kept_and_a_grave_one_calls_somebody(
    begun: Screening, party: Actor, on_call: Actor
) -> None:
    answer_all(party, begun, 0, 0, 0)
    begun.packages = {code: {**kept, "digest": "0" * 64} for code, kept in begun.packages.items()}
    begun.save(update_fields=["packages"])

    with pytest.raises(Conflict):
        services.answer(actor=party, screening=begun, number=4, value=1)
    assert services.answer(actor=party, screening=begun, number=5, value=3)

    assert Response.objects.filter(screening=begun).count() == 5
    assert (Flag.objects.get().level, told()) == (Level.RED, [(on_call.key, "care.urgent")])
    assert Score.objects.count() == 0  # old and new answers are not counted together
