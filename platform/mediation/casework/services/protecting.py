"""The mediator protects the addresses of the people of a sitting before it begins (保护地址)."""

from __future__ import annotations

from django.db import transaction

from mediation.audit import trail
from mediation.casework.models import Sitting
from mediation.casework.policies import sittings
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict
from mediation.common.push import publish_on_commit
from realtime.rooms.models import Room
from realtime.rooms.services import protect


@transaction.atomic
def protect_addresses(*, actor: Actor, sitting: Sitting) -> None:
    """From now on the pages of this sitting, and of later ones of the case, meet through a relay only. Not taken back. Twice is once."""
    sittings.require(actor, "lead", sitting)
    room = Room.objects.filter(pk=sitting.room).first() if sitting.room is not None else None
    if room is None:
        raise Conflict
    if room.protected:
        return
    protect(system("casework"), room)
    trail.record(actor, "casework.protect_addresses", ("sitting", sitting.id), case=str(sitting.case_id))
    publish_on_commit(f"case:{sitting.case_id}")
