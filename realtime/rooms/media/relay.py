"""Relays (TURN) for sound and picture, with a name and password good for a short time.

The password is made from a secret that this site and the relay share: base64(HMAC-SHA1(secret, name)), the name being
"<seconds since 1970 at which it ends>:<anything>". That is the "TURN REST API" (draft-uberti-behave-turn-rest-00), which coturn calls
`use-auth-secret`. Nothing is stored and nothing has to be taken back: a name of an earlier generation of a room simply runs out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from typing import Any

from django.conf import settings

from mediation.common import clock


def configured() -> bool:
    """Whether there is a relay, so that people may talk without learning each other's address."""
    return bool(settings.TURN_URLS and settings.TURN_SECRET) or any("turn" in str(s.get("urls", "")) for s in settings.ICE_SERVERS)


def servers(room_id: uuid.UUID, generation: int, peer: str) -> list[dict[str, Any]]:
    """`RTCConfiguration.iceServers` for one page in one generation of a room: what is set, and the relay with its own password.

    The name tells the relay's log which room and page it was, and nobody's name.
    """
    found = [dict(s) for s in settings.ICE_SERVERS]
    if settings.TURN_URLS and settings.TURN_SECRET:
        name = f"{int(clock.now().timestamp()) + settings.TURN_SECONDS}:{room_id.hex[:12]}.{generation}.{peer}"
        found.append({"urls": list(settings.TURN_URLS), "username": name, "credential": password(settings.TURN_SECRET, name)})
    return found


def password(secret: str, name: str) -> str:
    """As coturn computes it. SHA-1 is the protocol's choice; the secret keys it."""
    return base64.b64encode(hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()).decode()
