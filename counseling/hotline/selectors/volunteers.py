"""Who volunteers at the desk."""

from __future__ import annotations

from django.db.models import QuerySet

from counseling.hotline.models import Volunteer
from mediation.accounts.models import User
from mediation.accounts.roles import Capability, Role
from mediation.accounts.selectors import assignments_now
from mediation.common.actor import Actor
from mediation.common.policy import under


def volunteers_of(actor: Actor) -> QuerySet[User]:
    """Volunteers of the places where the asker is a counsellor."""
    rule = under("area__path", actor.reach(Capability.CARE_QUEUE)) if actor.is_user else None
    if rule is None:
        return User.objects.none()
    held = assignments_now().filter(rule, role=Role.VOLUNTEER)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("display_name", "pk")


def lists_of(actor: Actor) -> list[tuple[User, Volunteer | None]]:
    """Each volunteer with the list, or without one yet."""
    people = list(volunteers_of(actor))
    cards = {v.user_id: v for v in Volunteer.objects.filter(user__in=people).select_related("decided_by")}
    return [(u, cards.get(u.pk)) for u in people]


def own_list(user: User) -> Volunteer | None:
    return Volunteer.objects.filter(user=user).select_related("decided_by").first()
