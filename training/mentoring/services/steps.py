"""From step to step. Whether a step may be left is asked of `rules` alone."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify
from training.mentoring import rules
from training.mentoring.enums import ContractState, PanelState, Stage, Track
from training.mentoring.models import Contract, Panel, Portfolio, SignOff
from training.mentoring.policies import portfolios
from training.mentoring.selectors import around, evidence
from training.mentoring.selectors import standing as selectors
from training.mentoring.services.contract import open_portfolio, page
from training.mentoring.services.roles import tell_givers


@transaction.atomic
def sign_off(*, actor: Actor, portfolio: Portfolio, to: int) -> int:
    """Sign for the next step: the mentor up to independence, afterwards and for grades the supervisor.

    `to` is the step the page offered: an old page, or an address typed by hand, signs nothing it did not show.
    Raises Conflict while a gate is open, NotFound for who does not sign here.
    """
    _takes(portfolio)
    portfolio.refresh_from_db()
    if portfolio.step == to and SignOff.objects.filter(portfolio=portfolio, step=to, by=actor.subject).exists():
        return to  # pressed twice
    portfolios.require(actor, "mentor" if selectors.by_mentor(portfolio) else "oversee", portfolio)
    here = around.now(portfolio)
    if here.panel is not None:  # an objection of this moment comes before or after, never in between
        Panel.objects.filter(pk=here.panel.pk).update(opened_at=here.panel.opened_at)
        here = around.now(portfolio)
    panel = here.panel
    _log, have = evidence.weighed(portfolio, here)
    track = evidence.track_of(portfolio)
    reached = rules.following(track, portfolio.step, here.gates, have, here.review, clock.today())
    if reached is None:
        raise Conflict(_("Not every condition of this step is met. Nothing was signed."), code="gate")
    if reached != to:
        raise Conflict(_("Only the next step can be signed for. Nothing was signed."), code="order")
    SignOff.objects.create(
        portfolio=portfolio, step=reached, by=uuid.UUID(actor.subject), by_name=actor.name, at=clock.now(),
        rests_on={str(kind): number for kind, number in have.items()},
    )
    template = selectors.template_today(track)
    Portfolio.objects.filter(pk=portfolio.pk, step=portfolio.step).update(step=reached, template=template)
    if panel is not None:
        Panel.objects.filter(pk=panel.pk).update(state=PanelState.DONE)
    if track == Track.PATH and reached == Stage.INDEPENDENT:  # 出师
        Contract.objects.filter(portfolio=portfolio, state=ContractState.ACTIVE).update(state=ContractState.ENDED, ended_at=clock.now())
    tell_givers(actor, portfolio)
    trail.record(actor, "mentoring.sign_off", ("portfolio", portfolio.pk), step=reached, track=str(track))
    notify(f"user:{portfolio.person}", "mentoring.next_step", link=page(portfolio))
    publish_on_commit(f"actor:user:{portfolio.person}")
    return reached


def _takes(portfolio: Portfolio) -> None:
    """Everybody else waits for the row until this is over."""
    Portfolio.objects.filter(pk=portfolio.pk).update(opened_at=portfolio.opened_at)


def apply_for_grade(*, actor: Actor) -> Portfolio:
    """A mediator begins on the ladder of grades. Twice is once."""
    reach = actor.reach(Capability.CASE_CLAIM)
    user = User.objects.filter(public_id=actor.subject).first() if actor.is_user else None
    if user is None or not reach:
        raise NotFound
    return open_portfolio(actor=actor, track=Track.GRADE, user=user, area_path=reach[0])


@transaction.atomic
def vouch(*, actor: Actor, portfolio: Portfolio, sure: bool) -> None:
    """The committee's word for a grade: no dispute of this person escalated into a crime, no misconduct."""
    portfolios.require(actor, "oversee", portfolio)
    if portfolio.track != Track.GRADE:
        raise NotFound
    if not sure:
        raise Invalid(fields={"sure": _("Please tick that you have made sure.")})
    if Portfolio.objects.filter(pk=portfolio.pk, clean_at=None).update(clean_at=clock.now(), clean_by=actor.name):
        trail.record(actor, "mentoring.vouch", ("portfolio", portfolio.pk))
        publish_on_commit(f"actor:user:{portfolio.person}")
