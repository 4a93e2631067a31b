"""What each volunteer may do, decided by a counsellor, shown to the volunteer, held to by every service."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from counseling.hotline.enums import Right
from counseling.hotline.models import Volunteer
from counseling.hotline.selectors.volunteers import volunteers_of
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify


@transaction.atomic
def decide(*, actor: Actor, user: User, volunteer: User, rights: Collection[str], until: date | None) -> Volunteer:
    """Set somebody's list. An empty one takes everything away at once; who has somebody on the line may still hand over."""
    if not volunteers_of(actor).filter(pk=volunteer.pk).exists():
        raise NotFound
    listed = [r for r in Right.values if r in rights]
    if len(listed) != len(set(rights)):
        raise Invalid(fields={"rights": "?"})
    if listed and Right.TAKE not in listed:
        listed.insert(0, Right.TAKE)  # nothing else makes sense without a call
    unfit = None if until is None else days.wrong_ahead(until, years=2)
    if unfit is not None:
        raise Invalid(fields={"until": unfit})
    held = Volunteer.objects.filter(user=volunteer).first()
    before = [] if held is None else held.rights
    if held is not None and (held.rights, held.until) == (listed, until):
        return held
    row, _made = Volunteer.objects.update_or_create(
        user=volunteer, defaults={"rights": listed, "until": until, "decided_by": user, "decided_at": clock.now()}
    )
    trail.record(actor, "hotline.rights", ("user", volunteer.public_id), before=before, after=listed)
    notify(f"user:{volunteer.public_id}", "hotline.rights", link="/care/hotline/")
    publish_on_commit("hotline")
    return row
