"""The first page, the editors' door and the account page."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from mediation.accounts.selectors import assignments_now
from mediation.common.actor import Actor
from mediation.common.routes import public, signed_in
from mediation.web.navigation import home_of


@public
def root(request: HttpRequest) -> HttpResponse:
    """Everybody's beginning: staff at their work, everybody else at the public site."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.is_user:
        return redirect(home_of(actor) or "account")
    return redirect(f"/{translation.get_language()}/")


@public
def editors_door(request: HttpRequest) -> HttpResponse:
    """Wagtail sends both strangers and signed-in people without the right here; the second must not loop."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.GET.get("next", "/cms/"))


@signed_in()
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, where I may do what, and how I sign in."""
    held = assignments_now().filter(user=request.user.pk).select_related("area", "organisation").order_by("role", "area__path")
    return render(request, "web/account.html", {"assignments": held})


@signed_in()
def more(request: HttpRequest) -> HttpResponse:
    """What a telephone's bar has no room for: the rest of the navigation, my account, signing out."""
    return render(request, "web/more.html")
