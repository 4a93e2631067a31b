"""The page that opens a socket must be ours: scheme, name and port. A missing or `null` Origin is refused."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host  # noqa: TID251 -- the same rule as for pages

logger = logging.getLogger(__name__)
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


def headers_of(scope: dict[str, Any]) -> dict[str, str]:
    return {name.decode("latin1").lower(): value.decode("latin1") for name, value in scope.get("headers", [])}


def allowed(scope: dict[str, Any]) -> bool:
    """The Origin is exactly the address the request came to, and that is one of ours; or it is listed as trusted."""
    headers = headers_of(scope)
    origin, host = headers.get("origin", ""), headers.get("host", "")
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    name, _port = split_domain_port(host)
    if not name or not validate_host(name, settings.ALLOWED_HOSTS):
        return False
    secure = scope.get("scheme") in ("wss", "https")
    proxy = getattr(settings, "SECURE_PROXY_SSL_HEADER", None)
    if proxy:
        secure = headers.get(proxy[0].removeprefix("HTTP_").replace("_", "-").lower()) == proxy[1]
    parts = urlsplit(origin)
    return (
        parts.scheme == ("https" if secure else "http") and parts.netloc.lower() == host.lower() and origin == f"{parts.scheme}://{parts.netloc}"
    )


class ExactOrigin:
    """Wraps the sockets: refuses the handshake with 403 and writes one line."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if allowed(scope):
            await self.app(scope, receive, send)
            return
        logger.warning("socket refused: foreign origin, path %s", scope.get("path", "")[:80])
        await receive()
        await send({"type": "websocket.close", "code": 4403})
