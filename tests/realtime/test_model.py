"""Whatever is lost, doubled, late or cut off on the way: when it is quiet again every page holds exactly the log."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import uuid
from collections.abc import AsyncIterator
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as trial_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from mediation.common.actor import Actor
from realtime.client import Ledger, NotWritten, Written
from realtime.gateway import redis
from realtime.gateway.database import in_database
from realtime.gateway.hub import Hub, hub
from realtime.rooms import intake, live, selectors, services
from realtime.rooms.models import Room
from tests.realtime.pages import Page
from tests.realtime.trial_rooms import TrialRoom, make_room, seated

pytestmark = pytest.mark.django_db(transaction=True)
WHO = st.sampled_from([0, 1])


class Browser:
    """The client's rules on a socket that can be cut at any moment."""

    def __init__(self, actor: Actor, room: Room) -> None:
        self.actor, self.room = actor, room
        self.log: list[tuple[int, str]] = []
        self.acked: dict[str, int] = {}
        self.ledger = Ledger(lambda line: self.log.append((line.n, line.body.get("text", ""))), self.told)
        self.page: Page | None = None
        self.pump: asyncio.Task[None] | None = None

    def told(self, answer: Written | NotWritten) -> None:
        assert isinstance(answer, Written)
        self.acked[answer.client_id] = answer.n

    async def come(self) -> None:
        self.page = await Page(self.actor, self.room).open(catch_up=False, **self.ledger.hello())
        self.pump = asyncio.create_task(self.listen(self.page))
        for frame in self.ledger.unsent():
            await self.page.put(frame)

    async def say(self, text: str, times: int = 1) -> None:
        frame = self.ledger.write(text)
        for _ in range(times):
            if self.page is not None:
                await self.page.put(frame)

    async def cut(self, seconds: float = 30.0) -> None:
        page, self.page = self.page, None
        if page is None or self.pump is None:
            return
        self.pump.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.pump
        await page.leave(seconds)

    async def listen(self, page: Page) -> None:
        while True:
            message = await page.ws.output_queue.get()
            if message["type"] != "websocket.send":
                return
            for answer in self.ledger.receive(json.loads(message["text"])):
                await page.put(answer)

    async def again(self) -> None:
        """What the client's timer does."""
        if self.page is None:
            await self.come()
            return
        for frame in [*self.ledger.unsent(), *self.ledger.behind()]:
            await self.page.put(frame)


class Wires:
    """Between the tables and the pages: hints pass, are lost, doubled, or wait and then come in the wrong order."""

    def __init__(self) -> None:
        self.mode = "pass"
        self.held: list[str] = []
        self.hear = Hub.hint

    def hint(self, hub: Hub, topic: str) -> None:
        if self.mode == "hold":
            self.held.append(topic)
        elif self.mode != "lose":
            for _ in range(2 if self.mode == "double" else 1):
                self.hear(hub, topic)

    def release(self) -> None:
        for topic in reversed(self.held):
            self.hear(hub, topic)
        self.held.clear()


class Broker:
    """Redis as far as the product uses it, in memory: it hands on, is restarted empty, or does not answer."""

    def __init__(self) -> None:
        self.ears: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[dict[str, Any] | None]]] = []
        self.answers = True

    def publish(self, channel: str, text: str) -> None:
        if not self.answers:
            raise TimeoutError
        self.all({"type": "message", "channel": channel, "data": text.encode()})

    def all(self, message: dict[str, Any] | None) -> None:
        for loop, inbox in self.ears:
            if not loop.is_closed():
                loop.call_soon_threadsafe(inbox.put_nowait, message)

    def restart(self) -> None:
        """Whatever it held is gone, hints under way and everybody's connection with it."""
        for _loop, inbox in self.ears:
            while not inbox.empty():
                inbox.get_nowait()
        self.all(None)
        self.ears.clear()

    # the face of `redis.asyncio`

    async def __aenter__(self) -> Broker:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    def pubsub(self) -> Broker:
        return self

    async def subscribe(self, _channel: str) -> None:
        if not self.answers:
            raise TimeoutError

    async def listen(self) -> AsyncIterator[dict[str, Any]]:
        inbox: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.ears.append((asyncio.get_running_loop(), inbox))
        while (message := await inbox.get()) is not None:
            yield message
        raise ConnectionError


class Sitting(RuleBasedStateMachine):
    people: ClassVar[list[Actor]]
    wires: ClassVar[Wires]
    broker: ClassVar[Broker]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.wires.mode = "pass"
        self.wires.held.clear()
        self.broker.ears.clear()
        self.broker.answers, redis._quiet_until = True, 0.0
        self.room = make_room(str(uuid.uuid4()), *self.people)
        seated(self.room, *self.people)
        self.said: list[str] = []
        self.browsers = [Browser(who, self.room) for who in self.people]
        for browser in self.browsers:
            self.do(browser.come())

    def do(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def words(self) -> str:
        self.said.append(f"第{len(self.said)}句")
        return self.said[-1]

    @rule(who=WHO, times=st.sampled_from([1, 1, 2]))
    def say(self, who: int, times: int) -> None:
        """`times` 2: the same message twice, as after a lost acknowledgement."""
        self.do(self.browsers[who].say(self.words(), times))

    @rule(who=WHO)
    def from_another_process(self, who: int) -> None:
        """Nothing in this process says so: only Redis, or looking into the tables."""
        before, self.wires.mode = self.wires.mode, "lose"
        self.do(in_database(services.append, self.people[who], self.room, "chat", {"text": self.words()}, uuid.uuid4()))
        self.wires.mode = before
        self.do(in_database(redis.tell, f"room:{self.room.pk}", "another"))

    @rule()
    def redis_is_flushed(self) -> None:
        self.broker.restart()

    @rule(answers=st.booleans())
    def redis_is_silent(self, answers: bool) -> None:
        self.broker.answers = answers
        self.broker.restart()

    @rule(who=WHO)
    def cut(self, who: int) -> None:
        self.do(self.browsers[who].cut())

    @rule(who=WHO)
    def come_back(self, who: int) -> None:
        self.do(self.browsers[who].again())

    @rule(mode=st.sampled_from(["pass", "lose", "double", "hold"]))
    def hints(self, mode: str) -> None:
        self.wires.mode = mode

    @rule()
    def late_hints_in_the_wrong_order(self) -> None:
        self.wires.release()

    @rule()
    def a_hint_about_nothing(self) -> None:
        self.wires.hear(hub, f"room:{self.room.pk}")

    @rule()
    def the_process_is_killed(self) -> None:
        """Every socket is gone, and everything the process remembered."""
        self.forget()

    @rule(who=WHO)
    def the_process_is_killed_while_it_writes(self, who: int) -> None:
        """The commit may be under way: it happens or not, and nobody hears of it. The page asks again and is told the first number."""
        self.do(self.browsers[who].say(self.words()))
        for _ in range(3):
            self.do(asyncio.sleep(0))
        self.forget()

    def forget(self) -> None:
        """In this order: a process that is gone acknowledges nothing more."""
        if intake._intake is not None:
            intake._intake.task.cancel()
            intake._intake = None
        live._rooms.clear()
        for browser in self.browsers:  # nothing of the process ends by itself: what waits for the commit waits for ever
            self.do(browser.cut(0.05))
        self.wires.held.clear()

    @rule()
    def a_pause(self) -> None:
        """Messages refused meanwhile go out afterwards."""
        self.do(in_database(services.hold, self.people[0], self.room))
        self.do(asyncio.sleep(0.01))
        self.do(in_database(services.resume, self.people[0], self.room))

    def teardown(self) -> None:
        stored = self.do(self.quiet())
        try:
            assert [browser.log for browser in self.browsers] == [stored] * 2
            assert [n for n, _ in stored] == list(range(1, len(stored) + 1))
            assert sorted(text for _, text in stored if text) == sorted(self.said)
            assert {n for b in self.browsers for n in b.acked.values()} <= {n for n, text in stored if text}
            assert selectors.first_bad(self.room) is None
        finally:
            for browser in self.browsers:
                self.do(browser.cut())
            self.do(self.end())
            self.loop.close()

    async def end(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def quiet(self) -> list[tuple[int, str]]:
        self.wires.release()
        for turn in range(400):
            if turn % 10 == 0:
                for browser in self.browsers:
                    await browser.again()
            await asyncio.sleep(0.03)
            head = (await in_database(selectors.head_of, self.room)).seq
            if all(b.ledger.last == head and not b.ledger.outbox for b in self.browsers):
                break
        return [(e.seq, e.body.get("text", "")) for e in await in_database(selectors.read_all, self.room)]


@pytest.fixture
def sitting(
    trial: TrialRoom, mediator: Actor, party: Actor, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> type[Sitting]:
    monkeypatch.setattr("realtime.gateway.hub.LOOK_SECONDS", 0.1)
    wires, broker = Wires(), Broker()
    monkeypatch.setattr(Hub, "hint", lambda self, topic: wires.hint(self, topic))
    monkeypatch.setattr(redis, "_client", lambda _url: broker)
    monkeypatch.setattr(redis, "AGAIN_SECONDS", 0.05)
    monkeypatch.setattr("redis.asyncio.Redis.from_url", lambda _url: broker)
    settings.REDIS_URL = "redis://in.memory"
    Sitting.people, Sitting.wires, Sitting.broker = [mediator, party], wires, broker
    return Sitting


def test_every_page_ends_with_the_log(sitting: type[Sitting]) -> None:
    """Ten short sittings; with XINQIAO_SOAK set, three hundred long ones."""
    examples, steps = (300, 60) if os.environ.get("XINQIAO_SOAK") else (10, 12)

    run_state_machine_as_test(
        sitting,
        settings=trial_settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck), database=None
        ),
    )
