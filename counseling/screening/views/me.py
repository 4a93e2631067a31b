"""A party's own pages. Works without script; every step is a plain form, and a step done twice does no harm."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST

from counseling.screening import battery, consent_text, services
from counseling.screening.enums import CallWish, ScreeningState
from counseling.screening.forms import AnswerForm, WishForm
from counseling.screening.models import Screening
from counseling.screening.selectors import rota
from counseling.screening.selectors import screening as reading
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.common.routes import scoped

LAST = len(battery.QUESTIONS)
CASE_PAGE = "/c/case/"  # an address of the product (journeys'); counselling does not know cases


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _page(request: HttpRequest, name: str, screening: Screening | None, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, f"screening/{name}.html", {"screening": screening, "case_url": CASE_PAGE, **more}, status=status)


@scoped()
@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest) -> HttpResponseBase:
    """Help numbers for everybody with a case code, and the way back to one's own questions."""
    actor = _actor(request)
    if not actor.is_guest:
        raise NotFound
    row = reading.own_latest(actor)
    open_ = row is not None and row.state in {ScreeningState.OFFERED, ScreeningState.BEGUN} and rota.staffed(row.area_path)
    return _page(request, "home", row, can_go_on=open_, mine=row is not None and reading.ever_agreed(row),
                 can_withdraw=row is not None and reading.consent_alive(row))


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    """ "How are you in all this?" Optional, and a no is the end of it."""
    row = reading.own(_actor(request), screening_id)
    if request.method == "POST":
        if request.POST.get("choice") == "yes":
            return redirect("care_me_consent", row.id)
        services.decline(actor=_actor(request), screening=row)
        return redirect("care_me")
    if row.state == ScreeningState.FINISHED:
        return redirect("care_me_done", row.id)
    if row.state in {ScreeningState.WITHDRAWN, ScreeningState.ERASED}:
        return redirect("care_me")
    if not rota.staffed(row.area_path):
        return _page(request, "unstaffed", row)
    if row.state == ScreeningState.BEGUN:
        return _next(row)
    return _page(request, "invitation", row)


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    row = reading.own(_actor(request), screening_id)
    if row.state not in {ScreeningState.OFFERED, ScreeningState.DECLINED}:
        return redirect("care_me_invitation", row.id)
    if not rota.staffed(row.area_path):
        return _page(request, "unstaffed", row)
    if request.method == "POST":
        if request.POST.get("choice") != "agree":
            services.decline(actor=_actor(request), screening=row)
            return redirect("care_me")
        services.consent(actor=_actor(request), screening=row, language=translation.get_language() or "zh-hans")
        return redirect("care_me_question", row.id, 1)
    return _page(request, "consent", row, points=consent_text.POINTS)


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, screening_id: uuid.UUID, number: int) -> HttpResponseBase:
    """One question. An answer that was sent is always taken, even when the rota has just run out; a new question is not put."""
    row = reading.own(_actor(request), screening_id)
    if not 1 <= number <= LAST:
        raise NotFound
    if row.state not in {ScreeningState.BEGUN, ScreeningState.FINISHED}:
        return redirect("care_me_invitation", row.id)
    asked = battery.QUESTIONS[number - 1]
    language = translation.get_language() or "zh-hans"
    status = 200
    if request.method == "POST":
        form = AnswerForm(request.POST, question=asked, language=language)
        if form.is_valid():
            needs_help = services.answer(
                actor=_actor(request), screening=row, number=number, value=form.value, elapsed_ms=form.elapsed_ms
            )
            return redirect("care_me_help", row.id) if needs_help else _next(row)
        status = 422
    else:
        if not rota.staffed(row.area_path):
            return _page(request, "unstaffed", row)
        if (first := reading.first_open(row)) is not None and first < number:
            return redirect("care_me_question", row.id, first)
        form = AnswerForm(question=asked, language=language)
    return _page(
        request, "question", row, status=status, form=form, number=number, last=LAST, before=number - 1,
        stem=asked.stem(language), text=asked.text(language), again=asked.item in reading.newest(row),
    )


def _next(row: Screening) -> HttpResponseBase:
    number = reading.first_open(row)
    return redirect("care_me_done", row.id) if number is None else redirect("care_me_question", row.id, number)


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def get_help(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    """The very next page after a critical answer: the numbers, and whether somebody should call now."""
    row = reading.own(_actor(request), screening_id)
    form = WishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.state_wish(actor=_actor(request), screening=row, wish=CallWish(form.cleaned_data["wish"]))
        return redirect("care_me_done", row.id)
    return _page(request, "help", row, form=form, status=422 if form.errors else 200)


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    """Thank you, what happens next, and that the mediator was told nothing."""
    row = reading.own(_actor(request), screening_id)
    form = WishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.state_wish(actor=_actor(request), screening=row, wish=CallWish(form.cleaned_data["wish"]))
        return redirect("care_me_done", row.id)
    if row.state != ScreeningState.FINISHED:
        return redirect("care_me_invitation", row.id)
    wish = reading.wish_of(row)
    return _page(
        request, "done", row, form=form, wish=wish, will_call=wish not in {"", CallWish.NO}, status=422 if form.errors else 200
    )


@scoped()
@require_POST
def withdraw(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    services.withdraw(actor=_actor(request), screening=reading.own(_actor(request), screening_id))
    return redirect("care_me")
