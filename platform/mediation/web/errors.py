"""What a person sees when something is refused: what happened, what is safe, what to do. Never a bare number."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.common.actor import ANONYMOUS
from mediation.common.errors import DomainError, NotFound, TooMany
from mediation.web.sending import HEADER

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KEPT = gettext_lazy("What you had sent before is kept.")
# what is safe, what to do
WORDS: dict[int, tuple[_StrPromise, _StrPromise]] = {
    403: (KEPT, gettext_lazy("Go back, load the page again and send once more.")),
    404: (
        gettext_lazy("Nothing has been lost or changed."),
        gettext_lazy(
            "Look at the address again, or begin at the first page. "
            "If a link you were given does not work, call the office that gave it to you."
        ),
    ),
    409: (KEPT, gettext_lazy("Go back, look at the new state and decide again.")),
    422: (KEPT, gettext_lazy("Go back and look at your answers again.")),
    429: (KEPT, gettext_lazy("Wait a few minutes. If it is urgent, call the office or one of the numbers below.")),
    500: (
        gettext_lazy("What you had already sent is kept. What stands in the field you were just writing may not have reached us."),
        gettext_lazy("Try again in a minute. If it happens again, tell us through the link below."),
    ),
}


class DomainErrorMiddleware:
    """Turns a service's refusal into a page. NotFound becomes the same 404 as an address that does not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, NotFound):
            return not_found(request, Http404())
        if not isinstance(error, DomainError):
            return None
        response = page(request, error.status, str(error.message))
        if isinstance(error, TooMany):
            response.headers["Retry-After"] = str(error.retry_after)
        return response


def page(request: HttpRequest, status: int, message: str) -> HttpResponse:
    if request.headers.get("HX-Request") or HEADER in request.headers:
        return refused_fragment(status, message)
    actor = getattr(request, "actor", ANONYMOUS)
    safe, then = WORDS.get(status, WORDS[409])
    staff = bool(actor.is_user)
    context = {
        "title": message, "status": status, "safe_words": safe, "do_words": then,
        "base": "web/desk.html" if staff else "web/party.html",
        "back_words": _("To my work") if staff else _("To the first page"),
    }
    return render(request, "web/refused.html", context, status=status)


def refused_fragment(status: int, message: str) -> HttpResponse:
    """For a fragment's request: nothing on the page is replaced, the words come as a toast (`say.js`)."""
    answer = HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
    answer.headers["HX-Reswap"] = "none"
    answer.headers["HX-Trigger"] = json.dumps({"xinqiao:refused": {"message": message}})
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404, _("We could not find that page."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Draws a page of its own that asks the database for nothing: it may be the database that failed."""
    try:
        return render(request, "web/broken.html", {"safe_words": WORDS[500][0], "do_words": WORDS[500][1]}, status=500)
    except Exception:  # the last resort has no template
        return HttpResponse(_("Something went wrong on our side. What you had already sent is kept."), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403, _("This page was open for too long. Go back, load it again and send once more."))


def locked_out(request: HttpRequest, answer: HttpResponse | None = None, credentials: object = None) -> HttpResponse:
    """Too many wrong passwords for this name from this address."""
    return page(request, 429, str(TooMany().message))
