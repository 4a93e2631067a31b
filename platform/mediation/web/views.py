from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from mediation.common.routes import public


@public
def root(request: HttpRequest) -> HttpResponse:
    return redirect(f"/{translation.get_language()}/")


@public
def editors_door(request: HttpRequest) -> HttpResponse:
    """Wagtail sends both strangers and signed-in people without the right here; the second must not loop."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.GET.get("next", "/cms/"))
