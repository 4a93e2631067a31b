"""What a person sees when something is refused: what happened, what is safe, what to do. Never a bare number."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from mediation.common.errors import DomainError, NotFound, TooMany


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
    return render(request, "web/refused.html", {"message": message, "status": status}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404, _("We could not find that page."))


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, 500, _("Something went wrong on our side. What you had already sent is kept."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403, _("This page was open for too long. Go back, load it again and send once more."))
