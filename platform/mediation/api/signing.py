"""How a message to another program proves that it is ours, whole and fresh.

The signature is `v1=` and the hexadecimal HMAC-SHA-256, under the webhook's secret, of `<timestamp>.<delivery>.<body>`: seconds since
1970 from `X-Xinqiao-Timestamp`, the id from `X-Xinqiao-Delivery`, and the body's bytes as they came. Whoever receives it compares in
constant time, refuses a timestamp more than five minutes off, and remembers the ids of the last five minutes: what was heard on
the way cannot be played again. Each new try carries a new timestamp and the same id, so that an event is taken in once.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Mapping

from mediation.vault import sealing

WINDOW = 300  # seconds
TIMESTAMP, SIGNATURE, DELIVERY, EVENT = "X-Xinqiao-Timestamp", "X-Xinqiao-Signature", "X-Xinqiao-Delivery", "X-Xinqiao-Event"


def secret_of(webhook: uuid.UUID, version: int) -> str:
    """256 bits derived from the server's key: shown to who made the webhook, kept nowhere."""
    halves = (sealing.blind_index(f"api.webhook.{part}", f"{webhook}:{version}") for part in "ab")
    return "whsec_" + "".join(halves)


def sign(secret: str, timestamp: int, delivery: str, body: bytes) -> str:
    told = f"{timestamp}.{delivery}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()


def headers(secret: str, *, timestamp: int, delivery: str, event: str, body: bytes) -> dict[str, str]:
    return {
        "Content-Type": "application/json; charset=utf-8", "User-Agent": "Xinqiao-Webhook/1", EVENT: event, DELIVERY: delivery,
        TIMESTAMP: str(timestamp), SIGNATURE: sign(secret, timestamp, delivery, body),
    }


def genuine(secret: str, given: Mapping[str, str], body: bytes, *, now: int) -> bool:
    """What a receiver does; also the pattern for other languages in the documentation."""
    stamp = given.get(TIMESTAMP, "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12) or abs(now - int(stamp)) > WINDOW:
        return False
    return hmac.compare_digest(sign(secret, int(stamp), given.get(DELIVERY, ""), body), given.get(SIGNATURE, ""))
