"""Groups follow roles when a role is given or taken, and again at each sign-in, because roles also end by date."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from cms import groups
from mediation.accounts.models import RoleAssignment, User


@receiver([post_save, post_delete], sender=RoleAssignment)
def role_changed(instance: RoleAssignment, **_: Any) -> None:
    groups.follow(instance.user)


@receiver(user_logged_in)
def signed_in(user: User, **_: Any) -> None:
    groups.follow(user)
