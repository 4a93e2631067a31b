"""Who took part, as noted."""

from __future__ import annotations

from dataclasses import dataclass

from mediation.casework.models import Party, Sitting
from mediation.sittings.enums import Came
from mediation.sittings.models import Presence
from mediation.sittings.selectors.guests import parties_of, room_of
from mediation.vault import sealing
from realtime.rooms.enums import SeatState
from realtime.rooms.models import Seat


@dataclass(frozen=True, slots=True)
class Here:
    """One party. in_room: sits in the online room now. late, words: for the mediator alone."""

    party: Party
    row: Presence | None
    in_room: bool
    late_words: str
    words: str

    @property
    def how(self) -> str:
        return self.row.how if self.row is not None else ""

    @property
    def how_label(self) -> str:
        return str(Came(self.how).label) if self.how else ""


def people_of(sitting: Sitting, *, with_words: bool) -> list[Here]:
    """Every party that was asked. The caller has asked its own policy; `with_words` only for the mediator."""
    noted = {p.party_id: p for p in Presence.objects.filter(sitting=sitting).exclude(party=None)}
    room = room_of(sitting)
    seats = Seat.objects.filter(room=room, state=SeatState.ADMITTED) if room is not None else Seat.objects.none()
    seated = set(seats.values_list("actor_key", flat=True))
    rows = []
    for party in parties_of(sitting):
        row = noted.get(party.pk)
        late = _words(sitting, row, "late", row.late_sealed) if with_words and row is not None else ""
        words = _words(sitting, row, "why", row.words_sealed) if with_words and row is not None else ""
        rows.append(Here(party, row, party.actor_key in seated, late, words))
    return rows


def others_of(sitting: Sitting) -> list[Presence]:
    """People noted by name."""
    return list(Presence.objects.filter(sitting=sitting, party=None))


def _words(sitting: Sitting, row: Presence, what: str, sealed: str) -> str:
    return sealing.unseal(sitting.case.scope, row.place(what), sealed) if sealed else ""
