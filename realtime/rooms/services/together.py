"""Messages that arrive together are committed together: many rooms, many messages, one transaction.

Numbers, hashes and ciphertexts are made before anything is written, from what this process knows of each room. The statement
that writes takes a room only if its head still is where it was (`seq` for the log, `rev` for seats and state), under the
head's lock: then everything known was true at the commit. A room that has moved is left out whole, and said so.
On PostgreSQL that is one statement and one round trip; on SQLite one IMMEDIATE transaction. Same guarantees as `append`.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from mediation.common import clock
from mediation.common.actor import Actor
from mediation.vault.models import DataKey
from mediation.vault.sealing import Sealer
from realtime.rooms import chain, selectors
from realtime.rooms.models import Room, RoomHead, RoomLog
from realtime.rooms.records import Entry


@dataclass(frozen=True, slots=True)
class Said:
    """One message, checked. seat, name: of its writer, who is admitted as far as this process knows."""

    actor: Actor
    client_id: uuid.UUID
    body: dict[str, Any]
    seat: int
    name: str


@dataclass(frozen=True, slots=True)
class Talk:
    """What is to be written in one room, and where its head was when this process last saw it. No client id twice."""

    room: Room
    seq: int
    rev: int
    chain: str
    sealer: Sealer
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Done:
    """What was written in one room, and the head after it."""

    entries: list[Entry]
    seq: int
    chain: str


class _Row(NamedTuple):
    """What becomes a row; a model would be made for nothing where one statement writes them all."""

    room_id: uuid.UUID
    seq: int
    kind: str
    author: str
    client_id: uuid.UUID
    body: str
    salt: str
    body_hash: str
    chain: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class _Draft:
    talk: Talk
    rows: list[_Row]
    done: Done


def append_together(talks: Sequence[Talk]) -> list[Done | None]:
    """One answer for each room: what was written, or None where nothing was, because the room has moved or a message is known.

    The rules (who may speak, when, how long) are the caller's, applied to the state at (`seq`, `rev`). Autocommit is expected.
    """
    now = clock.now()
    drafts = [_draft(talk, now) for talk in talks]
    # always in the same order, so that two processes never wait for each other crosswise
    written = _one_statement(drafts) if connection.vendor == "postgresql" else _one_transaction(drafts)
    return [draft.done if draft.talk.room.pk in written else None for draft in drafts]


def _draft(talk: Talk, now: datetime) -> _Draft:
    room, seq, linked = talk.room, talk.seq, talk.chain
    rows: list[_Row] = []
    entries: list[Entry] = []
    for said in talk.said:
        seq += 1
        text, salt = chain.canonical(said.body), chain.new_salt()
        hashed = chain.body_hash(salt, text)
        linked = chain.link(
            linked, room=room.pk, seq=seq, kind="chat", author=said.actor.key, client_id=said.client_id, at=now, body=hashed
        )
        sealed = talk.sealer.seal(selectors.place(room.pk, seq), text)
        rows.append(_Row(room.pk, seq, "chat", said.actor.key, said.client_id, sealed, salt, hashed, linked, now))
        entries.append(
            Entry(room.pk, seq, "chat", said.actor.key, said.client_id, now, said.body, seat_id=said.seat, name=said.name)
        )
    return _Draft(talk, rows, Done(entries, seq, linked))


# `good` waits for each head's lock; whoever held it and moved the head makes the row fail the comparison when it is read again.
_SQL = """
WITH want AS (
  SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::uuid[], %s::bigint[], %s::text[])
    AS w(room, seq, rev, key, to_seq, to_chain)
), item AS (
  SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
    AS i(room, seq, author, client_id, body, salt, body_hash, chain, at)
), good AS MATERIALIZED (
  SELECT h.room_id FROM rooms_roomhead h JOIN want w ON w.room = h.room_id
  WHERE h.seq = w.seq AND h.rev = w.rev
    AND EXISTS (SELECT 1 FROM vault_datakey k WHERE k.id = w.key AND k.destroyed_at IS NULL)
    AND NOT EXISTS (
      SELECT 1 FROM item i JOIN rooms_roomlog l ON l.room_id = i.room AND l.author = i.author AND l.client_id = i.client_id
      WHERE i.room = w.room)
  ORDER BY h.room_id FOR UPDATE OF h
), moved AS (
  UPDATE rooms_roomhead h SET seq = w.to_seq, chain = w.to_chain
  FROM want w JOIN good g ON g.room_id = w.room WHERE h.room_id = w.room RETURNING h.room_id
), kept AS (
  INSERT INTO rooms_roomlog (room_id, seq, kind, author, client_id, body, salt, body_hash, chain, created_at)
  SELECT i.room, i.seq, 'chat', i.author, i.client_id, i.body, i.salt, i.body_hash, i.chain, i.at
  FROM item i JOIN moved m ON m.room_id = i.room
)
SELECT room_id FROM moved
"""


_planned: Any = None  # the writer's connection, while it is set up for its one statement


def let_go() -> None:
    """Give the writer's connection back as it was: others may get it from the pool."""
    global _planned
    held, _planned = _planned, None
    if held is not None and held is connection.connection:
        with suppress(Exception):  # it is broken, and nobody gets it
            held.execute("RESET plan_cache_mode; RESET enable_seqscan; RESET jit")
    connection.close()


def _one_statement(drafts: Sequence[_Draft]) -> set[uuid.UUID]:
    import psycopg  # noqa: PLC0415 -- only where PostgreSQL is

    talks, rows = [d.talk for d in drafts], [row for d in drafts for row in d.rows]
    values: list[list[Any]] = [
        [t.room.pk for t in talks], [t.seq for t in talks], [t.rev for t in talks], [t.sealer.key_id for t in talks],
        [d.done.seq for d in drafts], [d.done.chain for d in drafts],
        [r.room_id for r in rows], [r.seq for r in rows], [r.author for r in rows], [r.client_id for r in rows], [r.body for r in rows],
        [r.salt for r in rows], [r.body_hash for r in rows], [r.chain for r in rows], [r.created_at for r in rows],
    ]
    global _planned
    connection.ensure_connection()
    if connection.connection is not _planned:
        # one plan for all batches, since planning costs more than the statement; made over an empty table it must use the index too
        connection.connection.execute("SET plan_cache_mode TO force_generic_plan; SET enable_seqscan TO off; SET jit TO off")
        _planned = connection.connection
    # a plain cursor: Django's binds on this side
    with psycopg.Cursor(connection.connection) as cursor:
        found = cursor.execute(_SQL, values, prepare=True).fetchall()
    return {room_id for (room_id,) in found}


def _one_transaction(drafts: Sequence[_Draft]) -> set[uuid.UUID]:
    rooms = [d.talk.room.pk for d in drafts]
    with transaction.atomic():
        heads = {pk: (seq, rev) for pk, seq, rev in RoomHead.objects.filter(pk__in=rooms).values_list("pk", "seq", "rev")}
        keys = {d.talk.sealer.key_id for d in drafts}
        alive = set(DataKey.objects.filter(pk__in=keys, destroyed_at=None).values_list("pk", flat=True))
        ids = [row.client_id for d in drafts for row in d.rows]
        known = set(RoomLog.objects.filter(client_id__in=ids).values_list("room_id", "author", "client_id"))
        good = [
            d
            for d in drafts
            if heads.get(d.talk.room.pk) == (d.talk.seq, d.talk.rev)
            and d.talk.sealer.key_id in alive
            and not any((row.room_id, row.author, row.client_id) in known for row in d.rows)
        ]
        RoomLog.objects.bulk_create(RoomLog(**row._asdict()) for d in good for row in d.rows)
        for d in good:
            if RoomHead.objects.filter(pk=d.talk.room.pk, seq=d.talk.seq, rev=d.talk.rev).update(seq=d.done.seq, chain=d.done.chain) != 1:
                raise RuntimeError("a room's head moved under its lock")
    return {d.talk.room.pk for d in good}
