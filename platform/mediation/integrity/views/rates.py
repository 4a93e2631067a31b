"""`/desk/subsidies/rates/`: what is paid by grade, for everybody with the desk to read, for the county to set."""

from __future__ import annotations

from dataclasses import asdict

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mediation.accounts.roles import Capability
from mediation.casework.enums import Grade
from mediation.casework.views.asking import actor_of
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import signed_in
from mediation.integrity.services import rates as services


class RateForm(forms.Form):
    agreement = forms.DecimalField(label=_("for an agreement, yuan"), min_value=0, max_digits=8, decimal_places=2)
    proper_work = forms.DecimalField(label=_("for proper work without agreement, yuan"), min_value=0, max_digits=8, decimal_places=2)
    source = forms.CharField(label=_("Rule or decision this rests on"), max_length=200)


@signed_in()
@require_http_methods(["GET", "POST"])
def rates(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not (actor.holds(Capability.CASE_CLAIM) or actor.holds(Capability.CASE_OVERSEE)):
        raise NotFound
    now = services.rates()
    rows = [(g, now[g.value], RateForm(request.POST or None, prefix=g.value, initial=asdict(now[g.value]))) for g in Grade]
    if request.method == "POST":
        if not services.may_set(actor):
            raise NotFound
        if all([form.is_valid() for _grade, _rate, form in rows]):
            try:
                services.set_rates(actor=actor, given=[services.Rate(g.value, **form.cleaned_data) for g, _rate, form in rows])
                messages.success(request, _("Kept. Lines that are not paid yet follow tonight."))
                return redirect("subsidy_rates")
            except Invalid as why:
                forms_by = {g.value: form for g, _rate, form in rows}
                for key, words in why.fields.items():
                    grade, name = key.split("-", 1)
                    forms_by[grade].add_error(name, str(words))
    found = {"rows": rows, "may_set": services.may_set(actor), "own": any(r.own for _g, r, _f in rows)}
    return render(request, "integrity/rates.html", found, status=422 if request.method == "POST" else 200)
