"""The hash chain of a room's log.

`body_hash = sha256(salt + canonical body)`, `chain_n = sha256(chain_{n-1} + canonical row with body_hash)`. The chain holds the
hash of the body and not the body: a redaction empties the body (and its salt) and the chain still verifies.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import UTC, datetime
from typing import Any

import orjson


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same value always gives the same text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def new_salt() -> str:
    return secrets.token_hex(16)


def body_hash(salt: str, body: str) -> str:
    return hashlib.sha256(f"{salt}|{body}".encode()).hexdigest()


def link(
    before: str, *, room: uuid.UUID, seq: int, kind: str, author: str, client_id: uuid.UUID, at: datetime, body: str
) -> str:
    """The chain after this row. `body` is the salted hash, `at` an aware moment."""
    row = canonical([str(room), seq, kind, author, str(client_id), at.astimezone(UTC).isoformat(timespec="microseconds"), body])
    return hashlib.sha256(f"{before}|{row}".encode()).hexdigest()
