"""A yearly check-up in the middle of its weeks: most have answered, one has been found to need company. All invented."""

from __future__ import annotations

from datetime import timedelta

from counseling.screening import services as screening
from counseling.screening.enums import Mode
from counseling.screening.models import Invitee
from counseling.screening.selectors import screening as reading
from counseling.screening.services import answering, checkups
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.demo.world import World

NAMES = ("罗小满", "田立春", "谷雨生", "夏至远", "秦白露", "霍秋分", "寒小雪", "梅大寒", "柳清明", "方处暑",
         "石立冬", "沈惊蛰", "叶芒种", "何霜降")
ANSWERED = 8
TIRED = 1  # the one who answers so that a talk is offered


def build(world: World) -> None:
    actor, user = world.actor("supervisor"), world.users["supervisor"]
    with clock.told(world.now - timedelta(days=9)):
        row = checkups.create(
            actor=actor, user=user, title="调解员和网格员年度心理体检", bundle="checkup", area=world.areas["Q"], opens_at=clock.now(),
            closes_at=clock.now() + timedelta(days=40),
        )
        people = [checkups.Wanted(name, "" if n % 4 == 3 else f"1390000{n:04d}") for n, name in enumerate(NAMES)]
        checkups.invite(actor=actor, checkup=row, people=people)
    invited = Invitee.objects.filter(checkup=row).select_related("person", "checkup__area").order_by("number")[:ANSWERED]
    for n, one in enumerate(invited):
        with clock.told(world.now - timedelta(days=8 - n % 6, hours=n)):
            _answer(one, tired=n == TIRED)


def _answer(one: Invitee, *, tired: bool) -> None:
    guest = Actor.guest(one.subject, one.person.name)
    row = checkups.offered(one, Mode.SELF)
    screening.consent(actor=guest, screening=row, language="zh-hans")
    row.refresh_from_db()
    for _turn in range(20):
        number = reading.first_open(row)
        if number is None:
            break
        question = reading.flow(row)[number - 1]
        value = 0 if question.safety else 2 if tired else (number + one.number) % 2
        answering.answer(actor=guest, screening=row, number=number, value=value, elapsed_ms=4000 + 700 * number)
        row.refresh_from_db()
