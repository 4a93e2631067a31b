"""Sixty cases over thirty-six months, in every state, each lived through the services as people would have lived it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings

from mediation.accounts.services import FreshCode
from mediation.casework.enums import Coming, DeclineReason, EndReason, SittingMode
from mediation.casework.models import Case, Party, Sitting
from mediation.casework.services import case as cases
from mediation.casework.services import claim, invitation, party, sitting
from mediation.common import clock, ids
from mediation.common.actor import Actor
from mediation.demo import agreements
from mediation.demo.stories import GIVEN, STORIES, SURNAMES, Story
from mediation.demo.telephone import read_after
from mediation.demo.world import World
from mediation.journeys.models import IntakePoint
from mediation.people.models import Person

VILLAGES = ("Q11", "Q12", "Q13", "Q14", "Q21", "Q22", "Q23", "Q24")
MEDIATORS = {
    "Q1": ("mediator", "zhao.lan", "qian.fu", "sun.mei", "mentor"),
    "Q2": ("li.hai", "feng.jun", "chu.yan", "wei.ping", "hua.rong"),
}
# how the sixty end: the oldest first, so that the newest are the ones still open
PAST = 44
ENDINGS = (
    *("closed",) * 5, "unwilling", *("closed",) * 6, "gap", *("closed",) * 7, "unreachable", *("closed",) * 8, "gap", *("closed",) * 6,
    "unwilling", *("closed",) * 6, "force",
)
NOW = (
    "force", "force", "force", "signing", "signing", "mediating", "mediating", "ready_soon", "ready", "inviting", "inviting",
    "claimed", "claimed", "pool", "pool", "pool",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One case to be: when it opens, where, what it is about, how far it comes."""

    opens: datetime
    village: str
    story: Story
    ending: str
    number: int


def build(world: World) -> None:
    for place, key in (("Q1", "tongxin"), ("Q11", "tongxin"), ("Q12", "hejia"), ("Q2", "xinshang")):
        IntakePoint.objects.create(
            area=world.areas[place], organisation=world.organisations[key], label=f"{world.organisations[key].name}门口",
            created_at=world.start,
        )
    for plan in _plans(world):
        _live(world, plan)


def _code(world: World) -> FreshCode:
    """A code nobody holds: its secret is thrown away, so one slow hash serves for all of them."""
    return replace(world.spare_code, locator=ids.spoken_code(10))


def _plans(world: World) -> list[Plan]:
    plans = []
    span = timedelta(days=30 * 36 - 90)
    for n, ending in enumerate((*ENDINGS[:PAST], *NOW)):
        past = n < PAST
        opens = world.start + span * n / PAST if past else world.now - timedelta(days=6.4 - 0.4 * (n - PAST))
        opens += timedelta(hours=world.rng.randint(0, 8))
        if ending in ("pool", "claimed"):  # what is new came in today
            opens = world.now - timedelta(minutes=40 + 55 * (len(NOW) + PAST - n))
        plans.append(Plan(min(opens, world.now - timedelta(minutes=35)), VILLAGES[n % 8], STORIES[n % len(STORIES)], ending, n))
    return plans


def _live(world: World, plan: Plan) -> None:
    town = plan.village[:2]
    staff = MEDIATORS[town]
    # the demo's own mediator has every open case of the first town; the past is spread over all
    name = staff[0] if plan.number >= PAST else staff[plan.number % len(staff)]
    mediator = world.actor(name)
    step = timedelta(hours=20) if plan.number < PAST else timedelta(hours=5)
    with clock.told(plan.opens):
        opened = cases.open_case(actor=None, report=_report(world, plan), fresh=_code(world))
    case, applicant = opened.case, opened.party
    if plan.ending == "pool":
        return
    with clock.told(plan.opens + timedelta(minutes=20)):
        case = claim.claim(actor=mediator, case=case)
        cases.called_back(actor=mediator, case=case)
        cases.describe(actor=mediator, case=case, title=plan.story.title, kind=plan.story.kind, grade=plan.story.grade)
    if plan.ending == "claimed":
        return
    respondent = case.parties.exclude(pk=applicant.pk).get()
    with clock.told(plan.opens + timedelta(minutes=50)):
        party.read_rights(actor=guest(applicant), case=case)
        token = read_after(
            lambda: invitation.invite(actor=mediator, party=respondent, origin=settings.WAGTAILADMIN_BASE_URL),
            "casework.invitation", r"/c/join/([\w-]+)/",
        )
    if plan.ending == "inviting":
        return
    with clock.told(plan.opens + step):
        if plan.ending == "unwilling":
            invitation.decline(token=token, reason=DeclineReason.NO_MEDIATION)
            return _close_unsettled(plan, case, mediator)
        if plan.ending == "unreachable":
            cases.end(actor=mediator, case=case, reason=EndReason.UNREACHABLE)
            return _close_unsettled(plan, case, mediator)
        invitation.accept(token=token, fresh=_code(world))
        party.read_rights(actor=guest(respondent), case=case)
    _sit(world, plan, case, mediator, step)


def _sit(world: World, plan: Plan, case: Case, mediator: Actor, step: timedelta) -> None:
    """The appointment, and what comes of it."""
    case.refresh_from_db()
    waiting = {"ready_soon": timedelta(minutes=35), "ready": timedelta(days=2)}
    if plan.ending in waiting:
        with clock.told(world.now - timedelta(hours=2)):
            _appointment(case, mediator, world.now + waiting[plan.ending])
        return
    begins = plan.opens + 2 * step
    with clock.told(plan.opens + step + timedelta(hours=1)):
        planned = _appointment(case, mediator, begins)
    with clock.told(begins):
        sitting.begin(actor=mediator, sitting=planned)
    if plan.ending == "mediating":
        with clock.told(begins + timedelta(minutes=50)):
            agreements.draft(mediator, case, plan.story)
        return
    with clock.told(begins + timedelta(minutes=70)):
        sitting.finish(actor=mediator, sitting=planned)
        if plan.ending == "gap":
            cases.end(actor=mediator, case=case, reason=EndReason.GAP_TOO_WIDE)
            _close_unsettled(plan, case, mediator)
            return
        agreements.live(world, case, mediator, plan.story, ending=plan.ending)
        if plan.ending == "closed":
            agreements.after(world, case, mediator, number=plan.number)


def _appointment(case: Case, mediator: Actor, starts_at: datetime) -> Sitting:
    case.refresh_from_db()
    planned = sitting.plan(
        actor=mediator, case=case, starts_at=starts_at, minutes=60, mode=SittingMode.JOINT,
        risk="双方情绪平稳，无肢体冲突史；安排中途休息一次。",
    )
    for row in case.parties.all():
        sitting.answer(actor=guest(row), sitting=planned, coming=Coming.YES)
    return planned


def _close_unsettled(plan: Plan, case: Case, mediator: Actor) -> None:
    if plan.number > 30:
        return  # the newest of them has ended and still waits to be filed
    with clock.told(plan.opens + timedelta(days=9)):
        agreements.close(mediator, case, matter=False)


def _report(world: World, plan: Plan) -> cases.Report:
    rng, place = world.rng, world.areas[plan.village]
    names = rng.sample(SURNAMES, 2)
    people = [
        cases.Contact(name=surname + rng.choice(GIVEN), phone=f"1990000{2 * plan.number + n:04d}", safe_times="晚上七点以后")
        for n, surname in enumerate(names)
    ]
    studio = {"Q11": "tongxin", "Q12": "hejia", "Q21": "xinshang"}.get(plan.village)
    organisation = world.organisations[studio or f"committee_{plan.village[:2].lower()}"]
    return cases.Report(
        kind=plan.story.kind, story=plan.story.told, wish=plan.story.wish, area=place, applicant=people[0],
        respondents=(people[1],), organisation=organisation, title=plan.story.title,
    )


def guest(row: Party) -> Actor:
    """The party as the Actor it is when it holds its code."""
    return Actor.guest(row.subject, Person.objects.get(pk=row.person_id).name)
