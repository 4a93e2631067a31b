"""Gives every request its actor and holds every route to its declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from mediation.accounts import selectors, services
from mediation.accounts.models import GuestAccess, User
from mediation.common.actor import ANONYMOUS, Actor
from mediation.common.routes import Access

GUEST_SESSION = "guest"


def actor_of(request: HttpRequest) -> Actor:
    """A signed-in user comes before a guest session: staff who test a code in the same browser stay themselves."""
    if isinstance(request.user, User):
        return selectors.actor_of_user(request.user, second_factor=has_second_factor(request))
    held = request.session.get(GUEST_SESSION)
    if held:
        access = services.current_access(held["access"], held["version"])
        if access is not None:
            return selectors.actor_of_guest(access)
    return ANONYMOUS


def has_second_factor(request: HttpRequest) -> bool:
    methods = request.session.get("account_authentication_methods", [])
    return any(m.get("method") == "mfa" for m in methods)


def enter_as_guest(request: HttpRequest, access: GuestAccess) -> None:
    """Begin a guest session on this device; a new session key, so that a planted cookie is worth nothing."""
    request.session.cycle_key()
    request.session[GUEST_SESSION] = {"access": str(access.pk), "version": access.version}
    request.session.set_expiry(24 * 3600)


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.user.is_authenticated or request.session.get(GUEST_SESSION):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        access: Access | None = getattr(view, "access", None)
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if access in (Access.SIGNED_IN, Access.SCOPED):
            if access is Access.SIGNED_IN and not actor.is_user:
                return redirect_to_login(request.get_full_path())
            capability: str = getattr(view, "capability", "")
            if capability and not actor.holds(capability):
                raise Http404
        staff_page = access in (Access.SIGNED_IN, Access.SCOPED) or request.path_info.startswith("/cms/")
        if staff_page and actor.is_user and settings.REQUIRE_SECOND_FACTOR and not actor.second_factor:
            return _ask_second_factor(request)
        return None


def _ask_second_factor(request: HttpRequest) -> HttpResponseBase:
    """To set it up, or to enter it: a password again would not do, so never to the page that asks for one."""
    if not _enrolled(request):
        return redirect("mfa_activate_totp")
    then = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return redirect(reverse("mfa_reauthenticate") + then)


def _enrolled(request: HttpRequest) -> bool:
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 -- needs the app registry

    return bool(Authenticator.objects.filter(user_id=request.user.pk).exists())
