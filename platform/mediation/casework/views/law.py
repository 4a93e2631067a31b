"""`/desk/law/`: which rules hold here, since when, from which source; and how days are counted."""

from __future__ import annotations

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.casework import lawpack, localrules
from mediation.casework.forms import PlainForm
from mediation.casework.models import RulePackUse
from mediation.casework.services import localrules as services
from mediation.casework.views.asking import actor_of
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.policy import under
from mediation.common.routes import scoped, signed_in
from mediation.territory.models import Area


class UseForm(PlainForm):
    area = forms.ModelChoiceField(label=_("Place"), queryset=Area.objects.none(), to_field_name="public_id", empty_label=None)
    pack = forms.ChoiceField(label=_("Rules"))
    since = forms.DateField(
        label=_("From day"), validators=[days.known], widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        area, pack = self.fields["area"], self.fields["pack"]
        assert isinstance(area, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        assert isinstance(pack, forms.ChoiceField)  # noqa: S101
        mine = under("path", actor.reach(Capability.CASE_OVERSEE))
        if mine is not None:
            area.queryset = Area.objects.filter(mine).exclude(level="grid").order_by("path")
        pack.choices = [(p.code, p.name) for p in localrules.packs().values()]
        self.fields["since"].initial = clock.today()


@signed_in()
@require_http_methods(["GET", "POST"])
def law(request: HttpRequest) -> HttpResponse:
    """Everybody who works here may read it; supervisors put packs in force."""
    actor = actor_of(request)
    oversees = actor.holds(Capability.CASE_OVERSEE)
    form = UseForm(actor, request.POST if request.method == "POST" else None) if oversees else None
    if request.method == "POST":
        if form is None:
            raise NotFound
        if form.is_valid():
            try:
                services.put_in_force(actor=actor, **form.cleaned_data)
                return redirect("law")
            except Invalid as why:
                form.refuse(why)
    uses = list(RulePackUse.objects.select_related("area").order_by("area__path", "-since"))
    rows = [
        {"use": u, "pack": localrules.packs().get(u.pack), "mine": actor.holds(Capability.CASE_OVERSEE, u.area.path),
         "over": u.until is not None and u.until < clock.today()}
        for u in uses
    ]
    page = {"form": form, "packs": localrules.packs().values(), "uses": rows, "national": lawpack.current()}
    return render(request, "casework/law.html", page, status=422 if request.method == "POST" else 200)


@scoped(Capability.CASE_OVERSEE)
@require_POST
def end(request: HttpRequest, use_id: uuid.UUID) -> HttpResponse:
    row = RulePackUse.objects.select_related("area").filter(pk=use_id).first()
    if row is None:
        raise NotFound
    services.end(actor=actor_of(request), use=row)
    return redirect("law")
