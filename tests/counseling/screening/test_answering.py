from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from counseling.screening import services
from counseling.screening.enums import CallWish, FlagState, Level, Reason, ScreeningState
from counseling.screening.models import Consent, Flag, Response, RightsRequest, Screening
from counseling.screening.selectors import screening as reading
from mediation.audit.models import AuditEntry
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.jobs.models import Job
from mediation.notifications.models import Notice
from tests.cast import County, user_of
from tests.counseling.conftest import answer_all

pytestmark = pytest.mark.django_db


def test_nothing_is_offered_where_nobody_is_on_call(party: Actor, county: County, case_ref: uuid.UUID, counsellor: Actor) -> None:
    assert services.offer_url(party, case_ref, county.village) is None
    assert not Screening.objects.exists()


def test_nothing_is_offered_in_a_sitting_with_a_helper_or_to_staff(
    on_call: Actor, party: Actor, mediator: Actor, county: County, case_ref: uuid.UUID
) -> None:
    assert services.offer_url(party, case_ref, county.village, assisted=True) is None
    assert services.offer_url(mediator, case_ref, county.village) is None
    assert not Screening.objects.exists()


def test_an_offer_is_one_offer(offered: Screening, party: Actor, county: County, case_ref: uuid.UUID) -> None:
    assert services.offer_url(party, case_ref, county.village) == f"/care/me/{offered.id}/"
    assert Screening.objects.count() == 1


def test_declining_ends_it(offered: Screening, party: Actor, county: County, case_ref: uuid.UUID) -> None:
    services.decline(actor=party, screening=offered)

    assert services.offer_url(party, case_ref, county.village) is None
    assert Screening.objects.get().state == ScreeningState.DECLINED


def test_consent_pressed_twice_is_one_line_in_the_ledger(begun: Screening, party: Actor) -> None:
    services.consent(actor=party, screening=begun, language="zh-hans")

    row = Consent.objects.get()
    assert (row.version, row.purpose, row.given_by, row.withdrawn_at) == ("2026-11.3", "screening", party.key, None)
    assert set(Screening.objects.get().packages) == {"bundle:party", "phq4", "phq9", "gad7"}


def test_no_answer_without_consent(offered: Screening, party: Actor) -> None:
    with pytest.raises(Conflict):
        services.answer(actor=party, screening=offered, number=1, value=1)
    assert not Response.objects.exists()


def test_a_calm_battery_raises_nothing(begun: Screening, party: Actor) -> None:
    assert answer_all(party, begun, 0, 1, 1, 0, 0) == [False] * 5

    assert Screening.objects.get().state == ScreeningState.FINISHED
    assert not Flag.objects.exists()


@pytest.mark.parametrize("ninth", [1, 2, 3])
def test_the_ninth_calls_somebody_at_once_whatever_the_others_say(begun: Screening, party: Actor, on_call: Actor, ninth: int) -> None:
    assert answer_all(party, begun, 0, 0, 0, 0, ninth) == [False, False, False, False, True]

    flag = Flag.objects.get()
    assert (flag.level, flag.reason, flag.state, flag.screening_id) == (Level.RED, Reason.CRITICAL, FlagState.OPEN, begun.id)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.urgent, notice.link, notice.params) == (on_call.key, "care.urgent", True, "/care/", {})
    assert Job.objects.filter(task="counseling.screening.tasks.escalate").count() == 2


def test_flag_and_answer_stand_or_fall_together(begun: Screening, party: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_all(party, begun, 0, 0, 0, 0)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("counseling.screening.services.flags.escalation.begin", fail)
    with pytest.raises(RuntimeError):
        services.answer(actor=party, screening=begun, number=5, value=2)

    assert Response.objects.count() == 4
    assert not Flag.objects.exists()


def test_refusing_the_ninth_is_a_quiet_task(begun: Screening, party: Actor) -> None:
    assert answer_all(party, begun, 0, 0, 0, 0, None)[-1] is False

    flag = Flag.objects.get()
    assert (flag.level, flag.reason) == (Level.YELLOW, Reason.QUIET)
    assert Notice.objects.get().urgent is False


def test_refused_answers_are_not_counted_up(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 2, None, None, None, 0)

    assert not Flag.objects.exists()


def test_a_high_half_offers_a_talk(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 2, 1, None, None, 0)

    flag = Flag.objects.get()
    assert (flag.level, flag.reason) == (Level.BLUE, Reason.MOOD)


def test_sent_twice_is_one_answer(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 0, 0, 0, 0, 1)
    services.answer(actor=party, screening=begun, number=5, value=1)

    assert Response.objects.count() == 5
    assert Flag.objects.get().round == 1
    assert Notice.objects.count() == 1


def test_going_back_keeps_both_and_counts_the_last(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 3)
    answer_all(party, begun, 1)

    given = reading.open_answers(begun)

    assert [(g.item, g.value, g.changed) for g in given] == [("phq_1", 1, True)]
    assert Response.objects.count() == 2


def test_taking_the_ninth_back_does_not_take_the_call_back(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 0, 0, 0, 0, 2)
    services.answer(actor=party, screening=begun, number=5, value=0)

    assert Flag.objects.get().level == Level.RED


def test_saying_it_after_having_left_it_open_lifts_the_flag(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 0, 0, 0, 0, None)
    services.answer(actor=party, screening=begun, number=5, value=1)

    flag = Flag.objects.get()
    assert (flag.level, flag.reason, flag.round) == (Level.RED, Reason.CRITICAL, 2)


def test_red_again_long_after_the_first_call_was_taken_wakes_those_on_call_anew(
    begun: Screening, party: Actor, on_call: Actor, deputy: Actor
) -> None:
    answer_all(party, begun, 0, 0, 0, 0, 1)
    services.acknowledge(actor=deputy, flag=Flag.objects.get(), user=user_of(deputy))
    cause = {
        "actor": party, "subject": begun.subject, "case_ref": begun.case_ref, "area_path": begun.area_path, "reason": Reason.CRITICAL,
        "screening": begun,
    }
    services.raise_flag(**cause)  # in the same talk: no second alarm
    assert (Flag.objects.get().state, Notice.objects.count()) == (FlagState.ACKNOWLEDGED, 1)

    with clock.told(clock.now() + timedelta(hours=3)):
        services.raise_flag(**cause)

    flag = Flag.objects.get()
    assert (flag.state, flag.round, flag.level) == (FlagState.OPEN, 2, Level.RED)
    assert sorted(Notice.objects.values_list("recipient", flat=True)) == sorted([on_call.key, on_call.key, deputy.key])  # and the keeper


def test_an_answer_out_of_range_is_refused(begun: Screening, party: Actor) -> None:
    with pytest.raises(Invalid) as why:
        services.answer(actor=party, screening=begun, number=1, value=7)

    assert set(why.value.fields) == {"answer"}
    assert not Response.objects.exists()


def test_an_answer_is_never_changed(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 3)

    with pytest.raises(TypeError):
        Response.objects.get().save()


def test_nobody_else_gets_anywhere(begun: Screening, other_party: Actor, mediator: Actor, outsider: Actor, supervisor: Actor) -> None:
    for actor in (other_party, mediator, outsider, supervisor):
        with pytest.raises(NotFound):
            services.answer(actor=actor, screening=begun, number=1, value=0)
        with pytest.raises(NotFound):
            reading.own(actor, begun.id)


def test_after_an_hour_it_is_closed(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 0, 0, 0, 0, 0)

    with clock.told(clock.now() + timedelta(hours=2)), pytest.raises(Conflict):
        services.answer(actor=party, screening=begun, number=5, value=1)


def test_withdrawing_stops_everything_but_the_emergency(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 0, 0, 0, 0, 1)

    services.withdraw(actor=party, screening=begun)

    assert Consent.objects.get().withdrawn_at is not None
    assert Flag.objects.get().state == FlagState.OPEN
    with pytest.raises(Conflict):
        services.answer(actor=party, screening=begun, number=1, value=1)


def test_a_wish_to_be_called_without_a_flag_makes_one(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 0, 0, 0, 0, 0)

    services.state_wish(actor=party, screening=begun, wish=CallWish.LATER)
    services.state_wish(actor=party, screening=begun, wish=CallWish.LATER)

    flag = Flag.objects.get()
    assert (flag.reason, flag.level, flag.wish) == (Reason.ASKED, Level.BLUE, CallWish.LATER)


def test_a_no_makes_no_flag(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 0, 0, 0, 0, 0)

    services.state_wish(actor=party, screening=begun, wish=CallWish.NO)

    assert not Flag.objects.exists()


def test_answers_are_sealed_and_the_trail_holds_none(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 3, 3, 3, 3, 3)

    with connection.cursor() as cursor:
        cursor.execute("SELECT value_sealed FROM screening_response")
        assert all(value.startswith("x1.") for (value,) in cursor.fetchall())
    details = [e.detail for e in AuditEntry.objects.filter(action="care.answer")]
    assert details == [{"number": 1}] * 5


def test_after_three_years_nobody_can_read_it(begun: Screening, party: Actor) -> None:
    from counseling.screening import tasks
    from mediation.vault.sealing import Unsealable

    answer_all(party, begun, 1)
    job = Job.objects.get(task="counseling.screening.tasks.shred")

    tasks.shred(**job.payload)

    assert job.due_at - clock.now() > timedelta(days=3 * 365 - 1)
    with pytest.raises(Unsealable):
        reading.open_answers(begun)


def test_an_answer_put_right_after_the_end_is_a_correction_in_the_ledger(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 0, 0, 0, 0, 0)
    answer_all(party, begun, 0, 0, 0)  # gone back, nothing changed
    assert not RightsRequest.objects.exists()

    services.answer(actor=party, screening=begun, number=1, value=2)

    assert [r.kind for r in RightsRequest.objects.all()] == ["correction"]
    assert AuditEntry.objects.filter(action="care.correct").count() == 1
