"""`/desk/connections/`: which programs are connected, what for, and what did not arrive."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.api.forms import TokenForm
from mediation.api.models import Delivery, Webhook
from mediation.api.policies import deliveries, tokens, webhooks
from mediation.api.selectors import desk as selectors
from mediation.api.services import tokens as services
from mediation.api.services import webhooks as sending
from mediation.common import showing
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped, signed_in

MANAGE = Capability.ACCOUNTS_MANAGE


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _seed(request: HttpRequest, press: uuid.UUID) -> str:
    return showing.seed(request, "api-token", str(press), _actor(request).key)


@signed_in(MANAGE)
@require_http_methods(["GET", "POST"])
def connections(request: HttpRequest) -> HttpResponse:
    actor = _actor(request)
    form = TokenForm(actor, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        press = given["press"]
        try:
            row = services.make(actor=actor, seed=_seed(request, press), **given)
        except Invalid as why:
            for name, words in why.fields.items():
                form.add_error(name if name in form.fields else None, str(words))
        else:
            answer = redirect(f"/desk/connections/{row.pk}/?press={press}")
            showing.remember(request, answer)
            return answer
    page = {"form": form, "c": selectors.connections(actor)}
    return render(request, "api/connections.html", page, status=422 if request.method == "POST" else 200)


@scoped(MANAGE)
@require_GET
def connection(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """One token. Its secret is shown to the browser that made it, for a quarter of an hour."""
    actor = _actor(request)
    row = tokens.scope(actor, "manage").select_related("organisation__area").filter(pk=token_id).first()
    if row is None:
        raise NotFound
    try:
        press: uuid.UUID | None = uuid.UUID(request.GET.get("press", ""))
    except ValueError:
        press = None
    secret = services.shown_to(row, _seed(request, press)) if press is not None and row.alive else ""
    page = {"t": row, "secret": secret, "addresses": selectors.addresses_of(actor, row), "origin": request.build_absolute_uri("/api/v1/")}
    return render(request, "api/connection.html", page)


@scoped(MANAGE)
@require_POST
def revoke(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    row = tokens.scope(_actor(request), "manage").filter(pk=token_id).first()
    if row is None:
        raise NotFound
    services.revoke(actor=_actor(request), token=row)
    messages.success(request, _("The token opens nothing any more, and nothing more is sent to its addresses."))
    return redirect("connection", token_id)


@scoped(MANAGE)
@require_POST
def end_webhook(request: HttpRequest, webhook_id: uuid.UUID) -> HttpResponse:
    row: Webhook | None = webhooks.scope(_actor(request), "manage").filter(pk=webhook_id).first()
    if row is None:
        raise NotFound
    sending.end_as_administrator(actor=_actor(request), webhook=row)
    return redirect("connection", row.token_id)


@scoped(MANAGE)
@require_POST
def again(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    row: Delivery | None = deliveries.scope(_actor(request), "manage").select_related("webhook__token").filter(pk=delivery_id).first()
    if row is None:
        raise NotFound
    sending.send_again(actor=_actor(request), delivery=row)
    messages.success(request, _("It is sent once more now."))
    return redirect("connections")
