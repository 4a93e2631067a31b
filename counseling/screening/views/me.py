"""A party's own pages. Works without script; every step is a plain form, and a step done twice does no harm."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counseling.screening import battery, consent_text, ports, services
from counseling.screening.bundles.loader import bundle
from counseling.screening.enums import CallWish, ScreeningState
from counseling.screening.forms import AnswerForm, WishForm
from counseling.screening.models import Screening
from counseling.screening.selectors import rights, rota
from counseling.screening.selectors import screening as reading
from counseling.screening.selectors.checkups import of_a_checkup
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.common.routes import scoped

ALONE = "care_alone"  # in the session: for which screening somebody said that nobody is listening, and when
ALONE_FOR = 30 * 60  # seconds
CASE_PAGE = "/c/case/"  # an address of the product (journeys'); counselling does not know cases


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _page(request: HttpRequest, name: str, screening: Screening | None, *, status: int = 200, **more: Any) -> HttpResponse:
    invited = screening is not None and of_a_checkup(screening.subject)
    shown = {"screening": screening, "case_url": "" if invited else CASE_PAGE, "invited": invited, **more}
    return render(request, f"screening/{name}.html", shown, status=status)


@scoped()
@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest) -> HttpResponseBase:
    """Help numbers for everybody with a case code, and the way back to one's own questions."""
    actor = _actor(request)
    if not actor.is_guest:
        raise NotFound
    row = reading.own_latest(actor)
    open_ = row is not None and row.state in {ScreeningState.OFFERED, ScreeningState.BEGUN} and rota.staffed(row.area_path)
    more = reading.more(row) if row is not None and rota.staffed(row.area_path) and reading.consent_alive(row) else 0
    return _page(request, "home", row, can_go_on=open_, count=_count(row), more=more, mine=row is not None and reading.ever_agreed(row),
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
    if not _alone(request, row):
        return redirect("care_me_alone", row.id)
    if row.state == ScreeningState.BEGUN:
        return _next(row)
    asked = bundle(row.bundle)
    return _page(request, "invitation", row, count=_count(row), further=len(asked.stages) > 1, note=_note(row))


def _count(row: Screening | None) -> int:
    return 0 if row is None else battery.first_count(bundle(row.bundle), row.language or translation.get_language() or "")


def _note(row: Screening) -> str:
    return bundle(row.bundle).note.get(battery.known(translation.get_language()), "")


def _alone(request: HttpRequest, row: Screening) -> bool:
    """Whether this may be shown on this screen: some questions are put only to somebody who has just said that nobody is listening."""
    if not bundle(row.bundle).private_only:
        return True
    said = request.session.get(ALONE, {})
    return bool(said.get("for") == str(row.id)) and bool(clock.now().timestamp() - said.get("at", 0) < ALONE_FOR)


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def alone(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    """Is anybody near who should not hear this? "Not now" keeps nothing and leads away."""
    row = reading.own(_actor(request), screening_id)
    if ports.guardian().waits(row.subject, row.case_ref):
        return redirect("care_me_young", row.id)
    if request.method == "POST":
        if request.POST.get("choice") != "alone":
            return redirect("care_me")
        request.session[ALONE] = {"for": str(row.id), "at": int(clock.now().timestamp())}
        return redirect("care_me_invitation", row.id)
    return _page(request, "alone", row)


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    """Further questions for whom the first ones suggest it; only after a yes."""
    row = reading.own(_actor(request), screening_id)
    if not rota.staffed(row.area_path):
        return _page(request, "unstaffed", row)
    count = reading.more(row)
    if request.method == "POST" and request.POST.get("choice") == "yes":
        services.go_on(actor=_actor(request), screening=row)
        return _next(reading.own(_actor(request), screening_id))
    return redirect("care_me_done", row.id) if request.method == "POST" or not count else _page(request, "more", row, count=count)


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    row = reading.own(_actor(request), screening_id)
    if row.state not in {ScreeningState.OFFERED, ScreeningState.DECLINED}:
        return redirect("care_me_invitation", row.id)
    if ports.guardian().waits(row.subject, row.case_ref):
        return redirect("care_me_young", row.id)
    if not rota.staffed(row.area_path):
        return _page(request, "unstaffed", row)
    if request.method == "POST":
        if request.POST.get("choice") != "agree":
            services.decline(actor=_actor(request), screening=row)
            return redirect("care_me")
        if not _alone(request, row):
            return redirect("care_me_alone", row.id)
        services.consent(actor=_actor(request), screening=row, language=translation.get_language() or "zh-hans")
        return redirect("care_me_question", row.id, 1)
    return _page(request, "consent", row, points=consent_text.POINTS, young=ports.guardian().known(row.subject, row.case_ref))


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, screening_id: uuid.UUID, number: int) -> HttpResponseBase:
    """One question. An answer that was sent is always taken, even when the rota has just run out; a new question is not put."""
    row = reading.own(_actor(request), screening_id)
    if row.state not in {ScreeningState.BEGUN, ScreeningState.FINISHED}:
        return redirect("care_me_invitation", row.id)
    questions = reading.flow(row)
    if not 1 <= number <= len(questions):
        raise NotFound
    asked = questions[number - 1]
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
        if not _alone(request, row):
            return redirect("care_me_alone", row.id)
        if (first := reading.first_open(row)) is not None and first < number:
            return redirect("care_me_question", row.id, first)
        form = AnswerForm(question=asked, language=language)
    return _page(
        request, "question", row, status=status, form=form, number=number, last=len(questions), before=number - 1,
        stem=asked.stem(language), text=asked.text(language), again=asked.item in reading.newest(row), talk=asked.is_interview,
        spoken=asked.spoken(language), other_language=asked.spoken(language) != battery.known(language),
    )


def _next(row: Screening, *, offer: bool = True) -> HttpResponseBase:
    """The next question, or the end. `offer`: further questions may be offered; never right after somebody needed help."""
    number = reading.first_open(row)
    if number is None:
        row.refresh_from_db()
        return redirect("care_me_more" if offer and reading.more(row) else "care_me_done", row.id)
    return redirect("care_me_question", row.id, number)


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def get_help(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    """The very next page after a critical answer: the numbers, and whether somebody should call now."""
    row = reading.own(_actor(request), screening_id)
    form = WishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.state_wish(actor=_actor(request), screening=row, wish=CallWish(form.cleaned_data["wish"]))
        return _next(row, offer=False)
    return _page(request, "help", row, form=form, violence=bundle(row.bundle).private_only, status=422 if form.errors else 200)


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    """Thank you, what happens next, and that the mediator was told nothing."""
    row = reading.own(_actor(request), screening_id)
    form = WishForm(request.POST if request.method == "POST" else None, initial={"wish": row.wish})
    if request.method == "POST" and form.is_valid():
        services.state_wish(actor=_actor(request), screening=row, wish=CallWish(form.cleaned_data["wish"]))
        return redirect("care_me_done", row.id)
    if row.state != ScreeningState.FINISHED:
        return redirect("care_me_invitation", row.id)
    now = row.wish in {CallWish.NOW, CallWish.CAREFUL}
    return _page(
        request, "done", row, form=form, wish=row.wish, talks=_talks(row), will_call=row.wish not in {"", CallWish.NO},
        promise=reading.promise(row) if now else None, status=422 if form.errors else 200,
    )


def _talks(row: Screening) -> bool:
    """Whether a talk with a counsellor took the place of some questions, so that the page can say why."""
    return any(q.is_interview for q in reading.flow(row))


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    """Asked once more; afterwards a sentence says what was done and when, also to whom presses twice."""
    row = reading.own(_actor(request), screening_id)
    if request.POST.get("sure") != "yes" and reading.consent_alive(row):
        return _page(request, "withdraw", row)
    services.withdraw(actor=_actor(request), screening=row)
    ended = max((c.withdrawn_at for c in rights.consents(row) if c.withdrawn_at), default=None)
    if ended is not None:
        when = date_format(timezone.localtime(ended), "DATETIME_FORMAT")
        messages.success(request, _("You took your consent back: %(when)s. Nothing new is asked of you.") % {"when": when})
    return redirect("care_me")
