"""The role that goes with a step: who holds it, who waits for it, who gives it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from mediation.accounts.models import User
from mediation.accounts.roles import CAPABILITIES, Capability, Role
from mediation.accounts.selectors import assignments_now
from mediation.common.actor import Actor
from mediation.common.policy import under
from mediation.territory.models import Area
from training.mentoring.enums import ROLE_OF, Stage, Track
from training.mentoring.models import Portfolio, SignOff

GIVERS = tuple(role for role, held in CAPABILITIES.items() if Capability.ACCOUNTS_MANAGE in held)


@dataclass(frozen=True, slots=True)
class Due:
    """The role of the present step. givers: names of who may give it, apart from the person."""

    role: Role
    held: bool
    givers: str

    @property
    def label(self) -> str:
        return str(self.role.label)


def role_of(portfolio: Portfolio) -> Role | None:
    return ROLE_OF.get(Stage(portfolio.step)) if portfolio.track == Track.PATH else None


def due(portfolio: Portfolio) -> Due | None:
    role = role_of(portfolio)
    if role is None:
        return None
    above = [portfolio.area_path[:n] for n in range(Area.steplen, len(portfolio.area_path) + 1, Area.steplen)]
    own, gives = Q(user__public_id=portfolio.person, role=role), Q(role__in=GIVERS, area__path__in=above, user__is_active=True)
    rows = list(assignments_now().filter(own | gives).select_related("user").order_by("user__display_name"))
    mine = [row for row in rows if row.user.public_id == portfolio.person]
    names = dict.fromkeys(str(row.user) for row in rows if row not in mine)
    return Due(role, any(row.role == role for row in mine), "、".join(names))


@dataclass(frozen=True, slots=True)
class Waiting:
    portfolio: Portfolio
    step: str
    role: str
    signed: SignOff | None
    own_signature: bool  # who signed for the step does not give the role too


def waiting(actor: Actor) -> list[Waiting]:
    """Who has reached a step and does not hold its role, at the places whose accounts the actor manages."""
    place = under("area_path", actor.reach(Capability.ACCOUNTS_MANAGE))
    if place is None:
        return []
    lacks = Q()
    for step, role in ROLE_OF.items():
        lacks |= Q(step=step) & Q(~Exists(assignments_now().filter(user__public_id=OuterRef("person"), role=role)))
    rows = Portfolio.objects.filter(place, lacks, track=Track.PATH).exclude(person=actor.subject).order_by("name")[:200]
    active = set(User.objects.filter(public_id__in=[r.person for r in rows], is_active=True).values_list("public_id", flat=True))
    signs = {(s.portfolio_id, s.step): s for s in SignOff.objects.filter(portfolio__in=[r.pk for r in rows])}
    found = []
    for row in rows:
        signed = signs.get((row.pk, row.step))
        goes_with = role_of(row)
        if goes_with is not None and row.person in active:
            own = signed is not None and str(signed.by) == actor.subject
            found.append(Waiting(row, str(Stage(row.step).label), str(goes_with.label), signed, own))
    return found
