"""One page's copy of a room's log and its outbox: the rules of the protocol without any network.

Frames go in by `receive`, which returns the frames to answer with. Whatever is lost, doubled or cut off outside, `take` is
called with every entry once, in order; and every message written stays in `outbox` until it is acknowledged or refused.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Frame = dict[str, Any]
SAY_HAVE = 64 * 1024  # characters received until the server is told; it pushes at most 256 KiB unheard
LATER = {"too-many", "held"}  # refusals that pass by themselves


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the log. n: its number, from 1 without holes. seat: of the writer, None for what an area noted."""

    n: int
    kind: str
    seat: int | None
    who: str
    at: str
    client_id: str
    body: dict[str, Any]
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """An acknowledgement: the message is committed as number `n`. again: it had been written before, under that number."""

    client_id: str
    n: int
    again: bool


@dataclass(frozen=True, slots=True)
class NotWritten:
    """A refusal that stays: `closed`, `too-long`, `empty`, `generation`, `not-found`."""

    client_id: str
    code: str


class Ledger:
    """`take` gets each entry; `told` each Written or NotWritten; `restart` is called before the log is read anew."""

    def __init__(
        self,
        take: Callable[[Line], None],
        told: Callable[[Written | NotWritten], None] = lambda answer: None,
        restart: Callable[[], None] = lambda: None,
    ) -> None:
        self.take, self.told, self.restart = take, told, restart
        self.last = 0  # the number of the last entry taken
        self.head = 0  # how far the server says the log is
        self.epoch = ""
        self.outbox: dict[str, str] = {}
        self.asked = False  # a `need` is under way
        self.unsaid = 0

    def hello(self) -> Frame:
        """What the first frame says beside the ticket. Call it for every new connection."""
        self.asked = False
        self.unsaid = 0
        return {"have": self.last, "epoch": self.epoch} if self.epoch else {}

    def write(self, text: str, client_id: str = "") -> Frame:
        """Put a message into the outbox; the same `client_id` again is the same message. The frame to send now."""
        client_id = client_id or str(uuid.uuid4())
        self.outbox[client_id] = text
        return say(client_id, text)

    def unsent(self) -> list[Frame]:
        """Everything not yet acknowledged: to be sent again after every new connection, and now and then."""
        return [say(client_id, text) for client_id, text in self.outbox.items()]

    def behind(self) -> list[Frame]:
        """To be called now and then: asks for what the server has and this page has not, even if asked before."""
        self.asked = False
        return self._need()

    def receive(self, frame: Frame, size: int = 0) -> list[Frame]:
        """A frame of the server; `size` in characters. Returns the frames to answer with, in order."""
        match frame["t"]:
            case "log":
                return self._entries(frame["e"], size)
            case "page":
                self.asked = False
                self.head = max(self.head, frame["head"])
                return [*self._entries(frame["e"], size), *self._need()]
            case "head":
                self.head = max(self.head, frame["head"])
                return self._need()
            case "state":
                return self._state(frame)
            case "ack":
                if self.outbox.pop(frame["id"], None) is not None:
                    self.told(Written(frame["id"], frame["n"], frame["dup"]))
                self.head = max(self.head, frame["n"])
            case "nack":
                if frame["code"] not in LATER and self.outbox.pop(frame["id"], None) is not None:
                    self.told(NotWritten(frame["id"], frame["code"]))
        return []

    def _state(self, frame: Frame) -> list[Frame]:
        if frame["you"]["seat"] != "admitted":
            return []
        if self.epoch and frame["epoch"] != self.epoch:  # restored from a backup: another log
            self.restart()
            self.last = 0
            self.asked = False
        if frame["epoch"] != self.epoch:
            self.epoch, self.head = frame["epoch"], 0
        self.head = max(self.head, frame["head"])
        return self._need()

    def _entries(self, entries: list[Frame], size: int) -> list[Frame]:
        answers: list[Frame] = []
        for e in entries:
            if e["n"] == self.last + 1:
                self.last = e["n"]
                self.take(Line(e["n"], e["k"], e["by"], e["who"], e["at"], e["c"], e["b"], e.get("x", False)))
            elif e["n"] > self.last:
                self.head = max(self.head, e["n"])
                answers += self._need()
                break
        self.unsaid += size
        if self.unsaid >= SAY_HAVE:
            self.unsaid = 0
            answers.append({"t": "have", "n": self.last})
        return answers

    def _need(self) -> list[Frame]:
        if self.asked or self.head <= self.last:
            return []
        self.asked = True
        return [{"t": "need", "after": self.last}]


def say(client_id: str, text: str) -> Frame:
    return {"t": "say", "id": client_id, "body": {"text": text}}
