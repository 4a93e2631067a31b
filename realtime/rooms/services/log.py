"""Writing to a room's log: exactly one number for each accepted message, in the order of the commits, without holes.

The number comes from the room's head, whose row stays locked until the commit: nobody can ever see entry 11 before
entry 10. (A database sequence hands numbers out before the commit and cannot promise that.) A repeated client id gets the
number of the first one.
"""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.vault import sealing
from realtime.rooms import chain, kinds, selectors
from realtime.rooms.enums import RoomState, SeatRole, SeatState
from realtime.rooms.models import Room, RoomHead, RoomLog, Seat
from realtime.rooms.records import Entry

TEXT_LIMIT = 4000  # characters of one message
BODY_LIMIT = 16_384  # bytes of one body as JSON


def lock(room: Room, *, rev: bool = False) -> RoomHead:
    """Take the room's lock until the end of the transaction. `rev`: the seats or the state are about to change."""
    RoomHead.objects.filter(pk=room.pk).update(rev=F("rev") + (1 if rev else 0))
    room.refresh_from_db(fields=["state", "held_for", "generation", "locked"])
    return RoomHead.objects.get(pk=room.pk)


def append(
    actor: Actor, room: Room, kind: str, body: dict[str, Any], client_id: uuid.UUID, *, generation: int | None = None
) -> Entry:
    """What a person in the room says or does. Acknowledge it only after this has returned: then it is on disk.

    Raises NotFound unless the actor is admitted now, Conflict (`held`, `closed`) where nobody may speak.
    """
    check(kind, body)
    with transaction.atomic():
        head = lock(room)
        seat = Seat.objects.filter(room=room, actor_key=actor.key, state=SeatState.ADMITTED).first()
        if seat is None or not kinds.get(room.kind).may_enter(actor, room):
            raise NotFound
        if seat.role == SeatRole.OBSERVER:
            raise Conflict(_("Whoever observes listens and does not write."), code="observer")
        known = _known(room, actor, client_id)
        if known is not None:
            return known
        if room.state != RoomState.OPEN:
            raise Conflict(code="held" if room.state == RoomState.HELD else "closed")
        if generation is not None and generation != room.generation:
            raise Conflict(code="generation")
        entry = _write(actor, room, head, kind, body, client_id)
        entry = dataclasses.replace(entry, seat_id=seat.pk, name=seat.name)
        kinds.get(room.kind).on_event(actor, room, entry)
        publish_on_commit(f"room:{room.pk}")
        return entry


def note(actor: Actor, room: Room, kind: str, body: dict[str, Any], *, client_id: uuid.UUID | None = None) -> Entry:
    """What an area tells the room, e.g. `clause.changed` with the ids that changed. The area has checked its own policy.

    With a `client_id` the same event is written once. Call it inside the transaction of its cause.
    """
    check(kind, body)
    client_id = client_id or uuid.uuid4()
    with transaction.atomic():
        head = lock(room)
        known = _known(room, actor, client_id)
        if known is not None:
            return known
        if room.state == RoomState.CLOSED:
            raise Conflict(code="closed")
        entry = _write(actor, room, head, kind, body, client_id)
        publish_on_commit(f"room:{room.pk}")
        return entry


@transaction.atomic
def redact(actor: Actor, room: Room, seq: int) -> Entry:
    """Empty the words of one entry; that it was there, by whom and when, stays. The author or a mediator of the room may.

    Raises NotFound for everybody else, and Conflict (`closed`) once the room is over: then only retention empties words.
    """
    head = lock(room)
    seat = selectors.admitted(actor, room)
    row = RoomLog.objects.filter(room=room, seq=seq, kind="chat").first()
    if row is None or not (row.author == actor.key or selectors.is_mediator(actor, room)):
        raise NotFound
    client_id = uuid.uuid5(room.pk, f"redact:{seq}")
    known = _known(room, actor, client_id)
    if known is None and room.state == RoomState.CLOSED:
        raise Conflict(code="closed")
    emptied = [row.pk, *_edits(room, row)]
    RoomLog.objects.filter(pk__in=emptied, redacted_at=None).update(body="", salt="", redacted_at=clock.now())
    if known is not None:
        return known
    entry = _write(actor, room, head, "redact", {"seq": seq}, client_id)
    kinds.get(room.kind).on_redact(actor, room, seq)
    trail.record(actor, "rooms.redact", ("room", room.pk), seq=seq)
    publish_on_commit(f"room:{room.pk}")
    return dataclasses.replace(entry, seat_id=seat.pk, name=seat.name)


def edit(actor: Actor, room: Room, seq: int, text: str, client_id: uuid.UUID) -> Entry:
    """Other words for one's own message: a new entry that names the old one, which stays as it was written.

    Raises NotFound for messages of others and removed ones, and what `append` raises.
    """
    with transaction.atomic():
        lock(room)
        row = RoomLog.objects.filter(room=room, seq=seq, kind="chat", author=actor.key, redacted_at=None).first()
        if row is None:
            raise NotFound
        check("chat", {"text": text})
        return append(actor, room, "edit", {"seq": seq, "text": text}, client_id)


def _edits(room: Room, row: RoomLog) -> list[int]:
    """The rows with later words of the same message: what is removed is removed with all its versions."""
    rows = list(RoomLog.objects.filter(room=room, kind="edit", author=row.author, redacted_at=None, seq__gt=row.seq))
    entries = selectors.opened(room, rows)
    return [r.pk for r, entry in zip(rows, entries, strict=True) if entry.body.get("seq") == row.seq]


def check(kind: str, body: dict[str, Any]) -> None:
    """Raises Invalid for what is no entry: no kind, no words, too many of them."""
    if not 0 < len(kind) <= 40:
        raise Invalid(code="kind")
    if kind == "chat":
        text = body.get("text")
        if not isinstance(text, str) or not text.strip() or "\0" in text:
            raise Invalid(code="empty")
        if len(text) > TEXT_LIMIT:
            raise Invalid(code="too-long")
    if len(chain.canonical(body).encode()) > BODY_LIMIT:
        raise Invalid(code="too-long")


def _known(room: Room, actor: Actor, client_id: uuid.UUID) -> Entry | None:
    row = RoomLog.objects.filter(room=room, author=actor.key, client_id=client_id).first()
    return dataclasses.replace(selectors.opened(room, [row])[0], dup=True) if row else None


def _write(actor: Actor, room: Room, head: RoomHead, kind: str, body: dict[str, Any], client_id: uuid.UUID) -> Entry:
    """Under the room's lock."""
    seq, now, text, salt = head.seq + 1, clock.now(), chain.canonical(body), chain.new_salt()
    hashed = chain.body_hash(salt, text)
    linked = chain.link(
        head.chain, room=room.pk, seq=seq, kind=kind, author=actor.key, client_id=client_id, at=now, body=hashed
    )
    RoomLog.objects.create(
        room=room, seq=seq, kind=kind, author=actor.key, client_id=client_id, salt=salt, body_hash=hashed, chain=linked,
        created_at=now, body=sealing.seal(room.scope, selectors.place(room.pk, seq), text),
    )
    if RoomHead.objects.filter(pk=room.pk, seq=head.seq).update(seq=seq, chain=linked) != 1:
        raise RuntimeError("the room's head moved under its lock")
    head.seq, head.chain = seq, linked
    return Entry(room.pk, seq, kind, actor.key, client_id, now, body)
