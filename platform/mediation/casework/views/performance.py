"""What is owed, what was done, whether it has come; and the list of what is overdue."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.casework.agreement_enums import AgreementState
from mediation.casework.agreement_forms import show_errors
from mediation.casework.enforcement import ways
from mediation.casework.models import Agreement, Clause
from mediation.casework.performance_forms import DecisionForm, PerformanceForm, SplitForm
from mediation.casework.selectors import agreement as agreements
from mediation.casework.selectors import performance as selectors
from mediation.casework.services import clause as clauses
from mediation.casework.services import freezing
from mediation.casework.services import performance as services
from mediation.casework.views.agreement import who
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in


@signed_in()
@require_GET
def watched(request: HttpRequest) -> HttpResponse:
    """Overdue, unanswered, denied, soon: for the mediator the own cases, for a supervisor the area."""
    actor = who(request)
    if not (actor.holds(Capability.CASE_CLAIM) or actor.holds(Capability.CASE_OVERSEE)):
        raise NotFound
    return render(request, "casework/performance/watch.html", {"list": selectors.watch(actor)})


@scoped()
@require_GET
def desk(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    if who(request).is_guest:
        raise NotFound
    row, live = agreements.case_and_agreement(who(request), case, "view")
    if live is None or live.state != AgreementState.IN_FORCE:
        raise NotFound
    live.case = row
    works = row.mediator is not None and str(row.mediator.public_id) == who(request).subject
    return render(request, "casework/performance/desk.html", {**_page(live), "works": works})


@scoped()
@require_GET
def party(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """A party's own page: what I owe, what is owed to me, and what to do if it does not come."""
    row = agreements.agreement_for(who(request), agreement, "take_part")
    if row.state != AgreementState.IN_FORCE:
        return redirect("agreement_party", agreement=row.pk)
    return render(request, "casework/performance/party.html", {**_page(row), "me": agreements.party_of(who(request), row.case)})


def _page(row: Agreement) -> dict[str, Any]:
    duties = selectors.duties_of(row)
    return {
        "agreement": row, "case": row.case, "duties": duties, "today": clock.today(), "court": agreements.court_clock(row),
        "late": any(d.standing == selectors.Standing.OVERDUE for d in duties), "ways": ways(row),
    }


@scoped()
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, clause: uuid.UUID) -> HttpResponse:
    """The mediator writes down what was paid or done; the receiving party is asked on the own channel."""
    row = selectors.clause_in_force(who(request), clause, "work")
    return _report(request, row, "casework/performance/record.html", f"/desk/cases/{row.agreement.case_id}/performance/")


@scoped()
@require_http_methods(["GET", "POST"])
def done(request: HttpRequest, clause: uuid.UUID) -> HttpResponse:
    """A party says on the own phone that it has done it, or that it has come."""
    row = selectors.clause_in_force(who(request), clause, "take_part")
    me = agreements.party_of(who(request), row.agreement.case)
    if me.pk not in (row.payer_id, row.payee_id):
        raise NotFound
    back = f"/c/agreement/{row.agreement_id}/performance/"
    return _report(request, row, "casework/performance/done.html", back, me=me, receives=me.pk == row.payee_id)


def _report(request: HttpRequest, row: Clause, template: str, back: str, **more: Any) -> HttpResponse:
    duty = selectors.duty_of(row)
    form = PerformanceForm(request.POST if request.method == "POST" else None, initial={"done_on": clock.today(), "amount": duty.rest})
    if row.amount is not None:
        del form.fields["complete"]
        form.fields["amount"].required = True
    else:
        del form.fields["amount"]
    if request.method == "POST" and form.is_valid():
        photos = [f.read() for f in request.FILES.getlist("photos")[:9]]
        try:
            services.report(actor=who(request), clause=row, photos=photos, **form.cleaned_data)
            messages.success(request, _("Recorded. Thank you."))
            return redirect(back)
        except Invalid as refused:
            more["photo_error"] = refused.fields.pop("photos", "")
            if refused.fields:
                show_errors(form, refused)
    text, _manner = agreements.opened(row.agreement.case, [row])[0]
    wrong = bool(form.errors or more.get("photo_error"))
    found = {"case": row.agreement.case, "clause": row, "text": text, "form": form, "duty": duty, "back": back, **more}
    return render(request, template, found, status=422 if wrong else 200)


@scoped()
@require_POST
def come(request: HttpRequest, performance: uuid.UUID) -> HttpResponse:
    row, me = selectors.report_for(who(request), performance)
    services.confirm(actor=who(request), row=row, me=me)
    messages.success(request, _("Thank you. Both sides and the mediator can see it."))
    return redirect("performance_party", agreement=row.clause.agreement_id)


@scoped()
@require_POST
def not_come(request: HttpRequest, performance: uuid.UUID) -> HttpResponse:
    row, me = selectors.report_for(who(request), performance)
    services.deny(actor=who(request), row=row, me=me)
    messages.success(request, _("Noted. The mediator has been told and will call."))
    return redirect("performance_party", agreement=row.clause.agreement_id)


@scoped()
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, clause: uuid.UUID) -> HttpResponse:
    """One sum becomes several clauses, each with its day."""
    gone = Clause.objects.filter(pk=clause).exclude(removed_at=None).first()
    if gone is not None and request.method == "POST":  # pressed twice: it is split already
        return redirect("agreement_desk", case=agreements.agreement_for(who(request), gone.agreement_id, "work").case_id)
    row = agreements.clause_for(who(request), clause, "work")
    start = {"version": row.version, "first": row.due_on or clock.today(), "parts": 3}
    form = SplitForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            clauses.split(actor=who(request), clause=row, **form.cleaned_data)
            return redirect("agreement_desk", case=row.agreement.case_id)
        except Invalid as refused:
            show_errors(form, refused)
        except Conflict as refused:
            form.add_error(None, refused.message)
    text, _manner = agreements.opened(row.agreement.case, [row])[0]
    found = {"case": row.agreement.case, "clause": row, "text": text, "form": form}
    return render(request, "casework/performance/split.html", found, status=422 if form.errors else 200)


@scoped()
@require_http_methods(["GET", "POST"])
def court_decided(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    row = agreements.agreement_for(who(request), agreement, "work")
    form = DecisionForm(request.POST if request.method == "POST" else None, initial={"decided_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            services.court_decided(actor=who(request), agreement=row, **form.cleaned_data)
            return redirect("performance_desk", case=row.case_id)
        except Invalid as refused:
            show_errors(form, refused)
        except Conflict as refused:
            form.add_error(None, refused.message)
    return render(request, "casework/performance/decided.html", {"case": row.case, "form": form}, status=422 if form.errors else 200)


@scoped(Capability.CASE_OVERSEE)
@require_POST
def thaw(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    row = agreements.case_for(who(request), case, "oversee")
    freezing.thaw(actor=who(request), case=row)
    messages.success(request, _("The case goes on."))
    return redirect("desk_case", row.pk)
