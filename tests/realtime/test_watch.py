"""The watch socket: a hint that a topic moved, to those who may know, and nothing else."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mediation.common import readiness
from mediation.common.actor import Actor
from mediation.common.push import publish_on_commit
from mediation.config.asgi import application
from realtime.gateway import publisher
from realtime.gateway.database import in_database
from realtime.gateway.hub import hub
from realtime.gateway.models import TopicHint
from tests.cast import client_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


def move(topic: str) -> None:
    with transaction.atomic():
        publish_on_commit(topic)


async def watch(actor: Actor, *topics: str) -> tuple[Any, dict[str, Any]]:
    client = await in_database(client_of, actor)
    ticket = (await in_database(client.post, "/live/ticket/")).json()["ticket"]
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}".encode()
    socket = WebsocketCommunicator(
        application, "/ws/watch/", headers=[(b"host", b"testserver"), (b"origin", b"http://testserver"), (b"cookie", cookie)]
    )
    assert (await socket.connect(timeout=30))[0]
    await socket.send_to(text_data=json.dumps({"t": "hello", "ticket": ticket}))
    assert json.loads(await socket.receive_from(timeout=30)) == {"t": "welcome"}
    await socket.send_to(text_data=json.dumps({"t": "watch", "topics": list(topics)}))
    answer = json.loads(await socket.receive_from(timeout=30))
    if settings.REDIS_URL and answer["topics"]:
        await quiet(socket)
    return socket, answer


async def quiet(socket: Any) -> None:
    """A fresh line to Redis wakes everybody once, to be sure: let that pass."""
    while not await socket.receive_nothing(timeout=1):
        await socket.receive_from()


async def test_a_hint_says_only_that_something_moved(mediator: Actor) -> None:
    socket, watching = await watch(mediator, "pool", f"inbox:{mediator.key}")
    assert watching == {"t": "watching", "topics": sorted(["pool", f"inbox:{mediator.key}"])}

    await in_database(move, "pool")
    await in_database(move, f"inbox:{uuid.uuid4()}")

    assert json.loads(await socket.receive_from(timeout=30)) == {"t": "hint", "topic": "pool"}
    assert await socket.receive_nothing(timeout=1.5)
    assert readiness.report()["hub"] == "ok"
    await socket.disconnect()


async def test_a_topic_of_others_is_refused_like_one_that_does_not_exist(
    outsider: Actor, party: Actor, mediator: Actor, anonymous: Actor
) -> None:
    for actor in (outsider, party):
        socket, watching = await watch(actor, "pool", "care", f"inbox:{mediator.key}", f"case:{uuid.uuid4()}", "nonsense", "jobs")
        assert watching == {"t": "watching", "topics": []}
        assert json.loads(await socket.receive_from(timeout=30))["code"] == "not-found"
        await in_database(move, "pool")
        assert await socket.receive_nothing(timeout=1)
        await socket.disconnect()
    nobody = await in_database(client_of, anonymous)
    assert (await in_database(nobody.post, "/live/ticket/")).status_code == 404


async def test_what_another_process_did_is_found_by_looking_whatever_order_it_committed_in(mediator: Actor) -> None:
    socket, _ = await watch(mediator, "pool")
    await in_database(TopicHint.objects.create, pk=10**6, topic="pool", origin="elsewhere", at=timezone.now())
    assert json.loads(await socket.receive_from(timeout=30))["topic"] == "pool"

    # a row with a lower number that became visible only now
    await in_database(TopicHint.objects.create, pk=10**6 - 1, topic="pool", origin="elsewhere", at=timezone.now())

    assert json.loads(await socket.receive_from(timeout=30))["topic"] == "pool"
    assert await socket.receive_nothing(timeout=1.5)
    await socket.disconnect()


async def test_the_hub_says_when_it_has_stopped_looking(mediator: Actor) -> None:
    socket, _ = await watch(mediator, "pool")
    assert hub.looking is not None

    hub.looking.cancel()
    assert await socket.receive_nothing(timeout=0.3)

    assert readiness.report()["hub"] != "ok"
    await socket.disconnect()


async def test_old_traces_are_swept(db: None) -> None:
    def sweep() -> int:
        TopicHint.objects.create(topic="pool", origin="x", at=timezone.now() - timedelta(minutes=5))
        for _ in range(200):
            publisher.GatewayPublisher().stage("case:1")
        return TopicHint.objects.filter(topic="pool").count()

    assert await in_database(sweep) == 0
