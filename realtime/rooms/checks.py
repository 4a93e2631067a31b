"""What must be there before a site starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error

from realtime.rooms.media.livekit import configured


def livekit_is_whole(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """LiveKit needs its library on both sides; without them the first page of a room would break, or the fifth camera."""
    if not configured():
        return []
    found: list[CheckMessage] = []
    try:
        import livekit.api  # noqa: F401, PLC0415 -- an extra
    except ImportError:
        found.append(Error("LIVEKIT_URL is set, but livekit-api is not installed.", hint="pip install 'xinqiao[livekit]'", id="rooms.E001"))
    if finders.find("rooms/vendor/livekit-client.esm.mjs") is None:
        found.append(Error("LIVEKIT_URL is set, but the browser library is missing.", hint="mediation fetch_livekit", id="rooms.E002"))
    return found
