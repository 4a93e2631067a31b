"""A young person's own pages before the questions, and the guardian's page on the same device."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counseling.interventions.views import refusals
from counseling.minors import consent_text
from counseling.minors.enums import AgeBand, ConsentWay, GuardianWish
from counseling.minors.forms import GuardianForm, YoungForm
from counseling.minors.selectors import gate
from counseling.minors.services import age, consent
from counseling.screening.enums import ScreeningState
from counseling.screening.selectors import screening as reading
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped

BEFORE = frozenset({ScreeningState.OFFERED, ScreeningState.DECLINED})
AGREED = frozenset({ScreeningState.BEGUN, ScreeningState.FINISHED})


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def young(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    """How old, and what about the grown-ups at home. Everything said here brings a person, never only a form."""
    row = reading.own(_actor(request), screening_id)
    minor = gate.minor_of(row.subject, row.case_ref)
    agreed = row.state in AGREED and minor is None  # pressed "I am 18 or older" and comes back to put it right
    if row.state not in BEFORE and not agreed:
        return redirect("care_me_invitation", row.id)
    if request.method == "POST" and minor is not None and request.POST.get("take_back") == "yes":
        consent.withdraw(actor=_actor(request), minor=minor)
        messages.success(request, _("The yes is taken back. Nothing is asked until somebody who looks after you has agreed."))
        return redirect("care_me_young", row.id)
    again = minor is not None and "again" in request.GET
    told = {"age": minor.age, "guardian": minor.guardian} if minor is not None else None
    form = YoungForm(request.POST if request.method == "POST" else None, initial=told)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        minor = age.say(actor=_actor(request), screening=row, age=given["age"], guardian=given["guardian"])
        if agreed:
            row = reading.own_latest(_actor(request)) or row
            messages.success(request, _("Good that you say so. What you had answered is erased; what belongs to an emergency is closed."))
        if minor.guardian == GuardianWish.HERE and minor.age != AgeBand.SMALL:
            return redirect("care_me_guardian", row.id)
        return redirect("care_me_young", row.id)
    name = "minors/young.html" if minor is None or form.errors or again else "minors/young_said.html"
    return render(request, name, {
        "screening": row, "form": form, "minor": minor, "may_ask": minor is not None and gate.allows(row.subject, row.case_ref),
        "shield": minor is not None and minor.guardian == GuardianWish.SHIELD, "small": minor is not None and minor.age == AgeBand.SMALL,
        "by_device": minor is not None and gate.consented_here(minor), "agreed": agreed, "again": again,
        "here": minor is not None and minor.guardian == GuardianWish.HERE,
    }, status=422 if form.errors else 200)


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def guardian(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    """For the grown-up who sits beside. A no is the end of it, and the young person keeps the help numbers."""
    row = reading.own(_actor(request), screening_id)
    minor = gate.minor_of(row.subject, row.case_ref)
    if minor is None:
        raise NotFound
    if row.state not in BEFORE or minor.guardian == GuardianWish.SHIELD or minor.age == AgeBand.SMALL:
        return redirect("care_me_young", row.id)
    form = GuardianForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.POST.get("choice") == "no":
        return redirect("care_me")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            consent.give(
                actor=_actor(request), minor=minor, name=given["name"], relation=given["relation"], way=ConsentWay.DEVICE,
                phone=given["phone"], language=translation.get_language() or "zh-hans",
            )
            return redirect("care_me_young", row.id)  # nothing opens before a counsellor has spoken with the guardian
        except Invalid as why:
            refusals.show(form, why)
    return render(
        request, "minors/guardian.html", {"screening": row, "form": form, "points": consent_text.GUARDIAN},
        status=422 if form.errors else 200,
    )
