"""`/desk/cases/<id>/papers/`: the official forms of a case, filled once and issued as sealed papers."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.audit import trail
from mediation.casework.models import Case, Paper
from mediation.casework.paperwork.catalogue import FORMS
from mediation.casework.paperwork.opening import PARTICULARS
from mediation.casework.paperwork.shapes import Field, Form
from mediation.casework.policies import cases
from mediation.casework.selectors import paper as selectors
from mediation.casework.selectors.case import party_for
from mediation.casework.services import paperwork as services
from mediation.casework.views.asking import actor_of
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped


class TypedForm(forms.Form):
    """A form made of the fields of an official paper; rules are the service's."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, fields: tuple[Field, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix, self.use_required_attribute = "", False
        for f in fields:
            area = forms.Textarea(attrs={"rows": 4, "maxlength": f.most}) if f.long else forms.TextInput(attrs={"maxlength": f.most})
            made: forms.Field = forms.CharField(label=f.label, required=False, widget=area)
            if f.choices:
                made = forms.ChoiceField(label=f.label, required=False, choices=[("", "—"), *((c, c) for c in f.choices)])
            made.required = f.needed  # shown as needed; refused by the service, so that nothing typed is lost
            self.fields[f.code] = made

    def refuse(self, why: Invalid) -> None:
        for name, words in why.fields.items():
            if not self.has_error(name):
                self.add_error(name if name in self.fields else None, str(words))


@scoped()
@require_GET
def papers(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The list of seventeen, with what is there and what is missing."""
    actor = actor_of(request)
    case = selectors.case_of_papers(actor, case_id)
    written = selectors.papers_of(case)
    rows = [{"form": f, "papers": written.get(f.code, []), "printable": f.build is not None} for f in FORMS]
    found = {
        "case": case, "rows": rows, "works": cases.can(actor, "work", case), "parties": case.parties.select_related("person"),
        "chinese": get_language() == "zh-hans",
    }
    return render(request, "casework/papers/list.html", found)


@scoped()
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, case_id: uuid.UUID, code: str, key: uuid.UUID | None = None) -> HttpResponse:
    """Fill one in. Somebody else's change meanwhile shows both; nothing typed is lost."""
    actor = actor_of(request)
    case = selectors.case_of_papers(actor, case_id)
    if not cases.can(actor, "work", case):
        raise NotFound
    form_kind = services.form_of(code)
    row = services.paper_for(case, form_kind, key)
    if request.method == "POST":
        return _save(request, case, form_kind, row)
    s = selectors.sources(actor, case)
    typed = selectors.typed_of(case, [row]).get(row.pk) if row is not None else None
    trail.record_read(actor, "casework.paper_open", ("case", case.pk), form=code)
    first: dict[str, Any] = {**(typed if typed is not None else services.first_values(form_kind, s)), "version": row.version if row else 0}
    return _page(request, case, form_kind, row, TypedForm(form_kind.fields, initial=first))


def _save(request: HttpRequest, case: Case, form_kind: Form, row: Paper | None) -> HttpResponse:
    form = TypedForm(form_kind.fields, request.POST)
    form.is_valid()
    values = {f.code: request.POST.get(f.code, "") for f in form_kind.fields}
    version = form.cleaned_data.get("version") or 0
    try:
        row = services.save(actor=actor_of(request), case=case, form=form_kind, values=values, paper=row, version=version)
    except Invalid as why:
        form.refuse(why)
        return _page(request, case, form_kind, row, form, status=422)
    except Conflict as why:
        row = services.paper_for(case, form_kind, row.pk if row is not None else None)
        now = selectors.typed_of(case, [row]).get(row.pk, {}) if row is not None else {}
        theirs = [(f.label, now.get(f.code, "")) for f in form_kind.fields if now.get(f.code, "") != values[f.code]]
        form = TypedForm(form_kind.fields, initial={**values, "version": row.version if row else 0})
        return _page(request, case, form_kind, row, form, status=409, more={"refused": str(why.message), "theirs": theirs})
    messages.success(request, _("Kept."))
    return redirect("case_papers", case.pk)


def _page(
    request: HttpRequest, case: Case, kind: Form, row: Paper | None, form: TypedForm, *, status: int = 200,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    found = {"case": case, "kind": kind, "paper": row, "form": form, **(more or {})}
    return render(request, "casework/papers/fill.html", found, status=status)


@scoped()
@require_POST
def issue(request: HttpRequest, case_id: uuid.UUID, code: str, key: uuid.UUID | None = None) -> HttpResponse:
    """Make the sealed PDF (or find the one that is there) and hand it over."""
    actor = actor_of(request)
    case = selectors.case_of_papers(actor, case_id)
    kind = services.form_of(code)
    row = services.paper_for(case, kind, key)
    try:
        version = services.issue(actor=actor, case=case, form=kind, paper=row)
    except Conflict as why:
        messages.error(request, str(why.message))
        lacking = why.code == "incomplete" and cases.can(actor, "work", case)
        return redirect(reverse("case_paper", args=[case.pk, code]) if lacking else reverse("case_papers", args=[case.pk]))
    return redirect("paper", version.pk)


@scoped()
@require_http_methods(["GET", "POST"])
def particulars(request: HttpRequest, party_id: uuid.UUID) -> HttpResponse:
    """What the papers ask for about a party, typed once."""
    actor = actor_of(request)
    party = party_for(actor, party_id)
    if not cases.can(actor, "work", party.case):
        raise NotFound
    if request.method == "POST":
        form = TypedForm(PARTICULARS, request.POST)
        form.is_valid()
        try:
            services.describe_party(actor=actor, party=party, values={f.code: request.POST.get(f.code, "") for f in PARTICULARS})
            messages.success(request, _("Kept."))
            return redirect("case_papers", party.case_id)
        except Invalid as why:
            form.refuse(why)
    else:
        trail.record_read(actor, "casework.particulars_open", ("party", party.pk))
        form = TypedForm(PARTICULARS, initial=dict(selectors.particulars_of(party.case, [party]).get(party.pk, {})))
    return render(request, "casework/papers/particulars.html", {"case": party.case, "party": party, "form": form},
                  status=422 if form.errors else 200)
