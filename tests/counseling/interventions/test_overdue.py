"""What was not written and not brought is asked after by the clock: the counsellor first, then the supervisor of care.

No notice says about whom or why.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from counseling.interventions import services, tasks
from counseling.interventions.services import supervision
from counseling.screening.enums import Level, Rank
from counseling.screening.models import Flag
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.jobs import worker
from mediation.notifications.kinds import get
from mediation.notifications.models import Notice
from tests.cast import user_of
from tests.counseling.interventions.conftest import me, talk

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLINICAL = ("PHQ", "GAD", "自杀", "抑郁", "焦虑", "诊断", "量表", "评分", "suicid", "depress", "anxi", "diagnos", "score", "红", "橙")


def live(begin: datetime, *hours: float) -> None:
    for hour in hours:
        with clock.told(begin + hour * HOUR):
            tasks.overdue_supervision()
            worker.drain("overdue")


def told(actor: Actor, kind: str, begin: datetime) -> list[int]:
    rows = Notice.objects.filter(recipient=actor.key, kind=kind).order_by("created_at").values_list("created_at", flat=True)
    return [round((at - begin) / HOUR) for at in rows]


@pytest.fixture
def on_duty(put_on_call: Any, lead: Actor) -> Actor:
    put_on_call(lead, Rank.LEAD, hours=24 * 13)
    return lead


def test_supervision_that_is_overdue_is_asked_for_each_day(held: Flag, counsellor: Actor, on_duty: Actor, deputy: Actor) -> None:
    begin = held.created_at

    live(begin, 23, 25, 25.5, 26, 49.1, 49.5)

    assert told(counsellor, "care.supervision_due", begin) == [25, 49]
    assert (told(on_duty, "care.supervision_late", begin), told(deputy, "care.supervision_late", begin)) == ([49], [])
    with clock.told(begin + 50 * HOUR):
        supervision.bring(
            **me(counsellor, held), supervisor=user_of(deputy), held_at=clock.now() - HOUR, minutes=30, words="what I was unsure about",
            press=held.id,
        )
    live(begin, 74, 98)
    assert told(counsellor, "care.supervision_due", begin) == [25, 49]


def test_whoever_is_gone_is_not_waited_for(held: Flag, counsellor: Actor, on_duty: Actor) -> None:
    user = user_of(counsellor)
    user.is_active = False
    user.save()

    live(held.created_at, 25)

    begin = held.created_at
    assert (told(counsellor, "care.supervision_due", begin), told(on_duty, "care.supervision_late", begin)) == ([], [25])


def test_a_talk_without_a_note_is_asked_about_and_then_told_to_the_supervisor(yellow: Flag, counsellor: Actor, on_duty: Actor) -> None:
    row = talk(counsellor, yellow)
    begin = row.starts_at

    live(begin, 23, 24.1, 48.2, 72.3)

    assert told(counsellor, "care.talk_unwritten", begin) == [24, 48, 72]
    assert told(on_duty, "care.talk_unwritten", begin) == [48, 72]


def test_a_call_that_was_taken_and_not_written_about_is_asked_after_again(
    red: Flag, counsellor: Actor, on_duty: Actor
) -> None:
    Flag.objects.filter(pk=red.pk).update(level=Level.BLUE)
    red.refresh_from_db()
    services.take_contact(**me(counsellor, red))
    begin = clock.now()

    live(begin, 1, 24.1, 48.2)

    assert (told(counsellor, "care.unwritten", begin), told(on_duty, "care.unwritten", begin)) == ([24, 48], [48])
    with clock.told(begin + 50 * HOUR):
        services.add_note(**me(counsellor, red), fields={"subjective": "spoke with her"}, press=red.id)
    live(begin, 80)
    assert told(counsellor, "care.unwritten", begin) == [24, 48]


def test_no_reminder_says_about_whom_or_why() -> None:
    for code in ("care.unwritten", "care.talk_unwritten", "care.supervision_due", "care.supervision_late", "care.look_in"):
        kind = get(code)
        assert not any(word in f"{kind.title} {kind.text} {kind.sms}" for word in CLINICAL), code
