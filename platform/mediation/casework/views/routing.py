"""Why a case came to its mediator, what a party wishes, the own profile, and the duty roster."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import user_by_subject
from mediation.casework.agreement_forms import show_errors
from mediation.casework.enums import DisputeType, Gender
from mediation.casework.models import DutyShift, MediatorProfile, Routing
from mediation.casework.selectors import routing as selectors
from mediation.casework.selectors.agreement import case_for
from mediation.casework.services import profile as profiles
from mediation.casework.services import routing as services
from mediation.casework.views.asking import actor_of
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from mediation.territory.datum import Datum
from mediation.territory.models import Area

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class ProfileForm(forms.Form):
    fields_ = forms.MultipleChoiceField(
        label=gettext_lazy("What I know best"), choices=DisputeType.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    speech = forms.CharField(
        label=gettext_lazy("Dialects and languages I speak"), required=False, max_length=200,
        help_text=gettext_lazy("One after the other with commas, as people call them: 温州话, 彝语, English."),
    )
    gender = forms.ChoiceField(label=gettext_lazy("Woman or man"), choices=[("", "—"), *Gender.choices], required=False)
    capacity = forms.IntegerField(label=gettext_lazy("At most so many open cases"), min_value=1, max_value=60)
    away_until = forms.DateField(
        label=gettext_lazy("Away until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    latitude = forms.FloatField(label=gettext_lazy("Where I start: latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=gettext_lazy("Where I start: longitude"), required=False, min_value=-180, max_value=180)
    datum = forms.ChoiceField(
        label=gettext_lazy("Where the numbers come from"), required=False,
        choices=[(Datum.GCJ02, gettext_lazy("WeChat, AMap or Tencent map")), (Datum.BD09, gettext_lazy("Baidu map")),
                 (Datum.WGS84, gettext_lazy("GPS"))],
    )


class ShiftForm(forms.Form):
    user = forms.ChoiceField(label=gettext_lazy("Who"))
    area = forms.ChoiceField(label=gettext_lazy("Where"))
    starts_at = forms.DateTimeField(label=gettext_lazy("From"), widget=MOMENT, input_formats=MOMENTS)
    ends_at = forms.DateTimeField(label=gettext_lazy("To"), widget=MOMENT, input_formats=MOMENTS)

    def __init__(self, *args: Any, people: list[User], areas: list[Area], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["user"].choices = [(str(u.public_id), str(u)) for u in people]  # type: ignore[attr-defined]
        self.fields["area"].choices = [(str(a.public_id), a.label) for a in areas]  # type: ignore[attr-defined]


@scoped()
@require_GET
def why(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Everybody in the case may read why it came to whom: points and counts, no names of those left out."""
    actor = actor_of(request)
    row = case_for(actor, case_id, "view")
    rounds = [(r, selectors.words(r), selectors.left_out_words(r)) for r in Routing.objects.filter(case=row).select_related("user")]
    template = "casework/routing/why_party.html" if actor.is_guest else "casework/routing/why.html"
    return render(request, template, {"case": row, "rounds": rounds})


@scoped()
@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """A party's own wishes, before somebody has taken the case."""
    actor = actor_of(request)
    row = case_for(actor, case_id, "take_part")
    people = selectors.mediators_at(row.area)
    errors: dict[str, Any] = {}
    chosen = str(row.wish_mediator.public_id) if row.wish_mediator else ""
    gender = row.wish_gender
    if request.method == "POST":
        gender, chosen = request.POST.get("gender", ""), request.POST.get("mediator", "")
        try:
            services.wish(actor=actor, case=row, gender=gender, mediator=chosen)
            messages.success(request, _("Your wish is noted."))
            return redirect("party_case", row.pk)
        except Invalid as refused:
            errors = refused.fields
        except Conflict as refused:
            messages.warning(request, refused.message)
            return redirect("party_case", row.pk)
    found = {"case": row, "people": people, "genders": Gender.choices, "errors": errors, "gender": gender, "chosen": chosen}
    return render(request, "casework/routing/wishes.html", found, status=422 if errors else 200)


@signed_in(Capability.CASE_CLAIM)
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    me = user_by_subject(actor.subject)
    if me is None:
        raise NotFound
    own = MediatorProfile.objects.filter(user=me).first() or MediatorProfile(user=me)
    start = {
        "fields_": own.fields, "speech": ", ".join(own.speech), "gender": own.gender, "capacity": own.capacity,
        "away_until": own.away_until, "latitude": own.latitude, "longitude": own.longitude,
        "datum": Datum.WGS84 if own.latitude is not None else Datum.GCJ02,
    }
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            values = dict(form.cleaned_data)
            profiles.save(actor=actor, values=profiles.Values(fields=values.pop("fields_"), **values))
            messages.success(request, _("Saved."))
            return redirect("mediator_profile")
        except Invalid as refused:
            show_errors(form, refused)
    return render(request, "casework/routing/profile.html", {"form": form}, status=422 if form.errors else 200)


@signed_in(Capability.CASE_OVERSEE)
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest) -> HttpResponse:
    """Who is on duty takes the case: the roster of the coming weeks."""
    actor = actor_of(request)
    people, areas = selectors.roster_choices(actor)
    form = ShiftForm(request.POST if request.method == "POST" else None, people=people, areas=areas)
    if request.method == "POST" and form.is_valid():
        user = next(u for u in people if str(u.public_id) == form.cleaned_data["user"])
        area = next(a for a in areas if str(a.public_id) == form.cleaned_data["area"])
        try:
            services.add_shift(
                actor=actor, user=user, area=area, starts_at=form.cleaned_data["starts_at"], ends_at=form.cleaned_data["ends_at"]
            )
            return redirect("duty_roster")
        except Invalid as refused:
            show_errors(form, refused)
    shifts = selectors.shifts_of(actor)
    return render(
        request, "casework/routing/duty.html", {"form": form, "shifts": shifts, "now": clock.now()}, status=422 if form.errors else 200
    )


@scoped(Capability.CASE_OVERSEE)
@require_POST
def drop(request: HttpRequest, shift_id: uuid.UUID) -> HttpResponse:
    row = DutyShift.objects.select_related("area", "user").filter(pk=shift_id).first()
    if row is None:
        raise NotFound
    services.drop_shift(actor=actor_of(request), shift=row)
    return redirect("duty_roster")
