from __future__ import annotations

from mediation.common import clock
from mediation.journeys.models import IntakeDraft
from mediation.journeys.services.draft import forget


def forget_draft(draft: str) -> None:
    """A day after it was begun a draft is gone, sent or not; the case keeps its own copy."""
    row = IntakeDraft.objects.filter(pk=draft, expires_at__lte=clock.now()).first()
    if row is not None:
        forget(row)
