"""`/desk/statistics/`: the official figures on a page, as a workbook and as a sealed paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mediation.accounts.roles import Capability
from mediation.casework.forms import PlainForm
from mediation.casework.selectors import statistics as selectors
from mediation.casework.services import statistics as services
from mediation.casework.views.asking import actor_of
from mediation.common import clock, days
from mediation.common.errors import Invalid
from mediation.common.routes import signed_in
from mediation.territory.models import Area

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeriodForm(PlainForm):
    area = forms.ChoiceField(label=_("Place"))
    since = forms.DateField(label=_("First day"), validators=[days.known], widget=DAY)
    until = forms.DateField(label=_("Last day"), validators=[days.known], widget=DAY)
    hide = forms.BooleanField(label=_("For passing on: counts below five only as “<5”"), required=False)

    def __init__(self, areas: Sequence[Area], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(area.public_id): area for area in areas}
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the type checker
        field.choices = [(code, area.label) for code, area in self.areas.items()]

    def clean_area(self) -> Area:
        return self.areas[self.cleaned_data["area"]]


@signed_in(Capability.CASE_OVERSEE)
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    areas = selectors.areas_for(actor)
    today = clock.today()
    first = {"area": str(areas[0].public_id) if areas else "", "since": date(today.year, 1, 1).isoformat(), "until": today.isoformat()}
    form = PeriodForm(areas, {**first, **request.GET.dict()})
    figures = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            figures = selectors.statistics(actor, given["area"], given["since"], given["until"])
        except Invalid as why:
            form.refuse(why)
    if figures is None:
        return render(request, "casework/statistics.html", {"form": form}, status=422)
    hide = form.cleaned_data["hide"]
    wanted = request.GET.get("as")
    if wanted == "xlsx":
        return _file(services.workbook(actor=actor, s=figures, hide=hide), XLSX, "xlsx", figures)
    if wanted == "pdf":
        return _file(services.paper(actor=actor, s=figures, hide=hide), "application/pdf", "pdf", figures)
    query = request.GET.copy()
    query.pop("as", None)
    return render(request, "casework/statistics.html", {"form": form, "s": figures, "query": query.urlencode(), "hide": hide})


def _file(content: bytes, media_type: str, suffix: str, s: selectors.Statistics) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    name = quote(f"人民调解统计报表 {s.area.name} {s.since}至{s.until}.{suffix}")
    response.headers["Content-Disposition"] = f"attachment; filename=\"statistics.{suffix}\"; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "no-store"
    return response
