"""Messages committed together keep every promise of the single one, or are not written at all."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mediation.common.actor import Actor
from mediation.vault import sealing
from mediation.vault.models import DataKey
from mediation.vault.sealing import Sealer
from realtime.gateway.database import in_database
from realtime.rooms import selectors, services
from realtime.rooms.models import Room
from realtime.rooms.services.together import Said, Talk, append_together
from tests.realtime.pages import Page
from tests.realtime.trial_rooms import TrialRoom, make_room, seated


def talk(room: Room, actor: Actor, *texts: str, ids: tuple[uuid.UUID, ...] = (), **head: Any) -> Talk:
    at = selectors.head_of(room)
    seat = selectors.seat_of(actor, room)
    assert seat is not None
    said = [
        Said(actor, ids[n] if n < len(ids) else uuid.uuid4(), {"text": text}, seat.pk, seat.name) for n, text in enumerate(texts)
    ]
    told = {"seq": at.seq, "rev": at.rev, "chain": at.chain, **head}
    return Talk(room, told["seq"], told["rev"], told["chain"], Sealer(room.scope), said)


def words(room: Room) -> list[str]:
    return [e.body["text"] for e in selectors.read_all(room) if e.kind == "chat"]


@pytest.mark.django_db(transaction=True)
class TestWriting:
    def test_many_rooms_at_once_each_with_its_own_numbers_and_chain(self, room: Room, mediator: Actor, party: Actor) -> None:
        other = seated(make_room("two", mediator, party), mediator, party)
        start = selectors.head_of(room).seq

        done = append_together([talk(room, mediator, "一", "二", "三"), talk(other, party, "甲", "乙")])

        assert [[e.seq for e in d.entries] for d in done if d] == [
            [start + 1, start + 2, start + 3], [e.seq for e in selectors.read_all(other) if e.kind == "chat"]
        ]
        assert (words(room), words(other)) == (["一", "二", "三"], ["甲", "乙"])
        assert [selectors.first_bad(r) for r in (room, other)] == [None, None]
        assert services.append(party, room, "chat", {"text": "四"}, uuid.uuid4()).seq == start + 4

    def test_a_room_that_has_moved_is_left_out_whole_and_the_others_are_written(
        self, room: Room, mediator: Actor, party: Actor
    ) -> None:
        other = seated(make_room("two", mediator, party), mediator, party)
        stale = talk(room, party, "迟了", "也迟了")
        services.append(mediator, room, "chat", {"text": "先到"}, uuid.uuid4())

        done = append_together([stale, talk(other, party, "照写")])

        assert [d is None for d in done] == [True, False]
        assert (words(room), words(other)) == (["先到"], ["照写"])

    def test_a_change_of_seats_or_state_in_between_writes_nothing(self, room: Room, mediator: Actor, party: Actor) -> None:
        seat = selectors.seat_of(party, room)
        assert seat is not None
        for change in (
            lambda: services.send_back(mediator, room, seat), lambda: services.admit(mediator, room, seat),
            lambda: services.hold(mediator, room), lambda: services.resume(mediator, room),
        ):
            at = selectors.head_of(room)
            prepared = talk(room, party, "金丝雀")
            change()
            now = selectors.head_of(room)
            assert now.rev > at.rev
            assert append_together([talk(room, party, "金丝雀", rev=at.rev)]) == [None]
            assert append_together([prepared]) == [None]
        assert words(room) == []

    def test_a_message_already_written_is_not_written_again(self, room: Room, mediator: Actor, party: Actor) -> None:
        same = uuid.uuid4()
        services.append(party, room, "chat", {"text": "一次"}, same)

        assert append_together([talk(room, party, "一次", "另一句", ids=(same,))]) == [None]
        assert append_together([talk(room, mediator, "同号他人", ids=(same,))]) != [None]
        assert words(room) == ["一次", "同号他人"]

    def test_nothing_is_written_under_a_key_that_was_destroyed(self, room: Room, party: Actor) -> None:
        prepared = talk(room, party, "金丝雀")
        sealing.destroy(room.scope)

        assert DataKey.objects.get(scope=room.scope).destroyed_at is not None
        assert append_together([prepared]) == [None]

    def test_the_words_are_sealed_in_their_place(self, room: Room, party: Actor) -> None:
        from realtime.rooms.models import RoomLog

        append_together([talk(room, party, "金丝雀")])

        row = RoomLog.objects.filter(room=room).latest("seq")
        assert row.body.startswith("x1.")
        assert sealing.unseal(room.scope, selectors.place(room.pk, row.seq), row.body) == '{"text":"金丝雀"}'

    def test_the_number_of_statements_does_not_grow_with_the_messages(self, room: Room, party: Actor) -> None:
        """On PostgreSQL one (which Django does not see); on SQLite a handful inside one transaction."""
        prepared = talk(room, party, *map(str, range(50)))

        with CaptureQueriesContext(connection) as seen:
            append_together([prepared])

        assert len(seen) == (0 if connection.vendor == "postgresql" else 7)


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_pages_that_speak_at_once_all_get_their_number_and_everything_once(
    room: Room, mediator: Actor, party: Actor, other_party: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[int] = []
    real = append_together

    def counted(talks: list[Talk]) -> Any:
        batches.append(sum(len(t.said) for t in talks))
        return real(talks)

    monkeypatch.setattr("realtime.rooms.intake.append_together", counted)
    pages = [await Page(who, room).open() for who in (mediator, party, other_party, mediator, party, other_party)]
    start = pages[0].head

    acks = await asyncio.gather(*(_say(page, 6, n) for n, page in enumerate(pages)))

    numbers = sorted(n for some in acks for n in some)
    assert numbers == list(range(start + 1, start + 37))
    assert sum(batches) >= 36
    assert max(batches) > 1
    assert await in_database(selectors.first_bad, room) is None
    for page in pages:
        got = [e["n"] for f in await page.drain(1.0) if f["t"] == "log" for e in f["e"] if e["n"] > start]
        assert got == list(range(start + 1, start + 37))
        await page.leave()


async def _say(page: Page, count: int, who: int) -> list[int]:
    return [(await page.say(f"{who}:{n}"))["n"] for n in range(count)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_when_the_common_way_fails_each_message_goes_alone(
    room: Room, party: Actor, monkeypatch: pytest.MonkeyPatch, trial: TrialRoom
) -> None:
    def broken(talks: list[Talk]) -> Any:
        raise RuntimeError

    monkeypatch.setattr("realtime.rooms.intake.append_together", broken)
    page = await Page(party, room).open()

    answer = await page.say("还是写上了")

    assert answer["t"] == "ack"
    assert await in_database(words, room) == ["还是写上了"]
    await page.leave()


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_a_connection_that_died_is_opened_again(room: Room, party: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    real = append_together

    def dying(talks: list[Talk]) -> Any:
        tried.append(1)
        if len(tried) == 1:
            connection.ensure_connection()
            connection.connection.close()  # as when the database server goes away
        return real(talks)

    monkeypatch.setattr("realtime.rooms.intake.append_together", dying)
    page = await Page(party, room).open()

    answer = await page.say("又接上了")

    assert (answer["t"], len(tried)) == ("ack", 2)
    assert await in_database(words, room) == ["又接上了"]
    await page.leave()
