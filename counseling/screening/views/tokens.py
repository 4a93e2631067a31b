"""`/desk/connections/fhir/`: which programs may come to /fhir/, what for, until when, and when they were last here."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.screening.enums import FhirUse
from counseling.screening.models import ExchangeToken
from counseling.screening.policies import fhir_tokens
from counseling.screening.services import exchange
from counseling.screening.token_forms import FhirTokenForm
from mediation.accounts.roles import Capability
from mediation.common import clock, showing
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from mediation.territory.models import Area

MANAGE = Capability.ACCOUNTS_MANAGE
SHOWN = 100


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _seed(request: HttpRequest, press: uuid.UUID) -> str:
    return showing.seed(request, "fhir-token", str(press), _actor(request).key)


def _token(request: HttpRequest, token_id: uuid.UUID) -> ExchangeToken:
    row = fhir_tokens.scope(_actor(request), "manage").filter(pk=token_id).first()
    if row is None:
        raise NotFound
    return row


@signed_in(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponseBase:
    actor = _actor(request)
    form = FhirTokenForm(actor, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        press = data["press"]
        try:
            row, _secret = exchange.make_token(
                actor=actor, name=data["name"], area_path=data["area"].path, scopes=data["scopes"],
                valid_for=clock.day_end(data["until"]) - clock.now(), seed=_seed(request, press),
                telephone=data["telephone"],
            )
        except Invalid as why:
            form.add_error(None, str(why))
            for name, words in why.fields.items():
                form.add_error(name if name in form.fields else None, str(words))
        else:
            answer = redirect(f"/desk/connections/fhir/{row.pk}/?press={press}")
            showing.remember(request, answer)
            return answer
    rows = list(fhir_tokens.scope(actor, "manage").order_by("-created_at")[:SHOWN])
    places = {a.path: a.label for a in Area.objects.filter(path__in={r.area_path for r in rows})}
    return render(request, "screening/fhir_tokens.html", {
        "form": form, "rows": [(r, places.get(r.area_path, "")) for r in rows],
    }, status=422 if form.errors else 200)


@scoped(MANAGE)
@require_safe
def show(request: HttpRequest, token_id: uuid.UUID) -> HttpResponseBase:
    """One token. Its secret is shown to the browser that made it, for a quarter of an hour, and never again."""
    row = _token(request, token_id)
    try:
        press: uuid.UUID | None = uuid.UUID(request.GET.get("press", ""))
    except ValueError:
        press = None
    place = Area.objects.filter(path=row.area_path).first()
    return render(request, "screening/fhir_token.html", {
        "t": row, "uses": [FhirUse(s).label for s in row.scopes], "place": place.label if place else "",
        "secret": exchange.shown_to(row, _seed(request, press)) if press is not None and row.alive else "",
        "origin": request.build_absolute_uri("/fhir/"),
    })


@scoped(MANAGE)
@require_POST
def revoke(request: HttpRequest, token_id: uuid.UUID) -> HttpResponseBase:
    exchange.revoke_token(actor=_actor(request), token=_token(request, token_id))
    messages.success(request, _("The token opens nothing any more."))
    return redirect("fhir_token", token_id)
