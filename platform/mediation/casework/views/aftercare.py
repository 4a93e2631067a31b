"""After the case: the plan of visits, and the case that follows a relapse."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mediation.casework.agreement_forms import show_errors
from mediation.casework.models import Case
from mediation.casework.selectors.agreement import case_for
from mediation.casework.services import aftercare as services
from mediation.casework.views.agreement import said, who
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped
from mediation.followups import plans
from mediation.followups.enums import Category, Channel
from mediation.followups.selectors import of_subject


class CategoryForm(forms.Form):
    category = forms.ChoiceField(label=gettext_lazy("For whom"), choices=Category.choices, widget=forms.RadioSelect)


class StoryForm(forms.Form):
    story = forms.CharField(
        label=gettext_lazy("What has happened since"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000,
        help_text=gettext_lazy("Sealed like the first story."),
    )


def _staff_case(request: HttpRequest, case: uuid.UUID) -> Case:
    if who(request).is_guest:
        raise NotFound
    return case_for(who(request), case, "view")


@scoped()
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    row = _staff_case(request, case)
    form = CategoryForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan_visits(actor=who(request), case=row, category=form.cleaned_data["category"])
            messages.success(request, _("%(n)s visits are planned.") % {"n": len(made)})
            return redirect("followup_plan", case=row.pk)
        except Invalid as error:
            show_errors(form, error)
        except Conflict as error:
            refused = said(error)
    current = plans.current()
    table = [(Category(c).label, [(s.days, Channel(s.channel).label) for s in current.steps[c]]) for c in Category.values]
    found = {
        "case": row, "form": form, "table": table, "source": current.source, "refused": refused,
        "visits": list(of_subject(("case", row.pk))),
    }
    return render(request, "casework/closing/plan.html", found, status=409 if refused else 422 if form.errors else 200)


@scoped()
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    row = _staff_case(request, case)
    form = StoryForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            new = services.relapse(actor=who(request), case=row, story=form.cleaned_data["story"])
            messages.success(request, _("The new case is linked to the first. Please ask everybody anew."))
            return redirect("desk_case", new.pk)
        except Invalid as error:
            show_errors(form, error)
        except Conflict as error:
            refused = said(error)
    found = {"case": row, "form": form, "refused": refused}
    return render(request, "casework/closing/again.html", found, status=409 if refused else 422 if form.errors else 200)
