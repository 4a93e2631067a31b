"""`/desk/territory/`: the map of the county, for whoever sets it up."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from mediation.territory import policies, selectors, services
from mediation.territory.enums import Level, OrganisationKind
from mediation.territory.forms import AreaForm, CloseForm, MoveForm, NewAreaForm, NewOrganisationForm, OrganisationForm
from mediation.territory.models import Area, Organisation
from mediation.territory.policies import MANAGE

Forms = dict[str, forms.Form]
NEEDLE = 40


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@signed_in(MANAGE)
@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """Every place the asker answers for, with what stands on it."""
    query = request.GET.get("q", "").strip()[:NEEDLE]
    found = selectors.managed(_actor(request), query)
    return render(request, "territory/tree.html", {"rows": found, "q": query, "nav": "territory"})


@scoped(MANAGE)
@require_http_methods(["GET", "POST"])
def area(request: HttpRequest, area_id: uuid.UUID) -> HttpResponse:
    """One place: what stands on it, and everything that may be changed."""
    actor = _actor(request)
    found = policies.areas.scope(actor, "manage").filter(public_id=area_id).first()
    if found is None:
        raise NotFound
    row: Area = found
    do = request.POST.get("do", "")
    sent = request.POST if request.method == "POST" else None
    here: Forms = {
        "change": AreaForm(sent if do == "change" else None, initial={k: getattr(row, k) for k in services.AREA_COLUMNS}, prefix="change"),
        "add": NewAreaForm(sent if do == "add" else None, parent=row, prefix="add"),
        "office": NewOrganisationForm(sent if do == "office" else None, actor=actor, prefix="office"),
        "move": MoveForm(sent if do == "move" else None, actor=actor, place=row, prefix="move"),
        "close": CloseForm(sent if do == "close" else None, prefix="close"),
    }
    acts: dict[str, Callable[[dict[str, Any]], object]] = {
        "change": lambda given: services.change_area(actor=actor, area=row, **given),
        "add": lambda given: services.add_area(actor=actor, parent=row, **{**given, "level": Level(given["level"])}),
        "office": lambda given: services.add_organisation(
            actor=actor, area=row, **{**given, "kind": OrganisationKind(given["kind"])}
        ),
        "move": lambda given: services.move_area(actor=actor, area=row, target=given["target"]),
        "close": lambda given: services.close_area(actor=actor, area=row, on=given["on"]),
        "reopen": lambda given: services.reopen_area(actor=actor, area=row),
    }
    refused = _do(request, do, here, acts) if sent is not None else ""
    if refused is None:
        return redirect("territory_area", area_id)
    page = {
        "place": row, "forms": here, "did": do, "refused": refused, "lineage": selectors.lineage(row)[:-1], "below": row.get_children(),
        "offices": Organisation.objects.filter(area=row).order_by("kind", "name"), "closed": services.is_closed(row),
        "root": row.is_root(), "leaf": row.level == Level.GRID, "nav": "territory",
    }
    return render(request, "territory/area.html", page, status=422 if sent is not None else 200)


@scoped(MANAGE)
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    actor = _actor(request)
    found = policies.organisations.scope(actor, "manage").select_related("area", "parent").filter(public_id=organisation_id).first()
    if found is None:
        raise NotFound
    row: Organisation = found
    do = request.POST.get("do", "")
    sent = request.POST if request.method == "POST" else None
    known = {k: getattr(row, k) for k in services.OFFICE_COLUMNS} | {"parent": row.parent.public_id if row.parent else None}
    here: Forms = {
        "change": OrganisationForm(sent if do == "change" else None, initial=known, actor=actor, without=row, prefix="change"),
        "move": MoveForm(sent if do == "move" else None, actor=actor, place=row, prefix="move"),
        "close": CloseForm(sent if do == "close" else None, prefix="close"),
    }
    acts: dict[str, Callable[[dict[str, Any]], object]] = {
        "change": lambda given: services.change_organisation(actor=actor, organisation=row, **given),
        "move": lambda given: services.move_organisation(actor=actor, organisation=row, target=given["target"]),
        "close": lambda given: services.close_organisation(actor=actor, organisation=row, on=given["on"]),
        "reopen": lambda given: services.reopen_organisation(actor=actor, organisation=row),
    }
    refused = _do(request, do, here, acts) if sent is not None else ""
    if refused is None:
        return redirect("territory_organisation", organisation_id)
    row = Organisation.objects.select_related("area", "parent").get(pk=row.pk)  # a refused change must not be shown as done
    page = {
        "place": row, "forms": here, "did": do, "refused": refused, "lineage": selectors.lineage(row.area),
        "closed": services.is_closed(row), "nav": "territory",
    }
    return render(request, "territory/organisation.html", page, status=422 if sent is not None else 200)


def _do(request: HttpRequest, do: str, here: Forms, acts: dict[str, Callable[[dict[str, Any]], object]]) -> str | None:
    """Carry out what was pressed. None when it is done, else the words of the refusal (empty where they stand at a field)."""
    act, form = acts.get(do), here.get(do)
    if act is None:
        return _("Please look at the new state and press again.")
    if form is not None and not form.is_valid():
        return ""
    try:
        act(form.cleaned_data if form is not None else {})
    except Conflict as why:
        return str(why)
    except Invalid as why:
        if form is None:
            return str(why)
        for name, words in why.fields.items():
            form.add_error(name if name in form.fields else None, str(words))
        return ""
    messages.success(request, _("Done. It is written down who changed it."))
    return None
