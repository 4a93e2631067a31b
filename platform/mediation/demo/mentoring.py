"""Mentor and apprentice in the demo: one who may be signed for today, one who observes, a grade in public notice."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from mediation.casework.enums import SittingState
from mediation.casework.models import Sitting
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.demo.recognition import GRADED
from mediation.demo.world import BUILDER, World
from mediation.sittings.enums import GuestRole
from mediation.sittings.models import GuestConsent, SittingGuest
from training.assessment.services import attempts
from training.courses.models import LessonPage
from training.drills import services as drills
from training.drills.models import Run, Scenario
from training.drills.policies import scenarios
from training.drills.story import Story, story
from training.mentoring.enums import SeatKind, Stage, Track
from training.mentoring.models import Contract, LogEntry, Portfolio, Seat, SignOff
from training.mentoring.selectors.standing import may_judge
from training.mentoring.services import contract as contracts
from training.mentoring.services import ladder, log, review, steps

PLAN = "前三个月：学完基础课，走两个情景，跟看六次调解。先看邻里纠纷，再看家庭纠纷；每周一次谈话，每次只谈一件做得好的和一件要改的。"
WATCHED = "看到师傅先请双方各说三分钟，再逐条归纳。我学到：归纳之后要问一句“我这样说对吗”。"
TALKED = "谈了怎样开场。约好下次先把自愿、保密、回避三句话背熟，再看一场。"
SEEN = {"opening.voluntary": 1, "opening.confidential": 1, "listening.summarise": 1}
OBSERVER = "qin.tao"
COUNTY_SINCE = date(2024, 1, 1)


def build(world: World) -> None:
    mentor = world.actor("mentor")
    _ready(world, mentor)
    _observing(world, mentor)
    _announced(world, mentor)


def _pair(world: World, mentor: Actor, username: str, days: int) -> Contract:
    apprentice = world.actor(username)
    with clock.told(world.now - timedelta(days=days)):
        row = contracts.propose(
            actor=mentor, apprentice=uuid.UUID(apprentice.subject), plan=PLAN, rhythm="每周一次",
            until=min(clock.day_of(world.now), clock.today() + timedelta(days=800)) + timedelta(days=200),
        )
        contracts.answer(actor=apprentice, contract=row, yes=True)
    row.refresh_from_db()
    return row


def _ready(world: World, mentor: Actor) -> None:
    """The demo's learner has everything for the first step: the mentor may sign today. One line waits for a signature."""
    learner = world.actor("learner")
    row = _pair(world, mentor, "learner", 40)
    with clock.told(world.now - timedelta(days=20)):
        _quiz(learner)
        for scenario in scenarios.scope(learner, "play"):
            _play(learner, scenario)
    with clock.told(world.now - timedelta(days=9)):
        first = _line(mentor, row.portfolio, "meeting", TALKED, seen=SEEN)
        log.sign(actor=learner, entry=first, yes=True)
    with clock.told(world.now - timedelta(days=1)):
        _line(learner, row.portfolio, "meeting", "练了开场的三句话。还拿不准怎样讲回避，想请师傅再示范一次。")


def _quiz(learner: Actor) -> None:
    """A quiz in which every answer is chosen from a list, all right."""
    for lesson in LessonPage.objects.filter(quiz__isnull=False, locale__language_code="zh-hans").order_by("-path"):
        quiz = lesson.quiz
        kinds = set(quiz.entries.values_list("question__kind", flat=True))
        if quiz.draws.exists() or not kinds or not kinds <= {"single", "true-false"}:
            continue
        attempt = attempts.begin(actor=learner, quiz=quiz, lesson=lesson.translation_key, revision=lesson.live_revision_id)
        answers = attempt.answers.select_related("version")
        chosen = {a.order: [o["id"] for o in a.version.content["options"] if o["worth"] == "100"] for a in answers}
        attempts.submit(actor=learner, attempt=attempt, chosen=chosen)
        return


def _play(learner: Actor, scenario: Scenario) -> Run:
    run = drills.start(actor=learner, scenario=scenario)
    for choice in _way(story(run.version.content)):
        run = drills.choose(actor=learner, run=run, choice=choice, steps=run.steps)
    return run


def _way(tale: Story) -> list[str]:
    """The shortest way to an ending."""
    queue: list[list[str]] = [[]]
    while queue:
        path = queue.pop(0)
        state = tale.after(path)
        if tale.scenes[state.scene].is_ending:
            return path
        queue += [[*path, choice.id] for choice in tale.open(state)]
    return []


def _line(actor: Actor, portfolio: Portfolio, kind: str, words: str, **more: Any) -> LogEntry:
    given: dict[str, Any] = {"on": clock.today(), "minutes": 30, "words": words, "once": uuid.uuid4()} | more
    return log.write(actor=actor, portfolio=portfolio, kind=kind, **given)


def _observing(world: World, mentor: Actor) -> None:
    """Somebody who has watched the mentor's last sittings, both parties willing; the newest sheet waits for the mentor."""
    apprentice = world.actor(OBSERVER)
    done = Sitting.objects.filter(case__mediator__public_id=mentor.subject, state=SittingState.DONE).select_related("case")
    held = list(done.order_by("-starts_at")[:4])
    begun = min((s.starts_at for s in held), default=world.now) - timedelta(days=10)
    row = _pair(world, mentor, OBSERVER, (world.now - begun).days)
    portfolio = row.portfolio
    with clock.told(begun + timedelta(days=3)):
        SignOff.objects.create(
            portfolio=portfolio, step=Stage.OBSERVER, by=uuid.UUID(mentor.subject), by_name=mentor.name, at=clock.now(),
            rests_on={"course": 1, "theory": 90, "scenario": 2},
        )
        Portfolio.objects.filter(pk=portfolio.pk).update(step=Stage.OBSERVER)
    portfolio.refresh_from_db()
    for n, sitting in enumerate(reversed(held)):
        seat = _seat(row, sitting, world, apprentice, mentor)
        with clock.told((sitting.ended_at or sitting.starts_at) + timedelta(hours=5)):
            entry = _line(apprentice, portfolio, "sheet", WATCHED, seat=seat.pk)
            if n < len(held) - 1:
                log.sign(actor=mentor, entry=entry, yes=True)


def _seat(contract: Contract, sitting: Sitting, world: World, apprentice: Actor, mentor: Actor) -> Seat:
    """A seat of the past, with the consent its parties gave then."""
    asked = sitting.starts_at - timedelta(hours=3)
    invited = SittingGuest.objects.create(
        sitting=sitting, role=GuestRole.OBSERVER, name=apprentice.name, purpose="正在学习调解，由师傅带着", user=world.users[OBSERVER],
        invited_by=world.users["mentor"], invited_at=asked,
    )
    for attendance in sitting.attendances.select_related("party"):
        GuestConsent.objects.create(guest=invited, party=attendance.party, yes=True, text_hash="", language="zh-hans", at=asked)
    return Seat.objects.create(contract=contract, kind=SeatKind.OBSERVES, sitting=sitting.pk, guest=invited.pk, asked_at=asked)


def _announced(world: World, mentor: Actor) -> None:
    """A mediator of this small county, which asks for five disputes and not for fifty, before grade four: the notice runs today."""
    ladder.lay(actor=BUILDER, track=Track.GRADE, valid_from=COUNTY_SINCE, numbers={(0, "cases"): 5})
    applicant, supervisor = world.actor(GRADED), world.actor("supervisor")
    with clock.told(world.now - timedelta(days=4)):
        portfolio = steps.apply_for_grade(actor=applicant)
        steps.vouch(actor=supervisor, portfolio=portfolio, sure=True)
        portfolio.refresh_from_db()
        panel = review.ask_for_review(actor=applicant, portfolio=portfolio)
        judges = {key for key, _name in may_judge(portfolio) if key != supervisor.subject}
        chosen = [u for u in sorted(world.users.values(), key=lambda u: u.username) if str(u.public_id) in judges][:3]
        review.appoint(actor=supervisor, panel=panel, members=[u.public_id for u in chosen])
        for user in chosen:
            review.vote(actor=world.actor(user.username), panel=panel, yes=True)
        review.conclude(actor=supervisor, panel=panel)
