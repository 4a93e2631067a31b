"""Who is there to take a call."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, IntegerField, QuerySet, Value, When

from counseling.screening.enums import Rank
from counseling.screening.models import Shift
from counseling.screening.policies import shifts
from mediation.accounts.models import RoleAssignment, User
from mediation.accounts.roles import CAPABILITIES, Capability
from mediation.accounts.selectors import assignments_now
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.territory.models import Area

WAKING_ORDER: tuple[Rank, ...] = (Rank.FIRST, Rank.DEPUTY, Rank.LEAD)


def above(area_path: str) -> list[str]:
    """The paths of this place and of every place it lies in."""
    step = Area.steplen
    return [area_path[:n] for n in range(step, len(area_path) + 1, step)]


def counsellors(*area_paths: str) -> QuerySet[User]:
    """Everybody who may take a call for one of these places, on call or not."""
    return User.objects.filter(pk__in=_holding(area_paths).values("user"), is_active=True).order_by("pk")


def able(area_paths: Iterable[str]) -> dict[str, set[int]]:
    """Place -> who may take a call for it, in one look."""
    paths = list(area_paths)
    rows = list(_holding(paths).filter(user__is_active=True).values_list("user", "area__path"))
    return {path: {user for user, held_at in rows if path.startswith(held_at)} for path in paths}


def _holding(area_paths: Iterable[str]) -> QuerySet[RoleAssignment]:
    roles = [role for role, held in CAPABILITIES.items() if Capability.CARE_QUEUE in held]
    return assignments_now().filter(role__in=roles, area__path__in={held_at for path in area_paths for held_at in above(path)})


def counselling_areas() -> list[Area]:
    """The places at which somebody holds the role of a counsellor now."""
    roles = [role for role, held in CAPABILITIES.items() if Capability.CARE_QUEUE in held]
    return list(Area.objects.filter(pk__in=assignments_now().filter(role__in=roles).values("area")).order_by("path"))


def on_call(area_path: str, rank: Rank) -> QuerySet[User]:
    """Those on shift now with this rank at the place or above it, if they still hold the role."""
    now = clock.now()
    running = Shift.objects.filter(area__path__in=above(area_path), rank=rank, starts_at__lte=now, ends_at__gt=now)
    return counsellors(area_path).filter(pk__in=running.values("user"))


def staffed(area_path: str) -> bool:
    """Whether somebody is on call first: without that no question is put to anybody."""
    return on_call(area_path, Rank.FIRST).exists()


def to_wake(area_path: str, rank: Rank) -> list[User]:
    """Those with the rank; where nobody is, the next rank; where nobody is at all, every counsellor of the place."""
    for candidate in WAKING_ORDER[WAKING_ORDER.index(rank):]:
        if users := list(on_call(area_path, candidate)):
            return users
    return list(counsellors(area_path))


def coming_shifts(actor: Actor) -> QuerySet[Shift]:
    """The asker's rota from now on."""
    order = Case(*(When(rank=rank, then=Value(n)) for n, rank in enumerate(WAKING_ORDER)), output_field=IntegerField())
    rows = shifts.scope(actor, "plan").filter(ends_at__gt=clock.now()).select_related("user", "area")
    return rows.annotate(order=order).order_by("starts_at", "order")
