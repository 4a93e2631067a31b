"""Who is asking."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mediation.accounts.models import GuestAccess, RoleAssignment, User
from mediation.accounts.roles import CAPABILITIES, Capability, Role
from mediation.common import clock
from mediation.common.actor import Actor, ActorKind, Grant
from mediation.territory.models import Area


def assignments_now() -> QuerySet[RoleAssignment]:
    today = clock.today()
    return RoleAssignment.objects.filter(Q(until=None) | Q(until__gte=today), since__lte=today)


def actor_of_user(user: User, *, second_factor: bool = False) -> Actor:
    """The user as an Actor, with what they hold today."""
    held = assignments_now().filter(user=user).select_related("area", "organisation")
    grants = {
        Grant(str(capability), a.area.path, str(a.organisation.public_id) if a.organisation else "")
        for a in held
        for capability in CAPABILITIES[Role(a.role)]
    }
    return Actor(ActorKind.USER, str(user.public_id), str(user), frozenset(grants), second_factor)


def actor_of_guest(access: GuestAccess) -> Actor:
    return Actor(ActorKind.GUEST, str(access.subject), access.name)


def users_holding(capability: Capability, area: Area) -> QuerySet[User]:
    """Users who hold the capability at the area or above it."""
    roles = [r for r, held in CAPABILITIES.items() if capability in held]
    step = Area.steplen
    above = [area.path[:n] for n in range(step, len(area.path) + 1, step)]
    return User.objects.filter(
        pk__in=assignments_now().filter(role__in=roles, area__path__in=above).values("user"), is_active=True
    ).order_by("pk")


def user_by_subject(subject: str) -> User | None:
    return User.objects.filter(public_id=subject).first()


def shown_name(user: User) -> str:
    """What a passkey is filed under on the person's own device."""
    return str(user)
