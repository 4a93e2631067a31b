"""The inbox, and the demo's telephone on the screen."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.common.routes import public, scoped
from mediation.notifications import selectors, services

ON_A_PAGE = 100


def _asker(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not (actor.is_user or actor.is_guest):
        raise NotFound
    return actor


@scoped()
def inbox(request: HttpRequest) -> HttpResponse:
    """The asker's own lines, newest first; staff and parties alike."""
    if not (request.user.is_authenticated or request.actor.is_guest):  # type: ignore[attr-defined]
        return redirect_to_login(request.get_full_path())
    actor = _asker(request)
    lines = selectors.lines(actor)[:ON_A_PAGE]
    base = "web/desk.html" if actor.is_user else "web/party.html"
    return render(request, "notifications/inbox.html", {"lines": lines, "unread": selectors.unread_count(actor), "base": base})


@scoped()
@require_POST
def notice(request: HttpRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Marks the line read and goes where it points."""
    actor = _asker(request)
    row = selectors.inbox(actor).filter(pk=notice_id).first()
    if row is None:
        raise NotFound
    services.mark_read(actor=actor, notice=row)
    local = row.link.startswith("/") and not row.link.startswith("//")
    return redirect(row.link if local else "inbox")


@scoped()
@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(actor=_asker(request))
    messages.success(request, _("All marked as read."))
    return redirect("inbox")


def in_demo_only(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def shown(request: HttpRequest) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request)

    return shown


@public
@in_demo_only
def phone(request: HttpRequest) -> HttpResponse:
    """The demo's telephones: nothing leaves the machine, so the short messages are read here. Never in a county."""
    return render(request, "notifications/phone.html", {"phones": selectors.phones()})
