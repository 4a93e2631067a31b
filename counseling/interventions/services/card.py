from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import transaction

from counseling.interventions.models import TakeHomeCard
from counseling.interventions.selectors import card
from counseling.interventions.takehome import HEADINGS
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound


@transaction.atomic
def choose(*, actor: Actor, parts: Collection[str]) -> None:
    """The person says what goes on the card; nobody else can. Raises NotFound without a plan on their page."""
    if not card.released(actor):
        raise NotFound
    kept = [name for name in HEADINGS if name in parts]
    row, _new = TakeHomeCard.objects.update_or_create(
        subject=uuid.UUID(actor.subject), defaults={"parts": kept, "chosen_at": clock.now()}
    )
    trail.record(actor, "care.card", ("card", row.pk), parts=len(kept))


@transaction.atomic
def show(*, actor: Actor) -> None:
    """The own plan was opened on the own page: a line in the trail, as for everything sealed."""
    trail.record_read(actor, "care.card_show", ("care", actor.subject))
