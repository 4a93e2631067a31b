"""`/desk/codes/`: the posters of an area."""

from __future__ import annotations

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.policy import under
from mediation.common.routes import scoped, signed_in
from mediation.journeys.models import IntakePoint
from mediation.journeys.policies import points
from mediation.journeys.qr import qr
from mediation.journeys.services import point as services
from mediation.territory.models import Area, Organisation
from mediation.territory.selectors import standing


class PointForm(forms.Form):
    label = forms.CharField(label=_("Where will the poster hang?"), max_length=80)
    area = forms.ModelChoiceField(label=_("Reports go to this area"), queryset=Area.objects.none(), to_field_name="public_id")
    organisation = forms.ModelChoiceField(
        label=_("and to this studio or committee"), queryset=Organisation.objects.none(), to_field_name="public_id", required=False,
        empty_label=_("the nearest one"),
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
            row = services.add_point(actor=actor, **form.cleaned_data)
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
    """A poster to print."""
    row = points.scope(_actor(request), "view").select_related("area", "organisation").filter(pk=point_id, revoked_at=None).first()
    if row is None:
        raise NotFound
    address = request.build_absolute_uri(reverse("report_start", args=[row.token]))
    return render(request, "journeys/poster.html", {"point": row, "qr": qr(address), "address": address})


@scoped()
@require_POST
def revoke(request: HttpRequest, point_id: uuid.UUID) -> HttpResponse:
    row = IntakePoint.objects.filter(pk=point_id).first()
    if row is None:
        raise NotFound
    services.revoke_point(actor=_actor(request), point=row)
    return redirect("point_list")
