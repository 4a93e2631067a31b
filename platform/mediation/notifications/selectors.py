from __future__ import annotations

from django.db.models import QuerySet

from mediation.common.actor import Actor
from mediation.notifications.models import Notice


def inbox(actor: Actor) -> QuerySet[Notice]:
    """The asker's own notices, newest first."""
    return Notice.objects.filter(recipient=actor.key).order_by("-created_at")


def unread_count(actor: Actor) -> int:
    return inbox(actor).filter(read_at=None).count()
