"""What may come in over a socket: size, then depth, then JSON, then the schema of its type. Nothing else is looked at.

Every refusal is a `Refused` with a code; codes are listed in docs/realtime-protocol.md.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from mediation.common.nesting import depth

FRAME_LIMIT = 64 * 1024  # bytes
DEPTH_LIMIT = 6

Field = Callable[[Any], Any]
Schema = Mapping[str, tuple[bool, Field]]  # name -> (required, check)


class Refused(Exception):
    """A frame that is not taken. `close` is a WebSocket close code where the socket must end, else 0."""

    def __init__(self, code: str, close: int = 0, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.close = close
        self.more = more


def parse(raw: str | bytes | None, schemas: Mapping[str, Schema]) -> dict[str, Any]:
    """The frame as a checked dictionary. Raises Refused."""
    if not isinstance(raw, str):
        raise Refused("binary")
    if len(raw) > FRAME_LIMIT or (len(raw) * 4 > FRAME_LIMIT and len(raw.encode("utf-8", "surrogatepass")) > FRAME_LIMIT):
        raise Refused("too-large", close=4413)
    if depth(raw, DEPTH_LIMIT) > DEPTH_LIMIT:
        raise Refused("too-deep")
    frame = _read(raw)
    if not isinstance(frame, dict) or not isinstance(frame.get("t"), str):
        raise Refused("no-type")
    schema = schemas.get(frame["t"])
    if schema is None:
        raise Refused("unknown-type")
    for name, value in frame.items():
        if not (whole(name) and whole(value)):
            raise Refused("bad-field", 0, **_named(frame, schema), field=name if name in schema else "")
    return _shaped(frame, schema)


def encode(frame: Any) -> str:
    """A frame as text, without spaces."""
    return orjson.dumps(frame).decode()


def _read(raw: str) -> Any:
    try:
        return orjson.loads(raw)
    except ValueError:  # no JSON; or JSON with half a sign, which is told apart below, by field
        try:
            raw.encode()
            return json.loads(raw, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Refused("not-json") from None


def whole(value: Any) -> bool:
    """No text in it holds half a sign: `\\ud83d` alone is JSON, and yet can neither be stored nor sent."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return False
        return True
    if isinstance(value, dict):
        return all(whole(k) and whole(v) for k, v in value.items())
    return all(whole(v) for v in value) if isinstance(value, list) else True


def _named(frame: dict[str, Any], schema: Schema) -> dict[str, Any]:
    """The frame's own id, where it has a sound one: whoever sent it learns which of its messages was not taken."""
    try:
        return {"id": str(ident(frame.get("id")))} if "id" in schema else {}
    except ValueError:
        return {}


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _shaped(frame: dict[str, Any], schema: Schema) -> dict[str, Any]:
    if extra := frame.keys() - schema.keys() - {"t"}:
        raise Refused("unknown-field", field=sorted(extra)[0][:40])
    shaped = {"t": frame["t"]}
    for name, (required, check) in schema.items():
        if name not in frame or frame[name] is None:
            if required:
                raise Refused("missing-field", field=name)
            continue
        try:
            shaped[name] = check(frame[name])
        except (ValueError, TypeError, AttributeError):
            raise Refused("bad-field", field=name) from None
    return shaped


def text(limit: int) -> Field:
    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) > limit or "\0" in value:
            raise ValueError
        return value

    return check


def number(least: int = 0, most: int = 2**53) -> Field:
    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError
        return value

    return check


def yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def one_of(*known: str) -> Field:
    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise ValueError
        return value

    return check


def ident(value: Any) -> uuid.UUID:
    if not isinstance(value, str) or len(value) != 36:
        raise ValueError
    return uuid.UUID(value)


def mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError
    return value


def texts(most: int, limit: int) -> Field:
    one = text(limit)

    def check(value: Any) -> list[str]:
        if not isinstance(value, list) or len(value) > most:
            raise ValueError
        return [one(v) for v in value]

    return check


class Bucket:
    """A token bucket: `size` frames at once, refilled evenly over `seconds`."""

    __slots__ = ("at", "left", "rate", "size")

    def __init__(self, size: int, seconds: float) -> None:
        self.size, self.rate = size, size / seconds
        self.left, self.at = float(size), time.monotonic()

    def take(self) -> float:
        """0 when one was taken, else the seconds until the next one."""
        now = time.monotonic()
        self.left = min(self.size, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) / self.rate
