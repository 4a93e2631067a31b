"""Assisted mode: a counsellor enrols the device in their hands and asks, with or without a network."""

from __future__ import annotations

import json
import uuid

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.screening import consent_text
from counseling.screening.policies import devices as policy
from counseling.screening.selectors import devices as reading
from counseling.screening.services import devices
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import public, scoped, signed_in
from mediation.common.warm import WarmForm
from mediation.territory.models import Area

COOKIE = "care_device"
BODY_LIMIT = 2 * 1024 * 1024


class DeviceForm(WarmForm):
    name = forms.CharField(
        label=gettext_lazy("A name for this device"), max_length=60,
        error_messages={"required": gettext_lazy("Please give the device a name.")},
    )
    area = forms.ModelChoiceField(
        label=gettext_lazy("Where it is used"), queryset=Area.objects.none(),
        error_messages={"required": gettext_lazy("Please choose a place.")},
    )

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        places = Area.objects.none()
        for path in actor.reach(Capability.CARE_ASSIST):
            places = places | Area.objects.filter(path__startswith=path)
        field = self.fields["area"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = places.order_by("path")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@signed_in(Capability.CARE_ASSIST)
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponseBase:
    """The devices of one's places; enrolling this one, revoking any."""
    form = DeviceForm(request.POST if request.method == "POST" else None, actor=_actor(request))
    if request.method == "POST" and form.is_valid() and isinstance(request.user, User):
        try:
            row, secret = devices.enrol(actor=_actor(request), user=request.user, **form.cleaned_data)
        except Invalid as why:
            for name, words in why.fields.items():
                form.add_error(name, str(words))
        else:
            answer = redirect("care_assist_app")
            answer.set_cookie(
                COOKIE, secret, path="/care/assist/", httponly=True, samesite="Strict", secure=request.is_secure(), expires=row.expires_at
            )
            return answer
    here = devices.device_of(request.COOKIES.get(COOKIE, ""))
    return render(request, "screening/devices.html", {
        "form": form, "rows": reading.kept(_actor(request)), "here": here if here and devices.alive(here) else None,
    }, status=422 if form.errors else 200)


@scoped(Capability.CARE_ASSIST)
@require_POST
def revoke(request: HttpRequest, device_id: uuid.UUID) -> HttpResponseBase:
    row = policy.scope(_actor(request), "keep").filter(pk=device_id).first()
    if row is None:
        raise NotFound
    devices.revoke(actor=_actor(request), device=row)
    messages.success(request, _("The device is revoked. What it still holds can be read by nobody and is not taken any more."))
    return redirect("care_assist")


@public
@require_safe
def app(request: HttpRequest) -> HttpResponseBase:
    """The installed page. It holds no name and no answer; the list comes with the pack, only to an enrolled device."""
    answer = render(request, "screening/assist.html", {"points": consent_text.POINTS})
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@public
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Keeps the page and what it is made of for the days without a network."""
    return HttpResponse(render_to_string("screening/assist-worker.js", {"static": settings.STATIC_URL}), content_type="text/javascript")


@signed_in(Capability.CARE_ASSIST)
@require_safe
def pack(request: HttpRequest) -> HttpResponseBase:
    """The list and the questions for an enrolled device. A revoked one is told so, and throws its list away."""
    device = devices.device_of(request.COOKIES.get(COOKIE, ""))
    if device is None or not devices.alive(device):
        return JsonResponse({"revoked": True}, status=410)
    return JsonResponse({**reading.pack(device), "token": get_token(request)})


@signed_in(Capability.CARE_ASSIST)
@require_POST
def bring(request: HttpRequest) -> HttpResponseBase:
    """What the device has gathered. Answers which entries are safe here, so that it can forget them."""
    device = devices.device_of(request.COOKIES.get(COOKIE, ""))
    if device is None or not devices.alive(device):
        return JsonResponse({"revoked": True}, status=410)
    try:
        entries = json.loads(request.body[:BODY_LIMIT])["entries"]
        if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": _("That could not be read. Nothing was lost: it is still on the device.")}, status=422)
    return JsonResponse({"outcomes": devices.bring(actor=_actor(request), device=device, entries=entries)})
