"""The review by others: appointed, voted, announced, objected to."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.common.text import clean
from mediation.notifications.services import notify
from mediation.territory.models import Area
from mediation.vault import sealing
from training.mentoring import rules
from training.mentoring.enums import PanelState, Track
from training.mentoring.models import Appeal, Contract, Panel, PanelMember, PanelVote, Portfolio
from training.mentoring.policies import appeals, panels, portfolios
from training.mentoring.selectors import around, evidence
from training.mentoring.selectors import standing as selectors
from training.mentoring.services.contract import page

MOST = 9


def ask_for_review(*, actor: Actor, portfolio: Portfolio) -> Panel:
    """Lay the portfolio before others: the mentor, or for a grade the person. Only with every gate of the step met. Twice is once."""
    portfolios.require(actor, "mentor" if portfolio.track == Track.PATH else "own", portfolio)
    here = around.now(portfolio)
    if here.panel is not None:
        return here.panel
    track = evidence.track_of(portfolio)
    _log, have = evidence.weighed(portfolio, here)
    if portfolio.step not in rules.REVIEWED[track] or not rules.met(portfolio.step, here.gates, have):
        raise Conflict(_("Not every condition of this step is met. Nobody was asked."), code="gate")
    try:
        with transaction.atomic():
            row = Panel.objects.create(portfolio=portfolio, step=portfolio.step, opened_at=clock.now())
            trail.record(actor, "mentoring.ask_for_review", ("panel", row.pk))
            tell_supervisors(portfolio, "mentoring.review_asked")
            publish_on_commit(f"actor:user:{portfolio.person}")
    except IntegrityError:
        return Panel.objects.filter(portfolio=portfolio, state__in=(PanelState.OPEN, PanelState.NOTICE)).get()
    return row


def tell_supervisors(portfolio: Portfolio, kind: str) -> None:
    area = Area.objects.filter(path=portfolio.area_path).first()
    if area is None:
        return
    near = set(Contract.objects.filter(portfolio__person=portfolio.person).values_list("mentor", flat=True)) | {portfolio.person}
    for user in users_holding(Capability.CASE_OVERSEE, area):
        if user.public_id not in near:
            notify(f"user:{user.public_id}", kind, link=page(portfolio))


@transaction.atomic
def appoint(*, actor: Actor, panel: Panel, members: Collection[uuid.UUID]) -> None:
    """A supervisor names at least three who judge. Nobody who ever was the mentor, and not the person."""
    panels.require(actor, "oversee", panel)
    if panel.votes.exists():
        raise Conflict(_("Voting has begun: the panel stays as it is."), code="voted")
    chosen = set(members)
    may = {key for key, _name in selectors.may_judge(panel.portfolio)}
    near = set(Contract.objects.filter(portfolio__person=panel.portfolio.person).values_list("mentor", flat=True))
    if chosen & near:
        raise Invalid(fields={"members": _("Who is or was the mentor does not sit in the panel.")})
    if not rules.PANEL_AT_LEAST <= len(chosen) <= MOST or any(str(m) not in may for m in chosen):
        raise Invalid(fields={"members": _("Please choose at least three, and at most nine, from the list.")})
    if not Panel.objects.filter(pk=panel.pk, state=PanelState.OPEN).update(state=PanelState.OPEN):
        raise Conflict(_("The review is closed."), code="closed")
    here = set(panel.members.values_list("member", flat=True))
    panel.members.exclude(member__in=chosen).delete()
    for user in User.objects.filter(public_id__in=chosen - here):
        PanelMember.objects.create(
            panel=panel, member=user.public_id, name=str(user), appointed_by=uuid.UUID(actor.subject), at=clock.now()
        )
        notify(f"user:{user.public_id}", "mentoring.judge", link=page(panel.portfolio))
    trail.record(actor, "mentoring.appoint", ("panel", panel.pk), members=len(chosen))
    publish_on_commit(f"actor:user:{panel.portfolio.person}")


def vote(*, actor: Actor, panel: Panel, yes: bool, reason: str = "") -> None:
    """A member's vote, once and for good; a no says why."""
    panels.require(actor, "judge", panel)
    words = clean(reason).strip()
    if not yes and not 10 <= len(words) <= 1000:
        raise Invalid(fields={"reason": _("A no says why, in 10 to 1,000 characters.")})
    row = PanelVote(panel=panel, member=uuid.UUID(actor.subject), yes=yes, at=clock.now())
    if words:
        row.reason_sealed = sealing.seal(f"person:{panel.portfolio.person}", row.place, words)
    try:
        with transaction.atomic():
            if not Panel.objects.filter(pk=panel.pk, state=PanelState.OPEN).update(state=PanelState.OPEN):
                raise Conflict(_("The review is closed."), code="closed")
            row.save(force_insert=True)
            trail.record(actor, "mentoring.vote", ("panel", panel.pk))
            publish_on_commit(f"actor:user:{panel.portfolio.person}")
    except IntegrityError:
        return  # pressed twice


@transaction.atomic
def conclude(*, actor: Actor, panel: Panel) -> bool:
    """With everybody's vote: a supervisor puts a yes up publicly for the days of the ladder; a no ends this review. True for a yes."""
    panels.require(actor, "oversee", panel)
    if panel.state == PanelState.NOTICE:
        return True
    review = around.now(panel.portfolio).review
    if review is None or not review.complete:
        raise Conflict(_("It takes at least three members, and everybody's vote."), code="not-complete")
    today = clock.today()
    if review.carried:
        last = today + timedelta(days=panel.portfolio.template.notice_days)
        moved = Panel.objects.filter(pk=panel.pk, state=PanelState.OPEN).update(
            state=PanelState.NOTICE, notice_from=today, notice_until=last
        )
    else:
        moved = Panel.objects.filter(pk=panel.pk, state=PanelState.OPEN).update(state=PanelState.VOID)
    if moved:
        trail.record(actor, "mentoring.conclude", ("panel", panel.pk), carried=review.carried)
        kind = "mentoring.announced" if review.carried else "mentoring.not_carried"
        notify(f"user:{panel.portfolio.person}", kind, link=page(panel.portfolio))
        publish_on_commit(f"actor:user:{panel.portfolio.person}")
    return review.carried


def object_to(*, actor: Actor, panel: Panel, words: str) -> Appeal:
    """Anybody signed in, the person too, while the notice runs. One objection a person; it stops the next step until it is decided."""
    if not actor.is_user or panel.notice_until is None or clock.today() > panel.notice_until:
        raise NotFound
    said = clean(words).strip()
    if not 10 <= len(said) <= 2000:
        raise Invalid(fields={"words": _("Please say what is wrong, in 10 to 2,000 characters.")})
    row = Appeal(panel=panel, by=uuid.UUID(actor.subject), at=clock.now())
    row.words_sealed = sealing.seal(f"person:{panel.portfolio.person}", row.place, said)
    try:
        with transaction.atomic():
            if not Panel.objects.filter(pk=panel.pk, state=PanelState.NOTICE).update(state=PanelState.NOTICE):
                raise NotFound
            row.save(force_insert=True)
            trail.record(actor, "mentoring.object", ("panel", panel.pk))
            tell_supervisors(panel.portfolio, "mentoring.objected")
            publish_on_commit("mentoring")
    except IntegrityError:
        return Appeal.objects.get(panel=panel, by=actor.subject)
    return row


@transaction.atomic
def decide(*, actor: Actor, appeal: Appeal, upheld: bool, answer: str) -> None:
    """Upheld, the review is void and begins anew. The one who objected reads the answer. Once."""
    appeals.require(actor, "decide", appeal)
    words = clean(answer).strip()
    if not 5 <= len(words) <= 300:
        raise Invalid(fields={"answer": _("Please answer in 5 to 300 characters. Who objected reads it.")})
    done = Appeal.objects.filter(pk=appeal.pk, upheld=None).update(
        upheld=upheld, answer=words, decided_by=uuid.UUID(actor.subject), decided_at=clock.now()
    )
    if done:
        if upheld:
            Panel.objects.filter(pk=appeal.panel_id).exclude(state=PanelState.DONE).update(state=PanelState.VOID)
        trail.record(actor, "mentoring.decide", ("panel", appeal.panel_id), upheld=upheld)
        notify(f"user:{appeal.by}", "mentoring.decided", link=f"/learn/mentoring/notices/{appeal.panel_id}/")
        publish_on_commit(f"actor:user:{appeal.panel.portfolio.person}")
