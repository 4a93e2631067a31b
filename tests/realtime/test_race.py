"""Many writers at once: every number once, no holes, and never a later one before an earlier one."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from mediation.common.actor import Actor
from realtime.rooms import selectors, services
from realtime.rooms.models import Room, RoomLog

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs: Callable[[], object]) -> None:
    errors: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        try:
            job()
        except BaseException as error:  # shown below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


def test_writers_at_the_same_time_get_every_number_once(room: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
    start = selectors.head_of(room).seq
    shared = uuid.uuid4()

    def write(actor: Actor) -> Callable[[], None]:
        def job() -> None:
            mine = Room.objects.get(pk=room.pk)
            for n in range(8):
                services.append(actor, mine, "chat", {"text": str(n)}, uuid.uuid4())
            services.append(actor, mine, "chat", {"text": "两次"}, uuid.uuid5(shared, actor.key))

        return job

    at_once(*(write(a) for a in (mediator, party, other_party, mediator, party, other_party)))

    seqs = [e.seq for e in selectors.read_all(room)]
    assert seqs == list(range(1, start + 6 * 8 + 3 + 1))
    assert selectors.first_bad(room) is None


def test_a_later_number_is_never_seen_before_an_earlier_one(room: Room, mediator: Actor, party: Actor) -> None:
    """With numbers from a database sequence this fails: the second writer commits first and a reader steps over the first."""
    taken, done = threading.Event(), threading.Event()
    views: list[list[int]] = []

    def slow() -> None:
        with transaction.atomic():
            services.append(mediator, Room.objects.get(pk=room.pk), "chat", {"text": "先"}, uuid.uuid4())
            taken.set()
            time.sleep(0.6)

    def quick() -> None:
        assert taken.wait(10)
        services.append(party, Room.objects.get(pk=room.pk), "chat", {"text": "后"}, uuid.uuid4())
        done.set()

    def look() -> None:
        assert taken.wait(10)
        while not done.is_set():
            views.append(list(RoomLog.objects.filter(room=room).order_by("seq").values_list("seq", flat=True)))
            time.sleep(0.02)

    at_once(slow, quick, look)

    assert len(views) > 5
    assert all(view == list(range(1, len(view) + 1)) for view in views)
    assert [e.body["text"] for e in selectors.read_all(room) if e.kind == "chat"] == ["先", "后"]
