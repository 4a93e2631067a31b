"""Beside the log: drills of the drill room count by themselves, a second person gives the role, a silent log is told once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from mediation.accounts.models import RoleAssignment
from mediation.accounts.roles import Role
from mediation.accounts.selectors import assignments_now
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, NotFound
from mediation.notifications.models import Notice
from tests.cast import user_of
from tests.training.mentoring.conftest import Pair, Table
from training.mentoring import tasks
from training.mentoring.enums import Evidence, Stage
from training.mentoring.models import LadderTemplate, Portfolio, SignOff
from training.mentoring.selectors import around, evidence, standing
from training.mentoring.services import contract as contracts
from training.mentoring.services import ladder, roles
from training.roleplay.enums import Level
from training.roleplay.models import Drill, Part, Play, PlayVersion, Rating

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
DRILLS = (Evidence.DRILL, Evidence.DRILL_LEAD, Evidence.ASSESSED)


def drill(pair: Pair, role: str, *watched: tuple[Actor, bool, bool], state: str = "done", days: int = 3) -> None:
    """A drill of the room in which the learner had this role; watched: who observed, saw something, closed the own sheet."""
    play = Play.objects.create(title_zh="漏水", changed_at=clock.now())
    version = PlayVersion.objects.create(play=play, number=1, content={}, published_at=clock.now())
    when = clock.now() - timedelta(days=days)
    row = Drill.objects.create(
        version=version, trainer=uuid.uuid4(), trainer_name="柳青", planned_at=when, state=state, press=uuid.uuid4(), created_at=when,
        ended_at=when,
    )
    Part.objects.create(drill=row, person=pair.learner.subject, name="何苗", role=role)
    for who, saw, own in watched:
        part = Part.objects.create(drill=row, person=who.subject, name=who.name, submitted_at=when, excused=not own)
        Rating.objects.create(part=part, indicator="listening.reflect", level=Level.WELL if saw else None)
        Rating.objects.create(part=part, indicator="options.apart", level=None)


def counted(pair: Pair) -> tuple[int | None, ...]:
    pair.portfolio = Portfolio.objects.select_related("template").get(pk=pair.portfolio.pk)
    here = around.now(pair.portfolio)
    found = evidence.have(pair.portfolio, DRILLS, evidence.Log.of(pair.portfolio, here.seats), here)
    return tuple(found[kind] for kind in DRILLS)


def test_drills_of_the_room_count_themselves(pair: Pair, judges: list[Actor]) -> None:
    one, two, three = judges
    assert counted(pair) == (0, 0, 0)
    drill(pair, "partya", (one, True, True), (two, True, True))
    assert counted(pair) == (1, 0, 0)  # who played a party was not rated
    drill(pair, "", (one, True, True))  # observing is no playing
    drill(pair, "mediator", (one, True, True), (two, True, True), state="debrief")  # not finished
    assert counted(pair) == (1, 0, 0)
    drill(pair, "mediator", (one, True, True), (two, False, True), (three, True, False), days=4)
    assert counted(pair) == (2, 1, 0)  # one saw nothing, the sheet of one was closed by the trainer
    drill(pair, "mediator", (one, True, True), (pair.mentor, True, True), days=5)
    assert counted(pair) == (3, 2, 0)  # the own mentor is not independent
    drill(pair, "mediator", (one, True, True), (two, True, True), days=6)
    assert counted(pair) == (4, 3, 1)


def test_the_log_counts_beside_them_where_the_ladder_says_so_and_nothing_twice(pair: Pair) -> None:
    drill(pair, "mediator", days=3)
    pair.both("drill_lead", on=clock.day_of(clock.now() - timedelta(days=3)))  # the same drill, written down as well
    assert counted(pair) == (1, 1, 0)
    pair.both("drill", on=clock.day_of(clock.now() - timedelta(days=1)))
    assert counted(pair) == (2, 1, 0)
    LadderTemplate.objects.filter(pk=pair.portfolio.template_id).update(drills_by_log=False)
    assert counted(pair) == (1, 1, 0)


def test_the_county_decides_whether_the_log_counts(admin: Actor) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    assert not ladder.lay(actor=admin, track="path", valid_from=tomorrow, drills_by_log=False).drills_by_log  # type: ignore[arg-type]


def test_a_drill_step_says_how_drills_count(pair: Pair, client_of: Browser) -> None:
    page = f"/learn/mentoring/{pair.portfolio.pk}/"
    assert "演练室里的演练，结束后自动算数" not in client_of(pair.learner).get(page).content.decode()
    drill(pair, "mediator")
    body = client_of(pair.at(Stage.DRILL).learner).get(page).content.decode()
    assert "演练室里的演练，结束后自动算数" in body and "<b>1 / 3</b>" in body


@pytest.fixture
def independent(pair: Pair) -> Pair:
    SignOff.objects.create(
        portfolio=pair.portfolio, step=Stage.INDEPENDENT, by=pair.contract.mentor, by_name="柳青", at=clock.now(), rests_on={}
    )
    return pair.at(Stage.INDEPENDENT)


def test_a_signature_gives_no_right_a_second_person_does(
    independent: Pair, admin: Actor, mediator: Actor, supervisor: Actor, outsider: Actor, party: Actor, client_of: Browser
) -> None:
    page, held = "/learn/mentoring/roles/", assignments_now().filter(user=user_of(independent.learner), role=Role.MEDIATOR)
    own = client_of(independent.learner).get(f"/learn/mentoring/{independent.portfolio.pk}/").content.decode()
    assert "角色由另一个人授予" in own and admin.name in own and not held.exists()
    given = {"portfolio": str(independent.portfolio.pk)}
    for actor in (independent.mentor, independent.learner, mediator, supervisor, outsider, party):
        assert client_of(actor).get(page).status_code in (302, 404) and client_of(actor).post(page, given).status_code in (302, 404)
        with pytest.raises(NotFound):
            roles.give(actor=actor, portfolio=independent.portfolio)
    browser = client_of(admin)
    assert independent.portfolio.name in browser.get(page).content.decode()
    for bad in ("", "x", str(uuid.uuid4())):
        assert browser.post(page, {"portfolio": bad}).status_code == 404
    assert not held.exists()
    for _again in range(2):
        assert browser.post(page, given).status_code == 302
    assert held.count() == 1 and Notice.objects.filter(kind="mentoring.role_given").count() == 1
    assert independent.portfolio.name not in browser.get(page).content.decode()
    assert "角色由另一个人授予" not in client_of(independent.learner).get(f"/learn/mentoring/{independent.portfolio.pk}/").content.decode()


def test_who_signed_for_the_step_does_not_give_the_role_too(pair: Pair, admin: Actor, client_of: Browser) -> None:
    SignOff.objects.create(
        portfolio=pair.portfolio, step=Stage.INDEPENDENT, by=uuid.UUID(admin.subject), by_name=admin.name, at=clock.now(), rests_on={}
    )
    pair.at(Stage.INDEPENDENT)
    with pytest.raises(Conflict):
        roles.give(actor=admin, portfolio=pair.portfolio)
    answer = client_of(admin).post("/learn/mentoring/roles/", {"portfolio": str(pair.portfolio.pk)})
    assert answer.status_code == 409 and "另一个人授予" in answer.content.decode()


def test_a_role_held_once_before_begins_anew_and_a_lower_step_gives_none(independent: Pair, admin: Actor) -> None:
    user, yesterday = user_of(independent.learner), clock.today() - timedelta(days=1)
    learns = RoleAssignment.objects.get(user=user)
    RoleAssignment.objects.create(
        user=user, role=Role.MEDIATOR, area=learns.area, organisation=learns.organisation, since=yesterday - timedelta(days=9),
        until=yesterday,
    )
    roles.give(actor=admin, portfolio=independent.portfolio)
    assert assignments_now().filter(user=user, role=Role.MEDIATOR).count() == 1
    for step in (Stage.LEARNER, Stage.SUPERVISED):
        with pytest.raises(NotFound):
            roles.give(actor=admin, portfolio=independent.at(step).portfolio)


def test_the_givers_are_told_when_the_step_is_reached(pair: Pair, admin: Actor) -> None:
    roles.tell_givers(pair.mentor, pair.portfolio)
    assert not Notice.objects.filter(kind="mentoring.role_due").exists()
    roles.tell_givers(pair.mentor, pair.at(Stage.INDEPENDENT).portfolio)
    assert list(Notice.objects.filter(kind="mentoring.role_due").values_list("recipient", flat=True)) == [f"user:{admin.subject}"]


def test_thirty_days_of_silence_are_told_once_and_again_after_the_next(
    pair: Pair, table: Table, supervisor: Actor, outsider: Actor
) -> None:
    def told() -> list[str]:
        return sorted(Notice.objects.filter(kind="mentoring.silent").values_list("recipient", flat=True))

    everybody = sorted(f"user:{who.subject}" for who in (pair.mentor, pair.learner, supervisor))
    for days, expected in ((29, []), (31, everybody), (33, everybody)):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            tasks.look_for_silence()
            assert told() == expected
    with time_machine.travel(clock.now() + timedelta(days=34), tick=False):
        pair.both("meeting")
        tasks.look_for_silence()
        assert told() == everybody
    with time_machine.travel(clock.now() + timedelta(days=70), tick=False):
        tasks.look_for_silence()
        tasks.look_for_silence()
        assert told() == sorted(everybody * 2)
        contracts.end(actor=pair.mentor, contract=pair.contract)
    with time_machine.travel(clock.now() + timedelta(days=200), tick=False):
        tasks.look_for_silence()
        assert told() == sorted(everybody * 2)
    assert timedelta(days=30) == standing.SILENT
