"""Signing pages. A party signs on the own device at /c/…; staff sign for themselves and stamp on the desk."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.casework.agreement_enums import AgreementForm, AgreementState
from mediation.casework.agreement_forms import CodeForm, InkForm, NameForm, ReadForm, WordsForm, show_errors
from mediation.casework.models import Agreement, Party, PartyStatement
from mediation.casework.selectors import agreement as selectors
from mediation.casework.services import paper, signing, statement
from mediation.casework.services.signing import Mark
from mediation.casework.views.agreement import answer, context, said, who
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped
from mediation.documents import uploads
from mediation.documents.views import SANDBOX
from mediation.people.services import phone_of


@scoped()
@require_GET
def party(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """A party's own page about the agreement: read, say yes, sign, download, object."""
    row = selectors.agreement_for(who(request), agreement, "take_part")
    return render(request, "casework/agreement/party.html", context(request, row.case))


@scoped()
@require_GET
def party_panel(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    row = selectors.agreement_for(who(request), agreement, "take_part")
    found = context(request, row.case)
    if found.get("mark") and request.GET.get("seen") == found["mark"]:
        return HttpResponse(status=204)
    return render(request, "casework/agreement/panel.html", found)


@scoped()
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """Three questions, one a screen: who are you, have you read it, your signature. What was answered is kept in the session."""
    actor = who(request)
    row = selectors.agreement_for(actor, agreement, "take_part")
    sheet = selectors.sheet_of(actor, row)
    if sheet.me is None:
        raise NotFound
    if sheet.my_signature is not None:
        return redirect("agreement_party", agreement=row.pk)
    if row.state == AgreementState.DRAFT or (row.on_paper and row.form != AgreementForm.ORAL):
        return redirect("agreement_party", agreement=row.pk)
    steps: dict[str, Any] = request.session.get(_key(row), {})
    if steps.get("hash") != row.frozen_hash:
        steps = {"hash": row.frozen_hash}
    if "back" in request.GET:
        steps = {"hash": row.frozen_hash}
    if "name" not in steps:
        return _ask_name(request, row, sheet, steps)
    if "read" not in steps:
        return _ask_read(request, row, sheet, steps)
    return _ask_signature(request, row, sheet, steps)


def _ask_name(request: HttpRequest, row: Agreement, sheet: Any, steps: dict[str, Any]) -> HttpResponse:
    form = NameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            signing.check_name(actor=who(request), agreement=row, name=form.cleaned_data["name"])
            return _next(request, row, {**steps, "name": form.cleaned_data["name"]})
        except Invalid as refused:
            show_errors(form, refused)
    return _step(request, row, sheet, 1, form)


def _ask_read(request: HttpRequest, row: Agreement, sheet: Any, steps: dict[str, Any]) -> HttpResponse:
    form = ReadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _next(request, row, {**steps, "read": True})
    return _step(request, row, sheet, 2, form)


def _ask_signature(request: HttpRequest, row: Agreement, sheet: Any, steps: dict[str, Any]) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    more: dict[str, Any] = {"sent": steps.get("sent", False)}
    if request.method == "POST" and form.is_valid():
        mark = Mark(
            drawing=request.POST.get("signature", ""), typed=request.POST.get("typed_name", ""),
            typed_meant=request.POST.get("typed_name_meant") == "1",
        )
        try:
            signing.sign(
                actor=who(request), agreement=row, seen_hash=steps["hash"], name=steps["name"], code=form.cleaned_data["code"], mark=mark
            )
            request.session.pop(_key(row), None)
            return redirect("agreement_party", agreement=row.pk)
        except Invalid as refused:
            show_errors(form, refused)
            more["pad_error"] = " ".join(str(refused.fields[n]) for n in ("signature", "typed_name") if n in refused.fields)
    return _step(request, row, sheet, 3, form, **more)


@scoped()
@require_POST
def send_code(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """Six digits to the party's own telephone."""
    row = selectors.agreement_for(who(request), agreement, "take_part")
    signing.request_code(actor=who(request), agreement=row)
    steps = request.session.get(_key(row), {})
    request.session[_key(row)] = {**steps, "sent": True}
    return redirect("agreement_sign", agreement=row.pk)


def _step(request: HttpRequest, row: Agreement, sheet: Any, step: int, form: Any, **more: Any) -> HttpResponse:
    found = {"sheet": sheet, "agreement": row, "case": row.case, "step": step, "form": form, "me": sheet.me, **more}
    if step == 3:
        person = sheet.me.person
        number = "" if person.shared_phone else phone_of(actor=who(request), person=person, purpose="show where the code goes")
        found["phone_tail"] = number[-4:]
    return render(request, "casework/agreement/sign.html", found, status=422 if form.is_bound and form.errors else 200)


def _next(request: HttpRequest, row: Agreement, steps: dict[str, Any]) -> HttpResponse:
    request.session[_key(row)] = steps
    return redirect("agreement_sign", agreement=row.pk)


def _key(row: Agreement) -> str:
    return f"signing:{row.pk}"


@scoped()
@require_http_methods(["GET", "POST"])
def not_me(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    return _statement(request, agreement, "not_me")


@scoped()
@require_http_methods(["GET", "POST"])
def regret(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    return _statement(request, agreement, "regret")


def _statement(request: HttpRequest, agreement: uuid.UUID, kind: str) -> HttpResponse:
    actor = who(request)
    row = selectors.agreement_for(actor, agreement, "take_part")
    form = WordsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act = statement.not_me if kind == "not_me" else statement.regret
        try:
            act(actor=actor, agreement=row, words=form.cleaned_data["words"])
            return redirect("agreement_party", agreement=row.pk)
        except Invalid as refused:
            show_errors(form, refused)
    found = {"agreement": row, "case": row.case, "form": form, "kind": kind, "court": selectors.court_clock(row)}
    return render(request, "casework/agreement/statement.html", found, status=422 if form.errors else 200)


@scoped(Capability.CASE_CLAIM)
@require_http_methods(["GET", "POST"])
def mediator(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """The mediator's own signature, in the own session."""
    row = selectors.agreement_for(who(request), agreement, "work")
    error = ""
    if request.method == "POST":
        mark = Mark(
            drawing=request.POST.get("signature", ""), typed=request.POST.get("typed_name", ""),
            typed_meant=request.POST.get("typed_name_meant") == "1",
        )
        try:
            signing.sign_as_mediator(actor=who(request), agreement=row, seen_hash=request.POST.get("hash", ""), mark=mark)
            return redirect("agreement_desk", case=row.case_id)
        except (Invalid, Conflict) as refused:
            error = said(refused)
    found = {"sheet": selectors.sheet_of(who(request), row), "agreement": row, "case": row.case, "error": error}
    return render(request, "casework/agreement/mediator_sign.html", found, status=422 if error else 200)


@scoped(Capability.CASE_STAMP)
@require_POST
def stamp(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    row = selectors.agreement_for(who(request), agreement, "oversee")
    return _act(request, row, lambda: signing.stamp(actor=who(request), agreement=row, seen_hash=request.POST.get("hash", "")))


@scoped(Capability.CASE_OVERSEE)
@require_POST
def confirm(request: HttpRequest, agreement: uuid.UUID, party: uuid.UUID) -> HttpResponse:
    """A second person has called back or visited."""
    row = selectors.agreement_for(who(request), agreement, "oversee")
    side = Party.objects.filter(pk=party, case_id=row.case_id).first()
    if side is None:
        raise NotFound
    return _act(request, row, lambda: signing.confirm(actor=who(request), agreement=row, party=side, how=request.POST.get("how", "")))


@scoped(Capability.CASE_OVERSEE)
@require_POST
def settle(request: HttpRequest, statement_id: uuid.UUID) -> HttpResponse:
    found = PartyStatement.objects.select_related("agreement__case__area", "agreement__case__mediator").filter(pk=statement_id).first()
    if found is None:
        raise NotFound
    return _act(request, found.agreement, lambda: statement.settle_statement(actor=who(request), statement=found))


@scoped(Capability.CASE_CLAIM)
@require_POST
def ink(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """Photos of the paper that was signed in ink."""
    row = selectors.agreement_for(who(request), agreement, "work")
    form = InkForm(request.POST)
    if form.is_valid():
        sent = request.FILES.getlist("photos")
        try:
            uploads.check_amount([f.size or 0 for f in sent], field="photos")
            photos = [f.read(uploads.PHOTO_LIMIT + 1) for f in sent]
            signing.record_ink(
                actor=who(request), agreement=row, signed_on=form.cleaned_data["signed_on"], photos=photos,
                sending=form.cleaned_data["sending"],
            )
            messages.success(request, _("The signed paper is in. Photos: %(n)s.") % {"n": len(photos)})
            return answer(request, row)
        except Invalid as refused:
            show_errors(form, refused)
        except Conflict as refused:
            return answer(request, row, status=409, refused=said(refused))
    return answer(request, row, status=422, ink_form=form)


@scoped()
@require_GET
def printed(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """The text as a PDF with empty lines, to be signed in ink."""
    row = selectors.agreement_for(who(request), agreement, "work")
    if row.state == AgreementState.DRAFT:
        raise NotFound
    response = HttpResponse(paper.render(who(request), row), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="agreement.pdf"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _act(request: HttpRequest, row: Agreement, act: Any) -> HttpResponse:
    try:
        act()
    except (Conflict, Invalid) as refused:
        return answer(request, row, status=refused.status, refused=said(refused))
    return answer(request, row)


