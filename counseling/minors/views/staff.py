"""Counsellors' pages about a person under 18: consent, approval, the emergency door, the report."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.interventions.ports import people
from counseling.interventions.views.asker import actor_of, door, user_of
from counseling.minors.enums import AgeBand, GuardianWish, Purpose
from counseling.minors.forms import KnowForm, ReasonForm, ReceiptForm, StaffConsentForm
from counseling.minors.models import Approval, Minor
from counseling.minors.selectors import gate
from counseling.minors.services import age, approval
from counseling.minors.services import consent as consents
from counseling.minors.services import report as reports
from counseling.screening.models import Flag
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in


def _page(request: HttpRequest, flag: Flag, *, status: int = 200, **bound: forms.Form) -> HttpResponseBase:
    minor = gate.minor_of(flag.subject, flag.case_ref)
    held = list(minor.consents.select_related("confirmed_by", "minor")) if minor else []
    alive = next((c for c in held if c.withdrawn_at is None), None)
    return render(request, "minors/minor.html", {
        "flag": flag, "person": people().cards([flag.subject]).get(flag.subject), "minor": minor, "consents": held,
        "alive": alive, "guardian": consents.name_of(actor=actor_of(request), consent=alive) if alive else "",
        "guardian_phone": consents.phone_of(actor=actor_of(request), consent=alive) if alive else "",
        "allowed": gate.allows(flag.subject, flag.case_ref),
        "opened": gate.may_open(user_of(request), minor) if minor else None, "duty": gate.open_duty(minor) if minor else None,
        "approvals": list(minor.approvals.select_related("asked_by", "decided_by")[:20]) if minor else [],
        "duties": list(minor.duties.exclude(done_at=None).select_related("reported_by")[:10]) if minor else [],
        "waiting": minor.approvals.filter(asked_by=user_of(request), granted=None).exists() if minor else False,
        "shield": minor is not None and minor.guardian == GuardianWish.SHIELD, "small": minor is not None and minor.age == AgeBand.SMALL,
        "poor": gate.POOR, "now": clock.now(),
        "know": bound.get("know") or KnowForm(initial={"age": minor.age, "guardian": "shield" if minor.guardian == "shield" else "call"}
                                             if minor else None),
        "consent_form": bound.get("consent") or StaffConsentForm(), "reason_form": bound.get("reason") or ReasonForm(),
        "without_form": bound.get("without") or ReasonForm(auto_id="without_%s"),
        "receipt_form": bound.get("receipt") or ReceiptForm(),
    }, status=status)


def _minor(flag: Flag) -> Minor:
    found = gate.minor_of(flag.subject, flag.case_ref)
    if found is None:
        raise NotFound
    return found


def _done(
    request: HttpRequest, flag: Flag, name: str, form: forms.Form, act: Callable[[], object], words: str
) -> HttpResponseBase:
    """One form: taken, or shown again with what is wrong and everything that was typed."""
    if form.is_valid():
        try:
            act()
        except Invalid as why:
            for field, text in why.fields.items():
                form.add_error(field, str(text))
        except Conflict as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, words)
            return redirect("care_minor", flag.subject)
    return _page(request, flag, status=422, **{name: form})


@scoped(Capability.CARE_QUEUE)
@require_safe
def minor(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    """Everything about being under 18, without a word of what was answered or written."""
    return _page(request, door(request, subject))


@scoped(Capability.CARE_QUEUE)
@require_POST
def know(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    flag, form = door(request, subject), KnowForm(request.POST)
    return _done(request, flag, "know", form, lambda: age.know(
        actor=actor_of(request), flag=flag, age=AgeBand(form.cleaned_data["age"]), guardian=GuardianWish(form.cleaned_data["guardian"]),
    ), _("Written down."))


@scoped(Capability.CARE_QUEUE)
@require_POST
def consent(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    flag, form = door(request, subject), StaffConsentForm(request.POST)
    found = _minor(flag)
    return _done(request, flag, "consent", form, lambda: consents.give(
        actor=actor_of(request), minor=found, name=form.cleaned_data["name"], relation=form.cleaned_data["relation"],
        way=form.cleaned_data["way"], language=translation.get_language() or "zh-hans",
    ), _("The guardian's consent is recorded."))


@scoped(Capability.CARE_QUEUE)
@require_POST
def confirm(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    flag = door(request, subject)
    alive = _minor(flag).consents.filter(withdrawn_at=None).first()
    if alive is None:
        raise NotFound
    consents.confirm(actor=actor_of(request), user=user_of(request), consent=alive)
    messages.success(request, _("Written down."))
    return redirect("care_minor", subject)


@scoped(Capability.CARE_QUEUE)
@require_POST
def withdraw(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    flag = door(request, subject)
    consents.withdraw(actor=actor_of(request), minor=_minor(flag))
    messages.success(request, _("Taken back. No new question is put."))
    return redirect("care_minor", subject)


@scoped(Capability.CARE_QUEUE)
@require_POST
def ask(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    """Ask the colleague in charge, or, in need, open at once."""
    flag = door(request, subject)
    found, need = _minor(flag), request.POST.get("need") == "yes"
    purpose = Purpose.ASK if request.POST.get("purpose") == Purpose.ASK else Purpose.OPEN
    name = "without" if purpose == Purpose.ASK else "reason"  # two such forms stand on the page
    form = ReasonForm(request.POST, auto_id="without_%s" if name == "without" else "id_%s")

    def act() -> None:
        words, press = form.cleaned_data["reason"], form.form_id
        if need:
            approval.open_in_need(actor=actor_of(request), user=user_of(request), minor=found, reason=words, press=press)
        else:
            approval.ask(actor=actor_of(request), user=user_of(request), minor=found, purpose=purpose, reason=words, press=press)

    said = _("Open for two hours. Whoever is in charge has been told.") if need else _("Asked. Whoever is in charge has been told.")
    return _done(request, flag, name, form, act, said)


@scoped(Capability.CARE_QUEUE)
@require_POST
def report(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    flag = door(request, subject)
    reports.raise_duty(actor=actor_of(request), minor=_minor(flag))
    messages.warning(request, _("Call 110 now. Everything else in this file waits for the receipt."))
    return redirect("care_minor", subject)


@scoped(Capability.CARE_QUEUE)
@require_POST
def receipt(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    flag, form = door(request, subject), ReceiptForm(request.POST)
    duty = gate.open_duty(_minor(flag))
    if duty is None:
        return redirect("care_minor", subject)  # pressed twice, or a colleague was faster
    return _done(request, flag, "receipt", form, lambda: reports.give_receipt(
        actor=actor_of(request), user=user_of(request), flag=flag, duty=duty, station=form.cleaned_data["station"],
        number=form.cleaned_data["number"], at=form.cleaned_data["at"],
    ), _("The report is recorded."))


@signed_in(Capability.CARE_QUEUE)
@require_safe
def decisions(request: HttpRequest) -> HttpResponseBase:
    """What colleagues ask of whoever is in charge."""
    rows = gate.to_decide(user_of(request), actor_of(request).reach(Capability.CARE_QUEUE))
    cards = people().cards({r.minor.subject for r in rows})
    return render(request, "minors/decisions.html", {"rows": [(r, cards.get(r.minor.subject)) for r in rows]})


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, approval_id: uuid.UUID) -> HttpResponseBase:
    """One request with its reason."""
    rows = gate.to_decide(user_of(request), actor_of(request).reach(Capability.CARE_QUEUE))
    row = next((r for r in rows if r.id == approval_id), None)
    if row is None and request.method == "POST":
        row = Approval.objects.filter(pk=approval_id, decided_by=user_of(request)).first()  # pressed twice
    if row is None:
        raise NotFound
    if request.method == "POST" and request.POST.get("choice") in {"yes", "no"}:
        approval.decide(actor=actor_of(request), user=user_of(request), approval=row, yes=request.POST["choice"] == "yes")
        messages.success(request, _("Signed."))
        return redirect("care_minors")
    return render(request, "minors/decision.html", {
        "row": row, "person": people().cards([row.minor.subject]).get(row.minor.subject),
        "reason": approval.reason_of(actor=actor_of(request), approval=row),
    }, status=422 if request.method == "POST" else 200)
