"""The contract between mentor and apprentice, and seats at real sittings."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import actor_of_user
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.common.text import clean
from mediation.notifications.services import notify
from training.mentoring.enums import ContractState, SeatKind, Stage, Track
from training.mentoring.models import Contract, LadderTemplate, Portfolio, Seat
from training.mentoring.policies import portfolios
from training.mentoring.ports import practice
from training.mentoring.selectors import standing as selectors

PLANS = timedelta(days=3 * 366)


def page(portfolio: Portfolio) -> str:
    return f"/learn/mentoring/{portfolio.pk}/"


def open_portfolio(*, actor: Actor, track: Track, user: User, area_path: str) -> Portfolio:
    """The person's place on a ladder, or the one that is there."""
    with transaction.atomic():
        row, made = Portfolio.objects.get_or_create(
            track=track, person=user.public_id,
            defaults={
                "name": str(user), "area_path": area_path, "template": selectors.template_today(track), "opened_at": clock.now(),
            },
        )
        if made:
            trail.record(actor, "mentoring.open", ("portfolio", row.pk), track=str(track))
            publish_on_commit(f"actor:user:{user.public_id}")
    return row


def propose(*, actor: Actor, apprentice: uuid.UUID, plan: str, rhythm: str, until: date) -> Contract:
    """A mentor offers to accompany somebody: the plan is signed by both before anything counts.

    Raises Conflict for a mentor who accompanies enough people, Invalid with the fields.
    """
    if not actor.is_user or not actor.holds(Capability.MENTOR):
        raise NotFound
    template = selectors.template_today(Track.PATH)
    user = User.objects.filter(public_id=apprentice, is_active=True).first()
    reach = actor_of_user(user).reach(Capability.LEARN) if user is not None else ()
    wrong: dict[str, str] = {}
    if user is None or str(apprentice) == actor.subject or not any(actor.holds(Capability.MENTOR, path) for path in reach):
        wrong["apprentice"] = _("Please choose somebody of your place who learns here.")
    plan, rhythm = clean(plan).strip(), clean(rhythm).strip()
    if not 10 <= len(plan) <= 2000:
        wrong["plan"] = _("Please write the plan in 10 to 2,000 characters.")
    if not 1 <= len(rhythm) <= 120:
        wrong["rhythm"] = _("Please say how often you meet, in at most 120 characters.")
    if not clock.today() < until <= clock.today() + PLANS:
        wrong["until"] = _("The plan ends on a day to come, within three years.")
    if wrong or user is None:
        raise Invalid(fields=wrong)
    held = Contract.objects.filter(portfolio__person=apprentice, mentor=actor.subject, state=ContractState.PROPOSED).first()
    if held is not None:
        return held  # pressed twice
    try:
        with transaction.atomic():
            LadderTemplate.objects.filter(pk=template.pk).update(at_most=template.at_most)  # one at a time: the load is counted
            if load(actor) >= template.at_most:
                raise Conflict(
                    _("You accompany %(n)s people already. More would be too much for anybody: first end a contract.")
                    % {"n": template.at_most}, code="load",
                )
            portfolio = open_portfolio(actor=actor, track=Track.PATH, user=user, area_path=reach[0])
            row = Contract.objects.create(
                portfolio=portfolio, mentor=uuid.UUID(actor.subject), mentor_name=actor.name, plan=plan, rhythm=rhythm, until=until,
                proposed_at=clock.now(),
            )
            trail.record(actor, "mentoring.propose", ("contract", row.pk))
            notify(f"user:{apprentice}", "mentoring.proposed", link=page(portfolio), name=actor.name)
            publish_on_commit(f"actor:user:{apprentice}")
    except IntegrityError as why:
        raise Invalid(fields={"apprentice": _("This person has a mentor, or an offer to answer.")}) from why
    return row


def load(actor: Actor) -> int:
    """How many people the mentor accompanies, offers included."""
    return Contract.objects.filter(mentor=actor.subject).exclude(state=ContractState.ENDED).count()


@transaction.atomic
def answer(*, actor: Actor, contract: Contract, yes: bool) -> None:
    """The apprentice signs the plan, or declines. Twice is once."""
    portfolios.require(actor, "own", contract.portfolio)
    now = clock.now()
    values = {"state": ContractState.ACTIVE, "signed_at": now} if yes else {"state": ContractState.ENDED, "ended_at": now}
    if Contract.objects.filter(pk=contract.pk, state=ContractState.PROPOSED).update(**values):
        trail.record(actor, "mentoring.answer", ("contract", contract.pk), yes=yes)
        kind = "mentoring.accepted" if yes else "mentoring.declined"
        notify(f"user:{contract.mentor}", kind, link=page(contract.portfolio), name=actor.name)
        publish_on_commit(f"actor:user:{contract.mentor}")


@transaction.atomic
def end(*, actor: Actor, contract: Contract) -> None:
    """Either of the two, or their supervisor, at any time. The step that was reached and the log stay."""
    portfolio = contract.portfolio
    if not (portfolios.can(actor, "part", portfolio) or portfolios.can(actor, "oversee", portfolio)):
        raise NotFound
    if Contract.objects.filter(pk=contract.pk).exclude(state=ContractState.ENDED).update(state=ContractState.ENDED, ended_at=clock.now()):
        trail.record(actor, "mentoring.end", ("contract", contract.pk))
        for who in (portfolio.person, contract.mentor):
            if str(who) != actor.subject:
                notify(f"user:{who}", "mentoring.ended", link="/learn/mentoring/")
        publish_on_commit(f"actor:user:{portfolio.person}")


LEAST = {SeatKind.OBSERVES: Stage.OBSERVER, SeatKind.CO: Stage.CO, SeatKind.WATCHED: Stage.SUPERVISED}


def ask_for_seat(*, actor: Actor, portfolio: Portfolio, sitting: uuid.UUID, takes_part: bool = False) -> Seat:
    """Whoever leads a sitting asks its parties for the other one of the two. Only a yes of both parties makes a seat of it.

    Without a contract in force, or below the step for it, nobody is asked: there is no seat. Twice is once.
    """
    contract = Contract.objects.filter(portfolio=portfolio, state=ContractState.ACTIVE).first()
    if contract is None or not portfolios.can(actor, "part", portfolio) or portfolio.track != Track.PATH:
        raise NotFound
    if str(portfolio.person) == actor.subject:
        kind, other = SeatKind.WATCHED, contract.mentor
    else:
        kind, other = SeatKind.CO if takes_part else SeatKind.OBSERVES, portfolio.person
    if portfolio.step < LEAST[kind]:
        raise Conflict(_("This comes on a later step of the ladder. Nobody was asked."), code="step")
    held = Seat.objects.filter(contract=contract, sitting=sitting, kind=kind).order_by("-asked_at").first()
    if held is not None and not practice().seen([held.guest])[held.guest].taken_back:
        return held
    purpose = _("is learning to mediate and is accompanied by a mentor")
    if kind == SeatKind.WATCHED:
        purpose = _("accompanies the mediator as mentor")
    try:
        with transaction.atomic():
            guest = practice().ask(actor=actor, sitting=sitting, user=other, takes_part=kind == SeatKind.CO, purpose=purpose)
            row = Seat.objects.create(contract=contract, kind=kind, sitting=sitting, guest=guest, asked_at=clock.now())
            trail.record(actor, "mentoring.ask_for_seat", ("seat", row.pk), kind=str(kind))
            notify(f"user:{other}", "mentoring.seat", link=page(portfolio))
            publish_on_commit(f"actor:user:{other}")
    except IntegrityError:
        return Seat.objects.get(contract=contract, sitting=sitting, kind=kind)
    return row
