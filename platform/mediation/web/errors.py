"""What a person sees when something is refused: what happened, what is safe, what to do. Never a bare number."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import REASON_CSRF_TOKEN_MISSING, REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.common.actor import ANONYMOUS
from mediation.common.busy import is_busy
from mediation.common.errors import DomainError, Elsewhere, NotFound, TooMany
from mediation.common.routes import Access
from mediation.web.sending import HEADER

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

logger = logging.getLogger(__name__)
KEPT = gettext_lazy("What you had sent before is kept.")
# what is safe, what to do
UNTOUCHED = gettext_lazy("Nothing has been lost or changed.")
WORDS: dict[int, tuple[_StrPromise, _StrPromise]] = {
    403: (KEPT, gettext_lazy("Go back, load the page again and send once more.")),
    404: (
        UNTOUCHED,
        gettext_lazy(
            "Look at the address again, or begin at the first page. "
            "If a link you were given does not work, call the office that gave it to you."
        ),
    ),
    405: (UNTOUCHED, gettext_lazy("Go back and use the buttons on the page, or begin at the first page.")),
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
        response = self.get_response(request)
        return not_allowed(request, response) if response.status_code == 405 else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, NotFound):
            return not_found(request, Http404())
        if is_busy(error):
            return busy(request)
        if not isinstance(error, DomainError):
            return None
        if isinstance(error, Elsewhere):
            return redirect(error.url)
        response = page(request, error.status, str(error.message))
        if isinstance(error, TooMany):
            response.headers["Retry-After"] = str(error.retry_after)
        return response


# of http://hl7.org/fhir/issue-type
FHIR_CODES = {
    400: "invalid", 403: "forbidden", 404: "not-found", 405: "not-supported", 409: "conflict", 422: "processing", 429: "throttled",
}


def fhir_outcome(request: HttpRequest, status: int, message: str) -> HttpResponse | None:
    """Under /fhir/ a program reads an OperationOutcome, whatever went wrong and whether or not there is such an address."""
    if not f"{request.path}/".startswith("/fhir/"):
        return None
    issue = {"severity": "error", "code": FHIR_CODES.get(status, "exception"), "details": {"text": message}}
    body = {"resourceType": "OperationOutcome", "issue": [issue]}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/fhir+json; charset=utf-8")


def page(request: HttpRequest, status: int, message: str) -> HttpResponse:
    if (outcome := fhir_outcome(request, status, message)) is not None:
        return outcome
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


def not_allowed(request: HttpRequest, empty: HttpResponseBase) -> HttpResponseBase:
    """An address that takes other requests only. Django's own answer has no words; `Allow` is kept."""
    if not isinstance(empty, HttpResponse) or empty.content:
        return empty
    words = _("This address cannot be opened in this way.")
    response: HttpResponse = told(request, 405, "not-allowed", words) or page(request, 405, words)
    response.headers["Allow"] = empty.headers.get("Allow", "")
    return response


def told(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse | None:
    """The refusal for a program that speaks JSON, or None for a person."""
    if (outcome := fhir_outcome(request, status, message)) is not None:
        return outcome
    view = getattr(getattr(request, "resolver_match", None), "func", None)
    asked = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    if asked or request.content_type == "application/json" or getattr(view, "access", None) == Access.BEARER:
        return JsonResponse({"code": code, "message": message}, status=status)
    return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Too much, unreadable, or addressed to a name that is not ours: a page that asks neither the database nor the request's body.

    It may stand before the middleware that knows the language. A page under a forged name leads nowhere: it would lead there.
    """
    with translation.override(translation.get_language_from_request(request)):
        safe, then, again = _("Nothing was kept from this attempt, and nothing has been changed."), "", True
        if isinstance(exception, DisallowedHost):
            title, again = _("This site is not found under the name that stands in your address bar."), False
            then = _("Type the address as the office gave it to you, or call the office.")
        elif isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
            title = _("What you sent is too much for us to take at once.")
            then = _("Go back: what you wrote usually still stands there. Make it shorter or send it in parts.")
        else:
            title = _("What was sent could not be read.")
            then = _("Go back, load the page again and send once more.")
        spoken = told(request, 400, "bad-request", title)
        if spoken is not None:
            return spoken
        if request.headers.get("HX-Request") or HEADER in request.headers:
            return refused_fragment(400, title)
        context = {"title": title, "safe_words": safe, "do_words": then, "leads": again, "status": 400}
        return render(request, "web/unread.html", context, status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Draws a page of its own that asks the database for nothing: it may be the database that failed."""
    if (outcome := fhir_outcome(request, 500, _("Something went wrong on our side. What you had already sent is kept."))) is not None:
        return outcome
    try:
        return render(request, "web/broken.html", {"safe_words": WORDS[500][0], "do_words": WORDS[500][1]}, status=500)
    except Exception:  # the last resort has no template
        return HttpResponse(_("Something went wrong on our side. What you had already sent is kept."), status=500)


def busy(request: HttpRequest) -> HttpResponse:
    """Too many wrote at once and this one was not taken. Asks the database for nothing more, and says that pressing again is right."""
    logger.warning("the database was busy: %s %s", request.method, getattr(request.resolver_match, "view_name", ""))
    words = _("Too much was going on here at once, so this was not taken. Please press again in a moment.")
    if (answer := told(request, 503, "busy", words)) is None:
        if request.headers.get("HX-Request") or HEADER in request.headers:
            answer = refused_fragment(503, words)
        else:
            safe, then = _("Nothing of this attempt was kept. What you had sent before is kept."), _(
                "Go back and press once more. Where somebody is in danger do not wait for us: call one of the numbers below."
            )
            answer = render(request, "web/broken.html", {"title": words, "safe_words": safe, "do_words": then}, status=503)
    answer.headers["Retry-After"] = "2"
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Three different things: sent from elsewhere, sent without the page's mark, or sent from a page that has grown old."""
    if reason.startswith(("Origin checking", "Referer checking")):
        return page(request, 403, _("This was not sent from a page of ours, so we did not take it."))
    if reason == REASON_CSRF_TOKEN_MISSING or (reason == REASON_NO_CSRF_COOKIE and not _marked(request)):
        return page(request, 403, _("What was sent did not carry the mark of our page, so we did not take it."))
    return page(request, 403, _("This page was open for too long. Go back, load it again and send once more."))


def _marked(request: HttpRequest) -> bool:
    return bool("X-CSRFToken" in request.headers or (request.method == "POST" and request.POST.get("csrfmiddlewaretoken")))


def locked_out(request: HttpRequest, answer: HttpResponse | None = None, credentials: object = None) -> HttpResponse:
    """Too many wrong passwords for this name from this address."""
    return page(request, 429, str(TooMany().message))
