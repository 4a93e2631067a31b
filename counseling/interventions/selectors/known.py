"""Who somebody turned out to be, for whoever works with them."""

from __future__ import annotations

import uuid

from counseling.interventions.models import KnownAs
from counseling.screening.policies import flags
from mediation.common.actor import Actor
from mediation.common.errors import NotFound


def now_known(actor: Actor, stranger: uuid.UUID) -> uuid.UUID:
    """Whose file an old address of a stranger leads to. Raises NotFound, also for whoever may not see that file."""
    subject = KnownAs.objects.filter(stranger=stranger, ended_at=None).values_list("subject", flat=True).first()
    if subject is None or not flags.scope(actor, "work").filter(subject=subject).exists():
        raise NotFound
    return subject


def joined(subject: uuid.UUID) -> list[KnownAs]:
    """What was laid into this person's file and still lies there, newest first."""
    return list(KnownAs.objects.filter(subject=subject, ended_at=None).select_related("by").order_by("-at"))
