"""The review without the mentor, the public notice, objections; the grades beside the ladder; new ladders."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from tests.training.mentoring.conftest import Pair, Table
from training.mentoring import ports
from training.mentoring.enums import PanelState, Stage, Track
from training.mentoring.models import Appeal, Contract, LadderTemplate, Panel, PanelVote, SignOff
from training.mentoring.selectors import around
from training.mentoring.selectors import standing as selectors
from training.mentoring.services import contract as contracts
from training.mentoring.services import ladder, review, steps

pytestmark = pytest.mark.django_db
WHY = "还没有看到她处理强烈情绪。"


@pytest.fixture
def ready(pair: Pair, table: Table) -> Pair:
    """Leads under supervision, with every gate met."""
    pair.at(Stage.SUPERVISED)
    SignOff.objects.create(
        portfolio=pair.portfolio, step=Stage.SUPERVISED, by=uuid.UUID(pair.mentor.subject), by_name="柳青", at=clock.now(), rests_on={}
    )
    table.led_and_heard = (5, 2)
    seat = contracts.ask_for_seat(actor=pair.learner, portfolio=pair.portfolio, sitting=uuid.uuid4())
    table.hold(seat.guest)
    pair.both("sheet", by=pair.mentor, seat=seat.pk)
    return pair


def ids(*people: Actor) -> list[uuid.UUID]:
    return [uuid.UUID(a.subject) for a in people]


def judged(ready: Pair, judges: list[Actor], *, noes: int = 0) -> Panel:
    panel = review.ask_for_review(actor=ready.mentor, portfolio=ready.portfolio)
    review.appoint(actor=judges[0], panel=panel, members=ids(*judges))
    for n, one in enumerate(judges):
        review.vote(actor=one, panel=panel, yes=n >= noes, reason=WHY)
    panel.refresh_from_db()
    return panel


def later(days: int) -> Any:
    return time_machine.travel(clock.now() + timedelta(days=days), tick=False)


def test_to_independence_only_by_panel_notice_and_silence(ready: Pair, judges: list[Actor]) -> None:
    def sign() -> int:
        return steps.sign_off(actor=ready.mentor, portfolio=ready.portfolio, to=Stage.INDEPENDENT)

    with pytest.raises(Conflict):
        sign()
    panel = judged(ready, judges)
    with pytest.raises(Conflict):
        sign()
    for _again in range(2):
        assert review.conclude(actor=judges[0], panel=panel)
        panel.refresh_from_db()
    assert panel.notice_until == clock.today() + timedelta(days=7)
    for days in (0, 7):
        with later(days), pytest.raises(Conflict):
            sign()
    with later(8):
        assert sign() == Stage.INDEPENDENT
        assert sign() == Stage.INDEPENDENT
    assert Panel.objects.get().state == PanelState.DONE
    assert Contract.objects.get().state == "ended"  # 出师


def test_the_mentor_has_no_vote_and_no_chair(ready: Pair, judges: list[Actor], make_user: Any, county: Any) -> None:
    panel = review.ask_for_review(actor=ready.mentor, portfolio=ready.portfolio)
    with pytest.raises(Invalid) as why:
        review.appoint(actor=judges[0], panel=panel, members=ids(ready.mentor, *judges[1:]))
    assert set(why.value.fields) == {"members"}
    with pytest.raises(NotFound):
        review.vote(actor=ready.mentor, panel=panel, yes=True)
    with pytest.raises(NotFound):
        review.appoint(actor=ready.mentor, panel=panel, members=ids(*judges))
    for few in ([], ids(*judges[:2]), ids(ready.learner, *judges[1:])):
        with pytest.raises(Invalid):
            review.appoint(actor=judges[0], panel=panel, members=few)
    review.appoint(actor=judges[0], panel=panel, members=ids(*judges))
    with pytest.raises(NotFound):  # not appointed
        review.vote(actor=make_user("other", "mediator", county.town), panel=panel, yes=True)


def test_who_becomes_mentor_meanwhile_loses_the_vote(ready: Pair, judges: list[Actor]) -> None:
    panel = review.ask_for_review(actor=ready.mentor, portfolio=ready.portfolio)
    review.appoint(actor=judges[0], panel=panel, members=ids(*judges))
    contracts.end(actor=ready.learner, contract=ready.contract)
    Contract.objects.create(
        portfolio=ready.portfolio, mentor=uuid.UUID(judges[2].subject), mentor_name="新师傅", plan="计划", rhythm="每周",
        until=clock.today(), proposed_at=clock.now(),
    )
    with pytest.raises(NotFound):
        review.vote(actor=judges[2], panel=panel, yes=True)


def test_votes_are_for_good_and_a_no_says_why(ready: Pair, judges: list[Actor]) -> None:
    panel = review.ask_for_review(actor=ready.mentor, portfolio=ready.portfolio)
    assert review.ask_for_review(actor=ready.mentor, portfolio=ready.portfolio) == panel
    review.appoint(actor=judges[0], panel=panel, members=ids(*judges))
    with pytest.raises(Invalid):
        review.vote(actor=judges[1], panel=panel, yes=False, reason="")
    review.vote(actor=judges[1], panel=panel, yes=False, reason="金丝雀：还没有看到她处理强烈情绪。")
    review.vote(actor=judges[1], panel=panel, yes=True)
    assert not PanelVote.objects.get().yes and "金丝雀" not in PanelVote.objects.get().reason_sealed
    with pytest.raises(Conflict):
        review.appoint(actor=judges[0], panel=panel, members=ids(*judges))
    with pytest.raises(Conflict):
        review.conclude(actor=judges[0], panel=panel)


def test_not_yet_ends_the_review_and_the_two_read_why(ready: Pair, judges: list[Actor]) -> None:
    panel = judged(ready, judges, noes=2)
    assert not review.conclude(actor=judges[0], panel=panel)
    assert around.now(ready.portfolio).panel is None
    for actor in (ready.learner, ready.mentor):
        assert selectors.standing(actor, ready.portfolio).noes == (WHY, WHY)
    assert selectors.standing(judges[1], ready.portfolio).noes == ()
    assert review.ask_for_review(actor=ready.mentor, portfolio=ready.portfolio) != panel


def test_no_review_before_every_gate_is_met(pair: Pair, table: Table) -> None:
    for stage in (Stage.LEARNER, Stage.CO, Stage.SUPERVISED):
        pair.at(stage)
        with pytest.raises(Conflict):
            review.ask_for_review(actor=pair.mentor, portfolio=pair.portfolio)
    with pytest.raises(NotFound):
        review.ask_for_review(actor=pair.learner, portfolio=pair.portfolio)


def test_an_objection_stops_everything_until_somebody_apart_decides(
    ready: Pair, judges: list[Actor], make_user: Any, county: Any, mediator: Actor
) -> None:
    panel = judged(ready, judges)
    with pytest.raises(NotFound):
        review.object_to(actor=mediator, panel=panel, words="金丝雀：他从没有带过案子。")
    review.conclude(actor=judges[0], panel=panel)
    panel.refresh_from_db()
    with pytest.raises(Invalid):
        review.object_to(actor=mediator, panel=panel, words="短")
    row = review.object_to(actor=mediator, panel=panel, words="金丝雀：他从没有带过案子。")
    assert review.object_to(actor=mediator, panel=panel, words="金丝雀：他从没有带过案子。") == row
    assert "金丝雀" not in Appeal.objects.get().words_sealed
    with later(9), pytest.raises(Conflict):
        steps.sign_off(actor=ready.mentor, portfolio=ready.portfolio, to=Stage.INDEPENDENT)
    for near in (judges[0], ready.mentor, ready.learner, mediator):  # sat in the panel, the mentor, the person, the one who objects
        with pytest.raises(NotFound):
            review.decide(actor=near, appeal=row, upheld=False, answer="没有依据。")
    apart = make_user("apart", "supervisor", county.town)
    with pytest.raises(Invalid):
        review.decide(actor=apart, appeal=row, upheld=False, answer="")
    review.decide(actor=apart, appeal=row, upheld=True, answer="情况属实，重新评审。")
    review.decide(actor=apart, appeal=row, upheld=False, answer="再按一次。")
    row.refresh_from_db()
    panel.refresh_from_db()
    assert row.upheld is True and panel.state == PanelState.VOID
    with later(9), pytest.raises(Conflict):
        steps.sign_off(actor=ready.mentor, portfolio=ready.portfolio, to=Stage.INDEPENDENT)


def test_a_dismissed_objection_lets_the_notice_run_out(
    ready: Pair, judges: list[Actor], make_user: Any, county: Any, mediator: Actor
) -> None:
    panel = judged(ready, judges)
    review.conclude(actor=judges[0], panel=panel)
    panel.refresh_from_db()
    row = review.object_to(actor=mediator, panel=panel, words="他从没有带过案子，是别人做的。")
    review.decide(actor=make_user("apart", "supervisor", county.town), appeal=row, upheld=False, answer="已核对案卷，不属实。")
    with later(9):
        assert steps.sign_off(actor=ready.mentor, portfolio=ready.portfolio, to=Stage.INDEPENDENT) == Stage.INDEPENDENT


def test_anybody_reads_the_notice_and_only_while_it_runs(
    ready: Pair, judges: list[Actor], anonymous: Actor, client_of: Callable[..., Client], learner: Actor
) -> None:
    panel = judged(ready, judges)
    assert "何苗" not in client_of(anonymous).get("/notices/mediators/").content.decode()
    review.conclude(actor=judges[0], panel=panel)
    assert "何苗" in client_of(anonymous).get("/notices/mediators/").content.decode()
    with later(8):
        assert "何苗" not in client_of(anonymous).get("/notices/mediators/").content.decode()


def test_a_grade_is_reached_by_the_office_record_and_a_panel(
    mediator: Actor, supervisor: Actor, table: Table, make_user: Any, county: Any
) -> None:
    portfolio = steps.apply_for_grade(actor=mediator)
    assert steps.apply_for_grade(actor=mediator) == portfolio and portfolio.track == Track.GRADE
    table.kept = ports.Record(3, 60, 20, 90)
    with pytest.raises(Conflict):
        review.ask_for_review(actor=mediator, portfolio=portfolio)
    from training.recognition.models import Certificate

    Certificate.objects.create(
        learner=mediator.subject, course=uuid.uuid4(), name="林静", title_zh="课程", title_en="Course", issuer="中心", area_path="0001",
        code="X1", issued_on=clock.today(),
    )
    with pytest.raises(NotFound):
        steps.vouch(actor=mediator, portfolio=portfolio, sure=True)
    with pytest.raises(Invalid):
        steps.vouch(actor=supervisor, portfolio=portfolio, sure=False)
    steps.vouch(actor=supervisor, portfolio=portfolio, sure=True)
    portfolio.refresh_from_db()
    panel = review.ask_for_review(actor=mediator, portfolio=portfolio)
    people = [make_user(f"j{n}", "mediator", county.town) for n in range(3)]
    review.appoint(actor=supervisor, panel=panel, members=ids(*people))
    for one in people:
        review.vote(actor=one, panel=panel, yes=True)
    review.conclude(actor=supervisor, panel=panel)
    with later(8):
        with pytest.raises(NotFound):
            steps.sign_off(actor=mediator, portfolio=portfolio, to=1)
        assert steps.sign_off(actor=supervisor, portfolio=portfolio, to=1) == 1
        with pytest.raises(Conflict):
            steps.sign_off(actor=supervisor, portfolio=portfolio, to=2)


def test_a_new_ladder_holds_from_a_day_to_come_and_leaves_out_no_gate(admin: Actor, supervisor: Actor, pair: Pair) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(NotFound):
        ladder.lay(actor=supervisor, track=Track.PATH, valid_from=tomorrow)
    for bad in ({"valid_from": clock.today()}, {"valid_from": tomorrow, "numbers": {(1, "observation"): 0}}):
        with pytest.raises(Invalid):
            ladder.lay(actor=admin, track=Track.PATH, **bad)  # type: ignore[arg-type]
    row = ladder.lay(actor=admin, track=Track.PATH, valid_from=tomorrow, numbers={(1, "observation"): 8}, at_most=2)
    with pytest.raises(Invalid):
        ladder.lay(actor=admin, track=Track.PATH, valid_from=tomorrow)
    held = selectors.template_today(Track.PATH)
    assert held != row and row.requirements.count() == held.requirements.count()
    assert row.requirements.get(step=1, kind="observation").number == 8
    with later(2):
        assert selectors.template_today(Track.PATH) == row
    assert LadderTemplate.objects.get(pk=pair.portfolio.template_id) == held  # the step that was begun keeps its numbers
