"""Who can be asked to take part."""

from __future__ import annotations

from django.db.models import Q

from mediation.accounts.models import User
from mediation.accounts.roles import CAPABILITIES, Capability
from mediation.accounts.selectors import assignments_now
from mediation.common.actor import Actor
from mediation.common.policy import under


def candidates(actor: Actor) -> dict[str, User]:
    """People who learn at the trainer's place or below, by their opaque id. Never the trainer."""
    rule = under("area__path", actor.reach(Capability.MENTOR)) or Q(pk=None)
    roles = [role for role, held in CAPABILITIES.items() if Capability.LEARN in held]
    posts = assignments_now().filter(rule, role__in=roles)
    rows = User.objects.filter(pk__in=posts.values("user"), is_active=True).exclude(public_id=actor.subject).order_by("display_name", "pk")
    return {str(user.public_id): user for user in rows}
