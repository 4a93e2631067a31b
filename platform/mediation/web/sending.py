"""For a page that sends its form itself (`sending.js`): a redirect is named instead of followed.

A browser's request follows a redirect unseen, and the page it fetches would use up the messages meant for the person.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

HEADER, NEXT = "X-Sending", "X-Next"


class SendingMiddleware:
    """A redirect for a request that carries `X-Sending` becomes a 204 with the address in `X-Next`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if HEADER not in request.headers or not 300 <= response.status_code < 400 or "Location" not in response.headers:
            return response
        named = HttpResponse(status=204)
        named.cookies = response.cookies
        named.headers[NEXT] = response.headers["Location"]
        named.headers["Cache-Control"] = "no-store"
        return named
