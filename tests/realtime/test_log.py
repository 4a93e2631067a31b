from __future__ import annotations

import uuid
from typing import Any

import pytest

from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from realtime.rooms import selectors, services
from realtime.rooms.models import Room, RoomLog

pytestmark = pytest.mark.django_db


def words(room: Room) -> list[tuple[int, str]]:
    return [(e.seq, e.body.get("text", "")) for e in selectors.read(room, 0) if e.kind == "chat"]


def test_a_message_sent_twice_stands_once_with_the_same_number(room: Room, party: Actor) -> None:
    client_id = uuid.uuid4()

    first = services.append(party, room, "chat", {"text": "你好"}, client_id)
    again = services.append(party, room, "chat", {"text": "你好"}, client_id)

    assert (first.dup, again.dup) == (False, True)
    assert first.seq == again.seq
    assert words(room) == [(first.seq, "你好")]


def test_numbers_have_no_holes_and_the_chain_holds(room: Room, mediator: Actor, party: Actor) -> None:
    for n in range(5):
        client_id = uuid.uuid4()
        services.append(party if n % 2 else mediator, room, "chat", {"text": str(n)}, client_id)
        services.append(party if n % 2 else mediator, room, "chat", {"text": str(n)}, client_id)
    services.note(system("tests"), room, "clause.changed", {"clause": 3})

    entries = selectors.read(room, 0)

    assert [e.seq for e in entries] == list(range(1, len(entries) + 1))
    assert selectors.first_bad(room) is None


@pytest.mark.parametrize("change", [{"author": "user:x"}, {"kind": "other"}, {"chain": "0" * 64}, {"body": ""}])
def test_an_altered_line_breaks_the_chain(room: Room, party: Actor, change: dict[str, Any]) -> None:
    entry = services.append(party, room, "chat", {"text": "我付三千元"}, uuid.uuid4())

    RoomLog.objects.filter(room=room, seq=entry.seq).update(**change)

    assert selectors.first_bad(room) == entry.seq


def test_what_was_written_in_a_closed_room_stays_as_it_is(room: Room, mediator: Actor, party: Actor) -> None:
    entry = services.append(party, room, "chat", {"text": "我付三千元"}, uuid.uuid4())
    services.close_room(mediator, room)

    for actor in (party, mediator):
        with pytest.raises(Conflict) as refused:
            services.redact(actor, room, entry.seq)
        assert refused.value.code == "closed"
    with pytest.raises(Conflict):
        services.edit(party, room, entry.seq, "我付一千元", uuid.uuid4())

    assert words(room) == [(entry.seq, "我付三千元")]


def test_a_redaction_empties_the_words_and_keeps_the_chain(room: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
    entry = services.append(party, room, "chat", {"text": "身份证号码"}, uuid.uuid4())

    with pytest.raises(NotFound):
        services.redact(other_party, room, entry.seq)
    services.redact(party, room, entry.seq)
    services.redact(party, room, entry.seq)

    gone = next(e for e in selectors.read(room, 0) if e.seq == entry.seq)
    assert (gone.redacted, gone.body) == (True, {})
    assert [e.body for e in selectors.read(room, 0) if e.kind == "redact"] == [{"seq": entry.seq}]
    assert selectors.first_bad(room) is None


def test_the_words_are_sealed_in_the_table(room: Room, party: Actor) -> None:
    entry = services.append(party, room, "chat", {"text": "金丝雀"}, uuid.uuid4())

    stored = RoomLog.objects.get(room=room, seq=entry.seq)

    assert stored.body.startswith("x1.")
    assert "金丝雀" not in stored.body


@pytest.mark.parametrize("text", ["", "   ", "a\0b", "长" * 4001, 7, None])
def test_a_text_that_is_none_is_refused(room: Room, party: Actor, text: Any) -> None:
    with pytest.raises(Invalid):
        services.append(party, room, "chat", {"text": text}, uuid.uuid4())


def test_only_who_is_admitted_writes_and_reads(room: Room, mediator: Actor, party: Actor, outsider: Actor) -> None:
    services.append(party, room, "chat", {"text": "先前的话"}, uuid.uuid4())
    seat = selectors.seat_of(party, room)
    assert seat is not None
    services.send_back(mediator, room, seat)

    for somebody in (party, outsider):
        with pytest.raises(NotFound):
            services.append(somebody, room, "chat", {"text": "再说一句"}, uuid.uuid4())
        with pytest.raises(NotFound):
            selectors.entries_after(somebody, room, 0)


def test_nobody_speaks_in_a_room_on_hold_or_closed(room: Room, mediator: Actor, party: Actor) -> None:
    sent = uuid.uuid4()
    known = services.append(party, room, "chat", {"text": "一"}, sent)
    services.hold(mediator, room)
    with pytest.raises(Conflict) as refused:
        services.append(party, room, "chat", {"text": "二"}, uuid.uuid4())
    assert refused.value.code == "held"
    assert services.append(party, room, "chat", {"text": "一"}, sent).seq == known.seq  # a resent one is still known

    services.resume(mediator, room)
    services.close_room(mediator, room)
    services.close_room(mediator, room)

    with pytest.raises(Conflict) as refused:
        services.append(party, room, "chat", {"text": "三"}, uuid.uuid4())
    assert refused.value.code == "closed"
    assert [text for _, text in words(room)] == ["一"]
