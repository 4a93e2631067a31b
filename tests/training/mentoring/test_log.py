"""The contract, the log and the seats: who may, what counts, what two presses do."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.notifications.models import Notice
from tests.training.mentoring.conftest import PLAN, Pair, Table, in_a_year
from training.mentoring.enums import Evidence, Stage
from training.mentoring.models import Contract, LogEntry, LogSignature, Portfolio, Seat
from training.mentoring.selectors import around, evidence
from training.mentoring.selectors import standing as selectors
from training.mentoring.services import contract as contracts
from training.mentoring.services import log, steps

pytestmark = pytest.mark.django_db


def offer(mentor: Actor, to: Actor, **more: Any) -> Contract:
    given = {"plan": PLAN, "rhythm": "每周一次", "until": in_a_year()} | more
    return contracts.propose(actor=mentor, apprentice=uuid.UUID(to.subject), **given)


def count(pair: Pair, kind: Evidence) -> int | None:
    here = around.now(pair.portfolio)
    return evidence.have(pair.portfolio, [kind], evidence.Log.of(pair.portfolio, here.seats), here)[kind]


def test_nothing_counts_before_both_have_signed_the_plan(mentor: Actor, learner: Actor) -> None:
    row = offer(mentor, learner)
    assert offer(mentor, learner) == row and Contract.objects.count() == 1
    with pytest.raises(Conflict):
        log.write(
            actor=mentor, portfolio=row.portfolio, kind="meeting", on=clock.today(), minutes=20, words="谈了谈打算怎么学。",
            once=uuid.uuid4(),
        )
    with pytest.raises(NotFound):
        contracts.answer(actor=mentor, contract=row, yes=True)
    for _again in range(2):
        contracts.answer(actor=learner, contract=row, yes=True)
    assert Notice.objects.filter(kind="mentoring.accepted").count() == 1


def test_who_offers_to_whom(mentor: Actor, learner: Actor, mediator: Actor, outsider: Actor, make_user: Any, county: Any) -> None:
    far = make_user("far", "learner", county.other_town)
    with pytest.raises(NotFound):
        offer(mediator, learner)
    for nobody in (mentor, outsider, far):
        with pytest.raises(Invalid):
            offer(mentor, nobody)
    with pytest.raises(Invalid) as why:
        offer(mentor, learner, plan="短", rhythm="", until=clock.today())
    assert set(why.value.fields) == {"plan", "rhythm", "until"}
    other = make_user("other_mentor", "mentor", county.town)
    offer(mentor, learner)
    with pytest.raises(Invalid):
        offer(other, learner)


def test_a_mentor_accompanies_only_so_many(mentor: Actor, make_user: Any, county: Any) -> None:
    people = [make_user(f"l{n}", "learner", county.town) for n in range(4)]
    for one in people[:3]:
        offer(mentor, one)
    with pytest.raises(Conflict) as why:
        offer(mentor, people[3])
    assert why.value.code == "load"
    contracts.end(actor=mentor, contract=Contract.objects.order_by("proposed_at")[0])
    offer(mentor, people[3])


def test_a_line_counts_when_both_have_signed(pair: Pair, outsider: Actor, supervisor: Actor, mediator: Actor) -> None:
    entry = pair.line("agreement")
    assert count(pair, Evidence.AGREEMENT) == 0
    for other in (outsider, supervisor, mediator, pair.learner):  # nobody signs the own line a second time
        with pytest.raises(NotFound):
            log.sign(actor=other, entry=entry, yes=True)
    for _again in range(2):
        log.sign(actor=pair.mentor, entry=entry, yes=True)
    assert count(pair, Evidence.AGREEMENT) == 1 and entry.signatures.count() == 2


def test_a_no_says_why_and_nothing_can_be_taken_back(pair: Pair) -> None:
    entry = pair.line("agreement")
    with pytest.raises(Invalid):
        log.sign(actor=pair.mentor, entry=entry, yes=False, reason=" ")
    log.sign(actor=pair.mentor, entry=entry, yes=False, reason="协议是我起草的")
    log.sign(actor=pair.mentor, entry=entry, yes=True)
    assert count(pair, Evidence.AGREEMENT) == 0
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        LogSignature.objects.all()[0].delete()


def test_a_correction_is_an_addendum_signed_like_a_line_and_counts_nothing(pair: Pair) -> None:
    entry = pair.both("agreement")
    once = uuid.uuid4()
    later = log.amend(actor=pair.mentor, entry=entry, words="更正：协议由两人共同起草。", once=once)
    assert log.amend(actor=pair.mentor, entry=entry, words="更正：协议由两人共同起草。", once=once) == later
    log.sign(actor=pair.learner, entry=later, yes=True)
    assert count(pair, Evidence.AGREEMENT) == 1
    line = selectors.standing(pair.learner, pair.portfolio).lines[0]
    assert line.words.startswith("看到了") and line.addenda[0].words.startswith("更正")
    assert LogEntry.objects.get(pk=entry.pk).words_sealed == entry.words_sealed


def test_pressed_twice_a_line_is_written_once(pair: Pair) -> None:
    once = uuid.uuid4()
    assert pair.line("meeting", once=once) == pair.line("meeting", once=once)
    assert LogEntry.objects.count() == 1


def test_bad_lines_say_what_is_wrong(pair: Pair) -> None:
    with pytest.raises(Invalid) as why:
        pair.line("nothing", on=clock.today() + timedelta(days=1), minutes=0, words="短")
    assert set(why.value.fields) == {"kind", "on", "minutes", "words"}
    with pytest.raises(Invalid) as why:
        pair.line("sheet")
    assert "seat" in why.value.fields
    with pytest.raises(Invalid) as why:  # what was observed is the mentor's word
        pair.line("meeting", seen={"opening.rights": 2})
    assert "seen" in why.value.fields


def test_after_four_working_days_a_line_is_late(pair: Pair) -> None:
    with time_machine.travel("2026-03-09T04:00:00Z", tick=False):  # a Monday
        assert not pair.line("meeting", on=clock.today() - timedelta(days=6)).late  # the Tuesday before
        assert pair.line("meeting", on=clock.today() - timedelta(days=7)).late


def test_the_words_are_for_the_two_alone(pair: Pair, supervisor: Actor, outsider: Actor, mediator: Actor) -> None:
    pair.both("meeting", words="金丝雀：她说自己压力很大。")
    assert "金丝雀" not in LogEntry.objects.get().words_sealed
    assert selectors.standing(pair.mentor, pair.portfolio).lines[0].words
    assert selectors.standing(supervisor, selectors.portfolio_for(supervisor, pair.portfolio.pk)).lines == ()
    for other in (outsider, mediator):
        with pytest.raises(NotFound):
            selectors.portfolio_for(other, pair.portfolio.pk)
    contracts.end(actor=pair.learner, contract=pair.contract)
    with pytest.raises(NotFound):  # once it is over the mentor reads no more
        selectors.portfolio_for(pair.mentor, pair.portfolio.pk)
    assert Portfolio.objects.get().step == 0


def test_without_a_yes_of_both_parties_there_is_no_observation(pair: Pair, table: Table) -> None:
    pair.at(Stage.OBSERVER)
    for yes, expected in ((0, 0), (1, 0), (2, 1)):
        seat = contracts.ask_for_seat(actor=pair.mentor, portfolio=pair.portfolio, sitting=uuid.uuid4())
        table.hold(seat.guest, yes=yes)
        pair.both("sheet", seat=seat.pk)
        assert count(pair, Evidence.OBSERVATION) == expected, yes


def test_a_sheet_after_two_days_is_too_late(pair: Pair, table: Table) -> None:
    pair.at(Stage.OBSERVER)
    seat = contracts.ask_for_seat(actor=pair.mentor, portfolio=pair.portfolio, sitting=uuid.uuid4())
    table.hold(seat.guest)
    with time_machine.travel(clock.now() + timedelta(hours=50), tick=False):
        pair.both("sheet", seat=seat.pk)
    assert count(pair, Evidence.OBSERVATION) == 0


def test_nobody_is_asked_below_the_step_or_without_a_contract(pair: Pair, table: Table, outsider: Actor, supervisor: Actor) -> None:
    with pytest.raises(Conflict):
        contracts.ask_for_seat(actor=pair.mentor, portfolio=pair.portfolio, sitting=uuid.uuid4())
    pair.at(Stage.OBSERVER)
    with pytest.raises(Conflict):
        contracts.ask_for_seat(actor=pair.mentor, portfolio=pair.portfolio, sitting=uuid.uuid4(), takes_part=True)
    for other in (outsider, supervisor):
        with pytest.raises(NotFound):
            contracts.ask_for_seat(actor=other, portfolio=pair.portfolio, sitting=uuid.uuid4())
    sitting = uuid.uuid4()
    rows = {contracts.ask_for_seat(actor=pair.mentor, portfolio=pair.portfolio, sitting=sitting) for _again in range(2)}
    assert len(rows) == 1 and Seat.objects.count() == 1
    contracts.end(actor=pair.learner, contract=pair.contract)
    with pytest.raises(NotFound):
        contracts.ask_for_seat(actor=pair.mentor, portfolio=pair.portfolio, sitting=uuid.uuid4())


def test_mediating_together_wants_a_talk_before_and_one_after(pair: Pair, table: Table) -> None:
    pair.at(Stage.CO)
    seat = contracts.ask_for_seat(actor=pair.mentor, portfolio=pair.portfolio, sitting=uuid.uuid4(), takes_part=True)
    pair.both("before", seat=seat.pk)
    with time_machine.travel(clock.now() + timedelta(hours=3), tick=False):
        table.hold(seat.guest, dispute="labour")
        assert count(pair, Evidence.CO) == 0
        pair.both("after", by=pair.mentor, seat=seat.pk, seen={"opening.rights": 2})
        assert count(pair, Evidence.CO) == 1 and count(pair, Evidence.TYPES) == 1


def test_skilled_means_everything_observed_and_the_newest_word_counts(pair: Pair) -> None:
    seen = {"opening.rights": 1, "opening.time": 2, "screening.safety": 2}
    pair.both("meeting", by=pair.mentor, seen=seen, on=clock.today() - timedelta(2))
    assert count(pair, Evidence.RATED) == 1  # screening; what was not observed is no zero
    pair.both("meeting", by=pair.mentor, seen={"opening.rights": 3})
    assert count(pair, Evidence.RATED) == 2
    pair.both("meeting", by=pair.mentor, seen={"law.correct": 3})
    assert count(pair, Evidence.RATED) == 2  # only the first four


def test_an_assessed_drill_wants_two_raters_who_are_neither(pair: Pair, supervisor: Actor, make_user: Any, county: Any) -> None:
    entry = pair.both("assessed")
    assert count(pair, Evidence.ASSESSED) == 0
    log.sign(actor=supervisor, entry=entry, yes=True)
    assert count(pair, Evidence.ASSESSED) == 0
    log.sign(actor=make_user("fellow", "mentor", county.town), entry=entry, yes=True)
    assert count(pair, Evidence.ASSESSED) == 1 and count(pair, Evidence.DRILL) == 1 and count(pair, Evidence.DRILL_LEAD) == 1
    with pytest.raises(NotFound):
        log.sign(actor=supervisor, entry=pair.both("drill"), yes=True)


def test_nobody_signs_for_a_step_whose_gate_is_open(pair: Pair, supervisor: Actor, outsider: Actor) -> None:
    for to in (1, 2, 5, 6, 0, -1):
        with pytest.raises(Conflict):
            steps.sign_off(actor=pair.mentor, portfolio=pair.portfolio, to=to)
    for other in (pair.learner, supervisor, outsider):
        with pytest.raises(NotFound):
            steps.sign_off(actor=other, portfolio=pair.portfolio, to=1)


def test_the_mentor_signs_to_the_next_step_once(pair: Pair, table: Table) -> None:
    pair.at(Stage.OBSERVER)
    for _n in range(6):
        seat = contracts.ask_for_seat(actor=pair.mentor, portfolio=pair.portfolio, sitting=uuid.uuid4())
        table.hold(seat.guest)
        pair.both("sheet", seat=seat.pk)
    for _again in range(2):
        assert steps.sign_off(actor=pair.mentor, portfolio=pair.portfolio, to=Stage.DRILL) == Stage.DRILL
    pair.portfolio.refresh_from_db()
    signed = pair.portfolio.sign_offs.get()
    assert pair.portfolio.step == Stage.DRILL and signed.rests_on == {"observation": 6}
    assert Notice.objects.filter(kind="mentoring.next_step").count() == 1
    with pytest.raises(Conflict):
        steps.sign_off(actor=pair.mentor, portfolio=pair.portfolio, to=Stage.CO)
