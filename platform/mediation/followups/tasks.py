"""A follow-up falls due: its owner hears it in the morning."""

from __future__ import annotations

from django.db import transaction

from mediation.followups.models import FollowUpVisit
from mediation.notifications.services import notify


@transaction.atomic
def due(visit: str) -> None:
    row = FollowUpVisit.objects.filter(pk=visit, done_at=None).exclude(owner="").first()
    if row is not None:
        notify(row.owner, "followups.due", link=f"/desk/followups/{row.pk}/", label=row.label)
