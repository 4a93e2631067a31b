"""`/care/partners/`: the register of agreements with institutes, offices, courts and schools."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from counseling.programmes.enums import Ground
from counseling.programmes.forms.agreement import AgreementForm, CaseForm, ChangeForm, EndForm, OutcomeForm, PartnerForm
from counseling.programmes.models import Agreement, AgreementChange
from counseling.programmes.policies import agreements as policy
from counseling.programmes.selectors import agreement as reading
from counseling.programmes.services import agreement as services
from counseling.programmes.services import partner_case as cases
from counseling.programmes.views.asker import actor_of, reader_of, user_of
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.errors import Invalid
from mediation.common.routes import scoped, signed_in

WRITE = require_http_methods(["GET", "HEAD", "POST"])


@signed_in()
@require_safe
def register(request: HttpRequest) -> HttpResponseBase:
    """Agreements, those that run out first on top, and the partners they are with."""
    actor = reader_of(request)
    everything = "all" in request.GET
    return render(request, "programmes/register.html", {
        "lines": reading.register(actor, all_of_them=everything), "partners": reading.partners_of(actor), "everything": everything,
        "keeper": actor.holds(Capability.PROGRAMMES_RUN),
    })


@signed_in(Capability.PROGRAMMES_RUN)
@WRITE
def add_partner(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    form = PartnerForm(request.POST if request.method == "POST" else None, actor=actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = services.add_partner(
                actor=actor, area=data["area"], kind=data["kind"], name=data["name"], contact=data["contact"], telephone=data["telephone"]
            )
        except Invalid as why:
            form.say(why)
        else:
            messages.success(request, _("In the register. Now write down what was agreed."))
            return redirect("agreement_new", row.id)
    return render(request, "programmes/partner_new.html", {"form": form}, status=422 if form.errors else 200)


@scoped(Capability.PROGRAMMES_RUN)
@WRITE
def conclude(request: HttpRequest, partner_id: uuid.UUID) -> HttpResponseBase:
    """A new agreement with a partner, or (`?renews=`) the one that follows another."""
    actor = actor_of(request)
    partner = reading.partner_of(actor, partner_id, "keep")
    before = _renewed(request, partner.id)
    initial = {"contact": partner.contact, "telephone": partner.telephone, "begins_on": clock.today()}
    if before is not None:
        first = before.ends_on + clock.DAY
        initial = {
            **{n: getattr(before, n) for n in ("ground", "title", "scope", "contact", "telephone")},
            "begins_on": first, "ends_on": first + (before.ends_on - before.begins_on),
        }
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.conclude(actor=actor, partner=partner, terms=form.terms, press=form.form_id, renews=before)
        except Invalid as why:
            form.say(why)
        else:
            messages.success(request, _("Written down. You are reminded before it runs out."))
            return redirect("agreement", row.id)
    return render(request, "programmes/agreement_new.html", {
        "form": form, "partner": partner, "before": before,
    }, status=422 if form.errors else 200)


def _renewed(request: HttpRequest, partner_id: uuid.UUID) -> Agreement | None:
    try:
        wanted = uuid.UUID(request.GET.get("renews", ""))
    except ValueError:
        return None
    row = reading.agreement_of(actor_of(request), wanted)
    return row if row.partner_id == partner_id else None


@scoped()
@require_safe
def show(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponseBase:
    actor = reader_of(request)
    row = reading.agreement_of(actor, agreement_id)
    return render(request, "programmes/agreement.html", {
        "row": row, "line": reading.line_of(actor, row), "changes": [(c, _said(c)) for c in row.changes.select_related("by")],
        "renewal": reading.renewal_of(row), "cases": reading.cases_of(actor, row), "keeper": policy.can(actor, "keep", row),
        "accompanies": policy.can(actor, "accompany", row), "end_form": EndForm(),
    })


def _said(change: AgreementChange) -> list[tuple[str, str | date, str | date]]:
    """Field by field what it said before and after, in the reader's words."""
    return [(str(AgreementForm.base_fields[n].label), _shown(n, change.before[n]), _shown(n, text)) for n, text in change.after.items()]


def _shown(name: str, text: str) -> str | date:
    if name == "ground":
        return str(Ground(text).label)
    return date.fromisoformat(text) if name in ("begins_on", "ends_on") else text


@scoped(Capability.PROGRAMMES_RUN)
@WRITE
def change(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponseBase:
    actor = actor_of(request)
    row = policy.require(actor, "keep", reading.agreement_of(actor, agreement_id))
    initial = {n: getattr(row, n) for n in AgreementForm.base_fields if n != "press"} | {"seen": row.revision}
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(actor=actor, user=user_of(request), agreement=row, terms=form.terms, seen=form.cleaned_data["seen"])
        except Invalid as why:
            form.say(why)
        else:
            messages.success(request, _("Changed. What it said before is kept below."))
            return redirect("agreement", row.id)
    return render(request, "programmes/agreement_change.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@scoped(Capability.PROGRAMMES_RUN)
@WRITE
def end(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponseBase:
    actor = actor_of(request)
    row = policy.require(actor, "keep", reading.agreement_of(actor, agreement_id))
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end(actor=actor, agreement=row, why=form.cleaned_data["why"])
        except Invalid as why:
            form.say(why)
        else:
            messages.success(request, _("Ended. It stays in the register with its reason."))
            return redirect("agreement", row.id)
    return render(request, "programmes/agreement_end.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@scoped(Capability.CARE_QUEUE)
@WRITE
def take_in(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponseBase:
    """Somebody is accompanied under this agreement."""
    actor = actor_of(request)
    row = policy.require(actor, "accompany", reading.agreement_of(actor, agreement_id))
    form = CaseForm(request.POST if request.method == "POST" else None, initial={"began_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            cases.take_in(
                actor=actor, user=user_of(request), agreement=row, reference=data["reference"], words=data["words"],
                minor=data["minor"], began_on=data["began_on"], press=form.form_id,
            )
        except Invalid as why:
            form.say(why)
        else:
            messages.success(request, _("Written down, sealed."))
            return redirect("agreement", row.id)
    return render(request, "programmes/case_new.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@scoped(Capability.CARE_QUEUE)
@WRITE
def case(request: HttpRequest, accompanied_id: uuid.UUID) -> HttpResponseBase:
    """One person's reference; each opening is written down."""
    actor = actor_of(request)
    row = reading.case_of(actor, accompanied_id)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        cases.finish(actor=actor, case=row, outcome=form.cleaned_data["outcome"])
        messages.success(request, _("Closed."))
        return redirect("agreement", row.agreement_id)
    body = cases.read(actor=actor, case=row)
    return render(request, "programmes/case.html", {"row": row, "body": body, "form": form}, status=422 if form.errors else 200)
