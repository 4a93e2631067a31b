"""Frames as nobody should send them, and what a healthy server does with them.

`frame(chance)` gives one, from the nearly right to the senseless. `Watch` looks for what must never happen: a line with a
traceback, a word of somebody else's room, memory that keeps growing.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import random
import string
import sys
import uuid
from types import TracebackType
from typing import Any

from _pytest.logging import LogCaptureHandler

TYPES = (
    "say", "need", "have", "read", "media", "sig", "ping", "spoke", "hello", "watch", "typing", "edit", "redact", "state", "ack", "",
    "__class__",
)  # fmt: skip
FIELDS = ("id", "body", "gen", "after", "n", "mic", "cam", "to", "d", "s", "t", "on", "topics", "text", "seq", "ticket", "have", "epoch")
ODD = (
    "\0", "\ud800", "\u202e", "𠮻", "e\u0301" * 40, "<script>", "'; DROP TABLE rooms_roomlog; --", "字" * 4001, "NaN", "-0",
    "../../etc/passwd", "%s%n", "{}", " ", "\r\n\r\n", "a" * 9000,
)  # fmt: skip


def value(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.randrange(12 if depth < 4 else 8)
    match kind:
        case 0:
            return chance.choice([None, True, False])
        case 1:
            return chance.choice([0, 1, -1, 2**31, 2**53, 2**53 + 1, -(2**63), 10**40])
        case 2:
            return chance.choice([0.5, -0.0, 1e308, 1e-308])
        case 3:
            return str(uuid.UUID(int=chance.getrandbits(128)))
        case 4 | 5:
            return chance.choice(ODD)
        case 6 | 7:
            return "".join(chance.choice(string.printable) for _ in range(chance.randrange(40)))
        case 8 | 9:
            return {chance.choice(FIELDS): value(chance, depth + 1) for _ in range(chance.randrange(4))}
        case _:
            return [value(chance, depth + 1) for _ in range(chance.randrange(4))]


def good(chance: random.Random) -> dict[str, Any]:
    """A frame that is right, or nearly."""
    match chance.randrange(9):
        case 0 | 1:
            return {"t": "say", "id": str(uuid.UUID(int=chance.getrandbits(128))), "body": {"text": "好" * chance.randrange(1, 50)}}
        case 2:
            return {"t": "need", "after": chance.randrange(2000)}
        case 3:
            return {"t": "have", "n": chance.randrange(2000)}
        case 4:
            return {"t": "read", "n": chance.randrange(2000)}
        case 5:
            return {"t": "media", "mic": chance.random() < 0.5, "cam": chance.random() < 0.5}
        case 6:
            return {"t": "sig", "gen": chance.randrange(4), "to": f"{chance.getrandbits(48):012x}", "d": {"description": value(chance)}}
        case 7:
            return {"t": "typing"}
        case _:
            return {"t": "ping"}


def frame(chance: random.Random) -> dict[str, Any]:
    """An ASGI message as a server would hand it over."""
    made: Any = good(chance)
    for _ in range(chance.randrange(4)):  # bent once, twice, or left as it is
        match chance.randrange(5):
            case 0:
                made["t"] = chance.choice(TYPES)
            case 1:
                made[chance.choice(FIELDS)] = value(chance)
            case 2:
                made.pop(chance.choice(list(made)), None)
            case 3:
                made = made | {"body": value(chance)}
            case _:
                made = made | {chance.choice(FIELDS): value(chance)}
        if not made:
            break
    text = json.dumps(made, ensure_ascii=chance.random() < 0.5)
    match chance.randrange(40):
        case 0:
            return {"type": "websocket.receive", "bytes": chance.randbytes(chance.randrange(200))}
        case 1:
            text = text[: chance.randrange(len(text) + 1)]
        case 2:
            text = "[" * chance.randrange(1, 3000)
        case 3:
            text = json.dumps(value(chance))
        case 4:
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(ODD) + text[at:]
        case 5 if chance.random() < 0.05:
            text = text + " " * (64 * 1024)
        case 6:
            text = text.replace("{", '{"t":"say",', 1)  # a name twice
    return {"type": "websocket.receive", "text": text}


class Watch(logging.Handler):
    """What must not happen while frames come in. `canary` stands in another room's log and must reach nobody here."""

    def __init__(self, canary: str) -> None:
        super().__init__(logging.DEBUG)
        self.canary = canary
        self.traces: list[str] = []
        self.leaks: list[str] = []
        self.sizes: list[int] = []  # objects Python holds, after each round: what leaks, leaks objects

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage()
        if record.exc_info or record.levelno >= logging.ERROR or "Traceback" in words:
            self.traces.append(f"{record.name}: {words[:600]}")
        if self.canary in words:
            self.leaks.append(words[:200])

    def sent(self, text: str) -> None:
        if self.canary in text:
            self.leaks.append(text[:200])

    def weigh(self) -> None:
        for handler in logging.getLogger().handlers:
            if isinstance(handler, LogCaptureHandler):
                handler.reset()  # pytest keeps every line
        gc.collect()
        self.sizes.append(sys.getallocatedblocks())

    def grown(self) -> int:
        """Objects gained from the first third of the rounds to the last: caches fill at first, a leak goes on."""
        third = max(1, len(self.sizes) // 3)
        return min(self.sizes[-third:]) - max(self.sizes[:third])

    def __enter__(self) -> Watch:
        logging.getLogger().addHandler(self)
        gc.freeze()  # what is there already is not looked through at every weighing
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self.traces.append(str(context)[:600]))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        gc.unfreeze()
        logging.getLogger().removeHandler(self)
        asyncio.get_running_loop().set_exception_handler(None)
