"""Who really asks, where a proxy stands in front: every limit counts by this address."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class CallerMiddleware:
    """Puts the visitor's address in the place of the proxy's, as far as our own proxies vouch for it.

    Each proxy adds to `X-Forwarded-For` the address it was asked from; what stands further left was said by the visitor and
    is worth nothing. Without it all visitors would share the limits of one address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.PROXIES:
            told = request.headers.get("X-Forwarded-For", "").split(",")[-settings.PROXIES :]
            address = _address(told[0]) if len(told) == settings.PROXIES else ""
            if address:
                request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


def caller(request: HttpRequest) -> str:
    """The address a limit counts by."""
    return str(request.META.get("REMOTE_ADDR", ""))


def named(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The name somebody tries to sign in with, however the form spells it."""
    tried = (credentials or {}).get("username") or request.POST.get("login", "")
    return str(tried).strip().casefold()


def _address(told: str) -> str:
    try:
        return str(ipaddress.ip_address(told.strip()))
    except ValueError:
        return ""
