"""What invited people and papers are to the room of a sitting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from mediation.casework import meeting
from mediation.casework.models import Sitting
from mediation.casework.policies import sittings
from mediation.common.actor import Actor
from mediation.sittings.enums import GuestRole
from mediation.sittings.models import PreparedTalk as Prepared
from mediation.sittings.selectors import guests
from realtime.rooms.enums import SeatRole
from realtime.rooms.kinds import Panel, PreparedTalk, SeatSpec

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LABELS: dict[str, str | _StrPromise] = {role.value: role.label for role in GuestRole}
SEATS = {GuestRole.CO_MEDIATOR: SeatRole.MEDIATOR, GuestRole.OBSERVER: SeatRole.OBSERVER}


def guest_seat(actor: Actor, sitting_id: str) -> SeatSpec | None:
    """The seat of an invited person, as long as every party agrees and the invitation stands."""
    guest = guests.invited(actor, UUID(sitting_id))
    if guest is None or not guests.welcome(guest) or not meeting.open_today(guest.sitting.case_id, guest.sitting.mode):
        return None
    role = GuestRole(guest.role)
    if role != GuestRole.CO_MEDIATOR and not guests.sides_meet(guest.sitting):
        return None
    return SeatSpec(SEATS.get(role, SeatRole.GUEST), role.label, guest.name, role.value)


def panels(actor: Actor, sitting: Sitting) -> Sequence[Panel]:
    """The table and who is there for everybody, invited people too; minutes for those whom they concern."""
    topics = (f"sitting:{sitting.pk}", f"case:{sitting.case_id}")
    rows = [Panel("table", _("On the table"), f"/sittings/{sitting.pk}/table/", topics)] if guests.sides_meet(sitting) else []
    if sittings.can(actor, "view", sitting):
        rows.append(Panel("minutes", _("Minutes"), f"/sittings/{sitting.pk}/minutes/", topics))
    if rows:
        rows.append(Panel("people", _("Who is here"), f"/sittings/{sitting.pk}/people/", topics))
    return rows


def prepared(actor: Actor, sitting_id: str) -> Sequence[PreparedTalk]:
    rows = Prepared.objects.filter(sitting=UUID(sitting_id)).prefetch_related("parties", "guests__user")
    return [
        PreparedTalk(str(r.pk), r.title, (*(p.actor_key for p in r.parties.all()), *(g.actor_key for g in r.guests.all()))) for r in rows
    ]
