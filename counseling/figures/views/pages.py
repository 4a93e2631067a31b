"""`/care/figures/`: the four rates and the outcomes, frozen, without small numbers."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from counseling.figures import periods
from counseling.figures.models import Snapshot
from counseling.figures.policies import places, snapshots
from counseling.figures.services import freezing
from counseling.figures.services.workbook import workbook
from counseling.figures.showing import outcome_views, programme_views, rate_views
from mediation.accounts.models import User
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from mediation.common.warm import WarmForm
from mediation.territory.models import Area

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FreezeForm(WarmForm):
    area = forms.ModelChoiceField(
        label=gettext_lazy("Place"), queryset=Area.objects.none(), to_field_name="public_id", empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("Please choose one."), "required": gettext_lazy("Please choose one.")},
    )
    period = forms.ChoiceField(
        label=gettext_lazy("Quarter or year"),
        error_messages={"invalid_choice": gettext_lazy("Only a quarter or a year that is over can be frozen.")},
    )

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix, self.use_required_attribute = "", False
        field = self.fields["area"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        field.queryset = Area.objects.filter(pk__in=[a.pk for a in areas]).order_by("path")
        over = periods.over(clock.today())
        self.fields["period"].choices = [(f"{a}:{b}", named(a, b)) for a, b in over]  # type: ignore[attr-defined]

    @property
    def days(self) -> tuple[date, date]:
        first, _colon, last = self.cleaned_data["period"].partition(":")
        return date.fromisoformat(first), date.fromisoformat(last)


def named(first: date, last: date) -> str:
    """2026 · 第3季度 / 2025 全年."""
    if last.month - first.month > periods.MONTHS:
        return _("%(year)d, the whole year") % {"year": first.year}
    return _("%(year)d, quarter %(n)d") % {"year": first.year, "n": (first.month - 1) // periods.MONTHS + 1}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _snapshot(request: HttpRequest, snapshot_id: uuid.UUID) -> Snapshot:
    row = snapshots.scope(_actor(request), "view").select_related("area", "frozen_by").filter(pk=snapshot_id).first()
    if row is None:
        raise NotFound
    return row


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponseBase:
    """What is frozen, and what can be."""
    actor = _actor(request)
    areas = places(actor)
    if not areas:
        raise NotFound
    form = FreezeForm(request.POST if request.method == "POST" else None, areas=areas)
    if request.method == "POST" and form.is_valid():
        first, last = form.days
        user = request.user if isinstance(request.user, User) else None
        try:
            row = freezing.freeze(actor=actor, area=form.cleaned_data["area"], starts_on=first, ends_on=last, user=user)
        except Invalid as why:
            for name, text in why.fields.items():
                form.add_error(name, str(text))
        else:
            messages.success(request, _("These figures stand. Nothing that happens later changes them."))
            return redirect("care_figure", row.id)
    rows = snapshots.scope(actor, "view").select_related("area", "frozen_by")[:60]
    return render(request, "figures/list.html", {
        "form": form, "rows": [(r, named(r.starts_on, r.ends_on)) for r in rows],
    }, status=422 if form.errors else 200)


@scoped()
@require_safe
def one(request: HttpRequest, snapshot_id: uuid.UUID) -> HttpResponseBase:
    row = _snapshot(request, snapshot_id)
    return render(request, "figures/one.html", {
        "row": row, "period": named(row.starts_on, row.ends_on), "rates": rate_views(row), "outcomes": outcome_views(row),
        "programmes": programme_views(row),
    })


@scoped()
@require_safe
def table(request: HttpRequest, snapshot_id: uuid.UUID) -> HttpResponseBase:
    row = _snapshot(request, snapshot_id)
    answer = HttpResponse(workbook(actor=_actor(request), snapshot=row), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="care-{row.starts_on}-{row.ends_on}.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
