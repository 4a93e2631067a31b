"""The agreement on the desk and beside the people in the room: one panel, seen by each according to who they are."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.casework.agreement_enums import AgreementForm, AgreementState, ClauseKind
from mediation.casework.agreement_forms import ClauseForm, InkForm, OralForm, SettingsForm, show_errors
from mediation.casework.models import Agreement, Case, Clause
from mediation.casework.selectors import agreement as selectors
from mediation.casework.selectors.agreement import Sheet
from mediation.casework.services import agreement as services
from mediation.casework.services import clause as clauses
from mediation.casework.services import paper
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, DomainError, Invalid
from mediation.common.routes import scoped
from mediation.documents import uploads

PHOTO_LIMITS = {"each": uploads.PHOTO_LIMIT // uploads.MB, "all": uploads.TOGETHER_LIMIT // uploads.MB, "most": uploads.PHOTO_COUNT}


def who(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


@scoped()
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """The page of a case's agreement for the mediator and the supervisors. POST opens the draft, beside the people in the room too."""
    actor = who(request)
    if request.method == "POST":
        row = selectors.case_for(actor, case, "work")
        return answer(request, services.open_draft(actor=actor, case=row, form=request.POST.get("kind", AgreementForm.WRITTEN)))
    row, live = selectors.case_and_agreement(actor, case, "view")
    if actor.is_guest:
        return redirect("agreement_party", agreement=live.pk) if live else redirect(f"/c/case/{row.pk}/")
    return render(request, "casework/agreement/desk.html", context(request, row, live))


def page(request: HttpRequest, case: Case, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "casework/agreement/desk.html", {**context(request, case), **more}, status=status)


def context(request: HttpRequest, case: Case, live: Agreement | None = None) -> dict[str, Any]:
    """What panel and page need; `live` where the caller has looked already."""
    actor = who(request)
    live = live or selectors.live_of(case)
    if live is None:
        mine = case.mediator is not None and actor.is_user and str(case.mediator.public_id) == actor.subject
        return {"case": case, "sheet": None, "works": mine}
    live.case = case
    sheet = selectors.sheet_of(actor, live)
    court = selectors.court_clock(live)
    signed = paper.signed_version(live) if live.state == AgreementState.IN_FORCE else None
    return {
        "case": case, "sheet": sheet, "agreement": live, "court": court, "signed": signed, "works": sheet.works, "mark": fingerprint(sheet),
        "kinds": [(k.value, k.label) for k in ClauseKind],
        "settings_form": SettingsForm(initial={"form": live.form, "matter": live.matter, "on_paper": live.on_paper}),
        "ink_form": InkForm(initial={"signed_on": clock.today(), "sending": uuid.uuid4()}),
        "photo_limits": PHOTO_LIMITS, "oral_form": OralForm(initial={"reached_at": clock.now()}),
        "scan": _scan(sheet),
    }


def _scan(sheet: Sheet) -> Any:
    """The photos of the paper, for everybody in the case: who is said to have signed must be able to see it."""
    from mediation.documents import selectors as documents  # noqa: PLC0415

    if not sheet.agreement.on_paper:
        return None
    return documents.latest(("agreement", sheet.agreement.pk), "agreement.scan")


def fingerprint(sheet: Sheet) -> str:
    """Changes whenever the panel would look different; a page that asks again with it gets 204 while nothing moved."""
    a = sheet.agreement
    body = [a.version, a.state, a.subsidy_frozen_at, a.court_applied_on, len(sheet.statements)]
    body += [(c.row.pk, c.row.hash, [(s.yes, s.stale) for s in c.consents]) for c in sheet.clauses]
    body += [(s.pk, s.confirmed_at) for s in sheet.signatures]
    return hashlib.sha256(repr(body).encode()).hexdigest()[:16]


@scoped()
@require_GET
def panel(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """The panel alone, for everybody in the case: the mediator edits, the parties read and say yes."""
    row, live = selectors.case_and_agreement(who(request), case, "view")
    found = context(request, row, live)
    if found.get("mark") and request.GET.get("seen") == found["mark"]:
        return HttpResponse(status=204)
    return render(request, "casework/agreement/panel.html", found)


def answer(request: HttpRequest, agreement: Agreement, *, status: int = 200, **more: Any) -> HttpResponse:
    """After an act: the panel again for htmx, the page for everybody else."""
    if not is_fragment(request):
        if status == 200:
            return redirect("agreement_desk", case=agreement.case_id)
        return page(request, agreement.case, status=status, **more)
    found = {**context(request, agreement.case), **more}
    return render(request, "casework/agreement/panel.html", found, status=status)


@scoped()
@require_http_methods(["GET", "POST"])
def clause_add(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    actor = who(request)
    row = selectors.agreement_for(actor, agreement, "work")
    parties = tuple(selectors.parties_of(row))
    kind = request.POST.get("kind") or request.GET.get("kind", ClauseKind.OTHER)
    form = ClauseForm(request.POST if request.method == "POST" else None, parties=parties, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            clauses.add(actor=actor, agreement=row, values=form.values())
            return answer(request, row)
        except Invalid as refused:
            show_errors(form, refused)
    return _editor(request, row, 422 if form.is_bound else 200, form=form, editing="new")


@scoped()
@require_http_methods(["GET", "POST"])
def clause_edit(request: HttpRequest, clause: uuid.UUID) -> HttpResponse:
    """Edit one clause. A clause that changed meanwhile answers 409 with both texts."""
    actor = who(request)
    row = selectors.clause_for(actor, clause, "work")
    agreement = row.agreement
    parties = tuple(selectors.parties_of(agreement))
    now = _open(agreement.case, row)
    if request.method == "GET":
        form = ClauseForm(None, parties=parties, kind=row.kind, initial=ClauseForm.initial_of(now))
        return _editor(request, agreement, 200, form=form, editing=row.pk)
    form = ClauseForm(request.POST, parties=parties, kind=request.POST.get("kind", row.kind))
    if form.is_valid():
        try:
            clauses.edit(actor=actor, clause=row, version=form.cleaned_data.get("version") or 0, values=form.values())
            return answer(request, agreement)
        except clauses.StaleEdit as stale:
            mine = form.values()
            theirs = _open(agreement.case, stale.clause)
            form = ClauseForm(None, parties=parties, kind=row.kind, initial={**ClauseForm.initial_of(theirs), **_typed(mine)})
            return _editor(request, agreement, 409, form=form, editing=row.pk, theirs=theirs, stale=stale)
        except Invalid as refused:
            show_errors(form, refused)
    return _editor(request, agreement, 422, form=form, editing=row.pk)


def _editor(request: HttpRequest, agreement: Agreement, status: int, **more: Any) -> HttpResponse:
    """The panel with one clause open for writing."""
    if is_fragment(request):
        return answer(request, agreement, status=status, **more)
    return page(request, agreement.case, status=status, **more)


def _open(case: Case, row: Clause) -> selectors.OpenClause:
    text, manner = selectors.opened(case, [row])[0]
    return selectors.OpenClause(row, text, manner)


def _typed(mine: clauses.ClauseValues) -> dict[str, Any]:
    return {
        "text": mine.text, "manner": mine.manner, "party": str(mine.party or ""), "payer": str(mine.payer or ""),
        "payee": str(mine.payee or ""), "amount": mine.amount, "due_on": mine.due_on,
    }


@scoped()
@require_POST
def clause_remove(request: HttpRequest, clause: uuid.UUID) -> HttpResponse:
    row = selectors.clause_for(who(request), clause, "work")
    return _try(request, row.agreement, lambda: clauses.remove(actor=who(request), clause=row, version=_number(request, "version")))


@scoped()
@require_POST
def clause_up(request: HttpRequest, clause: uuid.UUID) -> HttpResponse:
    row = selectors.clause_for(who(request), clause, "work")
    return _try(request, row.agreement, lambda: clauses.move_up(actor=who(request), clause=row))


@scoped()
@require_POST
def clause_yes(request: HttpRequest, clause: uuid.UUID) -> HttpResponse:
    """A party's own yes to a clause as it was on the screen."""
    row = selectors.clause_for(who(request), clause, "take_part")
    seen = request.POST.get("hash", "")
    return _try(request, row.agreement, lambda: clauses.accept(actor=who(request), clause=row, seen_hash=seen))


@scoped()
@require_POST
def clause_no(request: HttpRequest, clause: uuid.UUID) -> HttpResponse:
    row = selectors.clause_for(who(request), clause, "take_part")
    return _try(request, row.agreement, lambda: clauses.take_back(actor=who(request), clause=row))


@scoped()
@require_POST
def settings(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    row = selectors.agreement_for(who(request), agreement, "work")
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return answer(request, row, status=422, settings_form=form)
    return _try(request, row, lambda: services.settings_of_draft(actor=who(request), agreement=row, **form.cleaned_data))


@scoped()
@require_POST
def fix(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    row = selectors.agreement_for(who(request), agreement, "work")
    return _try(request, row, lambda: services.freeze(actor=who(request), agreement=row, version=_number(request, "version")))


@scoped()
@require_POST
def reopen(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    row = selectors.agreement_for(who(request), agreement, "work")
    return _try(request, row, lambda: services.reopen(actor=who(request), agreement=row))


@scoped()
@require_POST
def withdraw(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    row = selectors.agreement_for(who(request), agreement, "work")
    return _try(request, row, lambda: services.withdraw(actor=who(request), agreement=row))


@scoped()
@require_POST
def oral(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    row = selectors.agreement_for(who(request), agreement, "work")
    form = OralForm(request.POST)
    if not form.is_valid():
        return answer(request, row, status=422, oral_form=form)
    try:
        services.record_oral(
            actor=who(request), agreement=row, reached_at=form.cleaned_data["reached_at"], version=_number(request, "version")
        )
    except Invalid as refused:
        show_errors(form, refused)
        return answer(request, row, status=422, oral_form=form)
    return answer(request, row)


@scoped()
@require_POST
def court(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    row = selectors.agreement_for(who(request), agreement, "work")
    return _try(request, row, lambda: services.court_applied(actor=who(request), agreement=row))


def _try(request: HttpRequest, agreement: Agreement, act: Any) -> HttpResponse:
    """One act, then the panel; a refusal stands in the panel in words."""
    try:
        act()
    except (Conflict, Invalid) as refused:
        return answer(request, agreement, status=refused.status, refused=said(refused))
    if not is_fragment(request):
        messages.success(request, _("Done."))
    return answer(request, agreement)


def said(refused: DomainError) -> str:
    fields = refused.fields.values() if isinstance(refused, Invalid) else ()
    return " ".join([str(refused.message), *(str(m) for m in fields)])


def _number(request: HttpRequest, name: str) -> int:
    raw = request.POST.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0
