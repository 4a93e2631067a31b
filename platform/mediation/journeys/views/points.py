"""`/desk/codes/`: the posters of an area, printed one by one or a street at once, exchanged and taken down."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import Any, Literal

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.policy import under
from mediation.common.routes import scoped, signed_in
from mediation.journeys.models import IntakePoint
from mediation.journeys.policies import points
from mediation.journeys.qr import qr
from mediation.journeys.services import point as services
from mediation.journeys.services import poster
from mediation.territory.models import Area, Organisation
from mediation.territory.selectors import standing

POSTERS = 100  # pages of one file


class PointForm(forms.Form):
    label = forms.CharField(label=_("Where will the poster hang?"), max_length=80)
    area = forms.ModelChoiceField(label=_("Reports go to this area"), queryset=Area.objects.none(), to_field_name="public_id")
    organisation = forms.ModelChoiceField(
        label=_("and to this studio or committee"), queryset=Organisation.objects.none(), to_field_name="public_id", required=False,
        empty_label=_("the nearest one"),
    )
    expires_on = forms.DateField(
        label=_("Valid until"), required=False,
        help_text=_("From the day after, the code no longer leads anywhere. Empty: until it is taken down."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        paths = actor.reach(Capability.CASE_OVERSEE)
        areas, offices = under("path", paths), under("area__path", paths)
        area, office = self.fields["area"], self.fields["organisation"]
        assert isinstance(area, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        assert isinstance(office, forms.ModelChoiceField)  # noqa: S101
        if areas is not None and offices is not None:
            area.queryset = Area.objects.filter(areas, standing()).exclude(level="grid").order_by("path")
            office.queryset = Organisation.objects.filter(offices, standing(), kind__in=("studio", "committee"))


    @property
    def given(self) -> dict[str, Any]:
        """What the service takes: the last day becomes its end."""
        given = dict(self.cleaned_data)
        last = given.pop("expires_on")
        given["expires_at"] = timezone.make_aware(datetime.combine(last + timedelta(days=1), time())) if last else None
        return given


class RenewForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)
    overlap = forms.TypedChoiceField(
        label=_("How long shall the old code still lead here?"), coerce=int, initial=14, widget=forms.RadioSelect,
        choices=[(0, _("not at all: it was misused")), (14, _("14 days")), (30, _("30 days"))],
    )


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@signed_in(Capability.CASE_OVERSEE)
@require_http_methods(["GET", "POST"])
def point_list(request: HttpRequest) -> HttpResponse:
    actor = _actor(request)
    form = PointForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.add_point(actor=actor, **form.given)
            return redirect("point", row.id)
        except Invalid as why:
            for name, words in why.fields.items():
                form.add_error(name if name in form.fields else None, str(words))
    rows = points.scope(actor, "view").select_related("area", "organisation").order_by("revoked_at", "area__path", "label")
    return render(
        request, "journeys/points.html", {"points": rows, "form": form}, status=422 if request.method == "POST" else 200
    )


@scoped()
@require_GET
def point(request: HttpRequest, point_id: uuid.UUID) -> HttpResponse:
    """A poster: as it looks, the file to print, exchanging its code."""
    row = _shown(request, point_id)
    address = _address(request, row)
    manage = points.can(_actor(request), "manage", row)
    found = {
        "point": row, "qr": qr(address), "address": address, "manage": manage, "form": RenewForm(initial={"seen": row.token}),
        "retired": row.retired.filter(until__gt=clock.now()).order_by("until"),
    }
    return render(request, "journeys/poster.html", found)


@scoped()
@require_GET
def posters(request: HttpRequest, point_id: uuid.UUID) -> HttpResponse:
    """The file to print: this poster, or with `street` every one that hangs in the same place."""
    row = _shown(request, point_id)
    rows = [row]
    if request.GET.get("all") == "street":
        rows = list(_standing(_actor(request)).filter(area__path__startswith=row.area.path).order_by("area__path", "label")[:POSTERS])
    paper: Literal["a4", "a5"] = "a5" if request.GET.get("paper") == "a5" else "a4"
    response = HttpResponse(poster.pdf(rows=[(r, _address(request, r)) for r in rows], paper=paper), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="posters-{row.area.code}.pdf"'
    return response


@scoped()
@require_POST
def renew(request: HttpRequest, point_id: uuid.UUID) -> HttpResponse:
    row = _shown(request, point_id)
    form = RenewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose how long the old code shall still lead here."))
        return redirect("point", point_id)
    services.renew_point(actor=_actor(request), point=row, **form.cleaned_data)
    messages.success(request, _("This poster has a new code. Please print it and exchange the sheet."))
    return redirect("point", point_id)


@scoped()
@require_POST
def revoke(request: HttpRequest, point_id: uuid.UUID) -> HttpResponse:
    row = IntakePoint.objects.filter(pk=point_id).first()
    if row is None:
        raise NotFound
    services.revoke_point(actor=_actor(request), point=row)
    return redirect("point_list")


def _standing(actor: Actor) -> QuerySet[IntakePoint]:
    return points.scope(actor, "view").select_related("area", "organisation").filter(revoked_at=None)


def _shown(request: HttpRequest, point_id: uuid.UUID) -> IntakePoint:
    row = _standing(_actor(request)).filter(pk=point_id).first()
    if row is None:
        raise NotFound
    return row


def _address(request: HttpRequest, point: IntakePoint) -> str:
    return request.build_absolute_uri(reverse("report_start", args=[point.token]))
