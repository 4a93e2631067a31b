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

from mediation.accounts import attendance, selectors, services
from mediation.accounts.models import GuestAccess, User
from mediation.common.actor import ANONYMOUS, Actor
from mediation.common.routes import Access

GUEST_SESSION = "guest"
DOORS = frozenset({"mfa_authenticate", "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
GUARDED = frozenset({"account_change_password", "account_set_password", "account_email"})


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
        attendance.check(request)
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
        if actor.is_user and not actor.second_factor:
            if staff_page and settings.REQUIRE_SECOND_FACTOR:
                return _ask_second_factor(request)
            if _changes_sign_in(request) and _ways(request):
                return _ask_second_factor(request)
        return None


def _changes_sign_in(request: HttpRequest) -> bool:
    """allauth's pages that change how one signs in: a session begun with the password alone must not reach them
    once there is a second factor, or the password would be enough to add another one."""
    name = request.resolver_match.url_name if request.resolver_match else None
    return name in GUARDED or ((name or "").startswith("mfa_") and name not in DOORS)


def _ask_second_factor(request: HttpRequest) -> HttpResponseBase:
    """To set it up, or to enter it: a password again would not do, so never to the page that asks for one."""
    ways = _ways(request)
    if not ways:
        return redirect("mfa_index")
    then = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return redirect(reverse("mfa_reauthenticate" if "totp" in ways else "mfa_reauthenticate_webauthn") + then)


def _ways(request: HttpRequest) -> set[str]:
    """The kinds of second factor this user has set up; recovery codes alone are none."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 -- needs the app registry

    kinds = Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True)
    return set(kinds) - {Authenticator.Type.RECOVERY_CODES}
