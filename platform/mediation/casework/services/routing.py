"""From the claim pool to a mediator without anybody opening a page: a time box, then who is on duty, then the best fit.

The time box lets people choose the case they know; what nobody took by its end is given. Cases of the night are given in one batch.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.audit import trail
from mediation.casework.enums import CaseState, Gender, HowGiven
from mediation.casework.models import Case, DutyShift, Routing
from mediation.casework.policies import cases
from mediation.casework.routing import Choice, Fit, batch, choose, judge
from mediation.casework.selectors import routing as selectors
from mediation.casework.services.claim import give_by_rule
from mediation.common import clock, days
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify
from mediation.territory.models import Area

ME = system("casework.routing")


@transaction.atomic
def box_is_over(case_id: str) -> None:
    """The time box of one case has ended: who is on duty takes it, else the best fit. Safe to run twice."""
    rows = Case.objects.select_related("area", "organisation").filter(pk=case_id, state=CaseState.POOL)
    case = rows.filter(claim_until__lte=clock.now()).first()
    if case is None:
        return
    wanted, people = selectors.queue([case])[0]
    fits = {one.user: judge(wanted, one) for one in people}
    for user in selectors.on_duty(case.area):
        fit = fits.get(user)
        if fit is not None and not fit.why_not:
            _give(case, fit, HowGiven.DUTY, choose(wanted, people))
            return
    choice = choose(wanted, people)
    if choice.best is None:
        _nobody(case, choice)
    else:
        _give(case, choice.best, HowGiven.FIT, choice)


@transaction.atomic
def morning() -> int:
    """Everything whose time box is over, in one batch; returns how many found a mediator."""
    rows = list(
        Case.objects.select_related("area", "organisation").filter(state=CaseState.POOL, claim_until__lte=clock.now()).order_by("opened_at")
    )
    given = 0
    for case, choice in zip(rows, batch(selectors.queue(rows)), strict=True):
        if choice.best is None:
            _nobody(case, choice)
        else:
            _give(case, choice.best, HowGiven.BATCH, choice)
            given += 1
    return given


def _give(case: Case, fit: Fit, how: HowGiven, choice: Choice) -> None:
    user = User.objects.get(pk=fit.candidate.user)
    try:
        give_by_rule(case, user)
    except Conflict:  # somebody claimed it at this very moment: all the better
        return
    Routing.objects.create(
        case=case, user=user, how=how, parts=[[p.code, p.points, p.detail] for p in fit.parts], looked_at=choice.looked_at,
        left_out=choice.left_out, at=clock.now(),
    )


def _nobody(case: Case, choice: Choice) -> None:
    """Nobody may have it as things are: the supervisors decide, once told. The case stays where everybody can claim it."""
    if not Case.objects.filter(pk=case.pk).exclude(claim_until=None).update(claim_until=None):
        return
    for user in users_holding(Capability.CASE_OVERSEE, case.area):
        notify(f"user:{user.public_id}", "casework.nobody_fits", link=f"/desk/overview/{case.pk}/assign/", number=case.number, urgent=True)
    trail.record(ME, "casework.nobody_fits", ("case", case.pk), looked_at=choice.looked_at, left_out=choice.left_out)


@transaction.atomic
def wish(*, actor: Actor, case: Case, gender: str, mediator: str) -> None:
    """What a party wishes, before somebody has taken the case (Art. 19: a party may choose). mediator: a public id or ""."""
    cases.require(actor, "take_part", case)
    if gender and gender not in Gender.values:
        raise Invalid(fields={"gender": _("Please choose one.")})
    chosen = None
    if mediator:
        chosen = next((u for u in selectors.mediators_at(case.area) if str(u.public_id) == mediator), None)
        if chosen is None:
            raise Invalid(fields={"mediator": _("Please choose somebody from the list.")})
    if not Case.objects.filter(pk=case.pk, state=CaseState.POOL).update(wish_gender=gender, wish_mediator=chosen):
        raise Conflict(_("Somebody has taken your case already. You can still ask for somebody else."))
    trail.record(actor, "casework.wish", ("case", case.pk), gender=gender, chosen=chosen is not None)
    publish_on_commit("pool")


@transaction.atomic
def add_shift(*, actor: Actor, user: User, area: Area, starts_at: datetime, ends_at: datetime) -> DutyShift:
    """Somebody is on duty at a place the supervisor oversees."""
    if not (actor.is_system or actor.holds(Capability.CASE_OVERSEE, area.path)):
        raise NotFound
    if ends_at <= starts_at or ends_at - starts_at > timedelta(days=7):
        raise Invalid(fields={"ends_at": _("A shift ends after it begins, and within a week.")})
    unfit = None if actor.is_system else days.wrong_ahead(ends_at) or days.too_far(starts_at)
    if unfit is not None:
        raise Invalid(fields={"ends_at": unfit})
    if user not in selectors.mediators_at(area):
        raise Invalid(fields={"user": _("This person cannot take cases at this place.")})
    row, _made = DutyShift.objects.get_or_create(
        user=user, area=area, starts_at=starts_at, ends_at=ends_at, defaults={"made_by": actor.key}
    )
    trail.record(actor, "casework.duty", ("user", user.public_id), starts=starts_at.isoformat(), ends=ends_at.isoformat())
    return row


@transaction.atomic
def drop_shift(*, actor: Actor, shift: DutyShift) -> None:
    if not actor.holds(Capability.CASE_OVERSEE, shift.area.path):
        raise NotFound
    trail.record(actor, "casework.duty_dropped", ("user", shift.user.public_id), starts=shift.starts_at.isoformat())
    shift.delete()
