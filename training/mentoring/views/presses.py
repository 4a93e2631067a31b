"""What is done with one press on a portfolio's page."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from training.mentoring.models import LogEntry
from training.mentoring.policies import portfolios
from training.mentoring.selectors import around
from training.mentoring.selectors import standing as selectors
from training.mentoring.services import contract as contracts
from training.mentoring.services import log, review, steps
from training.mentoring.views.pages import asker, shown


@scoped(Capability.LEARN)
@require_POST
def act(request: HttpRequest, portfolio_id: UUID) -> HttpResponse:
    """Yes or no to the offer, the end, the next step, the review, the committee's word."""
    actor = asker(request)
    row = selectors.portfolio_for(actor, portfolio_id)
    contract = around.of(row).contract
    try:
        match request.POST.get("do"):
            case "accept" | "refuse" as said if contract is not None:
                contracts.answer(actor=actor, contract=contract, yes=said == "accept")
            case "end" if contract is not None:
                contracts.end(actor=actor, contract=contract)
                if not portfolios.can(actor, "see", row):
                    return redirect("mentoring")
            case "sign_off":
                to = request.POST.get("to", "")
                steps.sign_off(actor=actor, portfolio=row, to=int(to) if to.isdecimal() and len(to) < 3 else -1)
            case "review":
                review.ask_for_review(actor=actor, portfolio=row)
            case "vouch":
                steps.vouch(actor=actor, portfolio=row, sure=request.POST.get("sure") == "1")
            case "accept" | "refuse" | "end":  # pressed twice: it is over already
                return redirect("mentoring_portfolio", portfolio_id)
            case _:
                raise NotFound
    except Invalid as why:
        return shown(request, selectors.portfolio_for(actor, portfolio_id), why.status, wrong=why.fields.get("sure", why.message))
    except Conflict as why:
        return shown(request, selectors.portfolio_for(actor, portfolio_id), why.status, wrong=why.message)
    return redirect("mentoring_portfolio", portfolio_id)


@scoped(Capability.LEARN)
@require_POST
def seat(request: HttpRequest, portfolio_id: UUID) -> HttpResponse:
    """Ask the parties of a sitting for a seat."""
    actor = asker(request)
    row = selectors.portfolio_for(actor, portfolio_id, "part")
    try:
        contracts.ask_for_seat(
            actor=actor, portfolio=row, sitting=_id(request.POST.get("sitting", "")), takes_part=request.POST.get("as") == "co"
        )
    except (Conflict, Invalid) as why:
        return shown(request, row, why.status, wrong=why.message)
    return redirect("mentoring_portfolio", portfolio_id)


def _id(given: str) -> UUID:
    try:
        return uuid.UUID(given)
    except ValueError:
        raise NotFound from None


def _entry(actor: Actor, entry_id: UUID) -> LogEntry:
    """A line of a portfolio the asker sees; what they may do with it the service says."""
    row = LogEntry.objects.select_related("contract__portfolio__template").filter(pk=entry_id).first()
    if row is None or not portfolios.can(actor, "see", row.contract.portfolio):
        raise NotFound
    return row


@scoped(Capability.LEARN)
@require_POST
def sign(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    actor = asker(request)
    entry = _entry(actor, entry_id)
    reason = request.POST.get("reason", "")
    try:
        log.sign(actor=actor, entry=entry, yes=request.POST.get("do") == "yes", reason=reason)
    except Invalid as why:
        more = {"wrong_entry": entry.pk, "wrong_reason": why.fields["reason"], "typed": reason}
        return shown(request, entry.contract.portfolio, why.status, **more)
    return redirect("mentoring_portfolio", entry.contract.portfolio_id)


@scoped(Capability.LEARN)
@require_POST
def amend(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    actor = asker(request)
    entry = _entry(actor, entry_id)
    words = request.POST.get("words", "")
    try:
        log.amend(actor=actor, entry=entry, words=words, once=_id(request.POST.get("once", "")))
    except Invalid as why:
        more = {"wrong_later": entry.pk, "wrong_reason": why.fields["words"], "typed": words}
        return shown(request, entry.contract.portfolio, why.status, **more)
    except Conflict as why:
        return shown(request, entry.contract.portfolio, why.status, wrong=why.message)
    return redirect("mentoring_portfolio", entry.contract.portfolio_id)


@signed_in(Capability.CASE_CLAIM)
@require_POST
def grade(request: HttpRequest) -> HttpResponse:
    """Begin on the ladder of grades."""
    return redirect("mentoring_portfolio", steps.apply_for_grade(actor=asker(request)).pk)
