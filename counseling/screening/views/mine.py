"""A person's own answers: see, copy, correct, close, erase; and who opened them. Every step is a plain form."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from counseling.screening import battery, consent_text
from counseling.screening.bundles.loader import bundle
from counseling.screening.enums import ScreeningState
from counseling.screening.fhir import giving
from counseling.screening.fhir.reading import write
from counseling.screening.forms import AnswerForm
from counseling.screening.models import Screening
from counseling.screening.selectors import rights as known
from counseling.screening.selectors import rota
from counseling.screening.selectors import screening as reading
from counseling.screening.selectors.checkups import of_a_checkup
from counseling.screening.selectors.screening import Given
from counseling.screening.services import rights
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.common.routes import scoped


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _lines(row: Screening, answers: list[Given]) -> list[dict[str, Any]]:
    language = translation.get_language() or "zh-hans"
    numbers = {q.item: (n, q) for n, q in enumerate(reading.catalogue(row), 1)}
    found = []
    for given in answers:
        if given.item not in numbers:
            continue
        number, question = numbers[given.item]
        words = _("would rather not say") if given.value is None else dict(question.options(language))[given.value]
        found.append({"number": number, "question": question.text(language), "answer": words, "changed": given.changed})
    return found


def _occasions(rows: list[Screening]) -> list[tuple[Screening, str]]:
    """Every time of answering with its title, for the way from one to the other."""
    language = battery.known(translation.get_language())
    return [(row, bundle(row.bundle).title.get(language, "")) for row in rows]


def _page(request: HttpRequest, row: Screening, *, answers: list[Given] | None = None) -> HttpResponse:
    all_ = known.occasions(row)
    answer = render(request, "screening/mine.html", {
        "screening": row, "occasions": _occasions(all_) if len(all_) > 1 else [],
        "lines": None if answers is None else _lines(row, answers), "openings": known.openings(row),
        "requests": known.requests(row), "consents": known.consents(row), "gone": row.state == ScreeningState.ERASED,
        "some": bool(reading.newest(row)), "invited": of_a_checkup(row.subject), "can_withdraw": reading.consent_alive(row),
    })
    answer.headers["Cache-Control"] = "no-store"
    return answer


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    """The answers stay shut until asked for: others may look at this telephone too."""
    row = reading.own(_actor(request), screening_id)
    return _page(request, row, answers=rights.show(actor=_actor(request), screening=row).answers if request.method == "POST" else None)


@scoped()
@require_POST
def copy(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    """Everything that is kept, as a text anybody can open; `as=fhir`: the answers for another program, as FHIR R4."""
    row = reading.own(_actor(request), screening_id)
    own = rights.show(actor=_actor(request), screening=row, copy=True)
    others = [one for one in known.occasions(row) if one.pk != row.pk and reading.newest(one) and not known.over(one)]
    if request.POST.get("as") == "fhir":
        given = [(row, own.answers), *((one, rights.show(actor=_actor(request), screening=one, copy=True).answers) for one in others)]
        return _file(write(giving.bundle(given, battery.known(translation.get_language()))), "my-answers.json", "application/fhir+json")
    text = render_to_string("screening/copy.txt", {
        "screening": row, "lines": _lines(row, own.answers), "others": [
            (one, _lines(one, rights.show(actor=_actor(request), screening=one, copy=True).answers), known.openings(one)) for one in others
        ], "openings": known.openings(row), "requests": known.requests(row),
        "consents": known.consents(row), "points": consent_text.POINTS, "now": clock.now(),
    })
    return _file("\ufeff" + text, "my-answers.txt", "text/plain")


def _file(words: str, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(words, content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, screening_id: uuid.UUID, number: int) -> HttpResponseBase:
    """One question again, with another answer."""
    row = reading.own(_actor(request), screening_id)
    known_questions = reading.catalogue(row)
    if not 1 <= number <= len(known_questions) or known_questions[number - 1].item not in reading.newest(row):
        raise NotFound
    asked, language = known_questions[number - 1], translation.get_language() or "zh-hans"
    form = AnswerForm(request.POST if request.method == "POST" else None, question=asked, language=language)
    if request.method == "POST" and form.is_valid():
        help_now = rights.correct(actor=_actor(request), screening=row, number=number, value=form.value)
        messages.success(request, _("Your answer is corrected."))
        return redirect("care_me_help" if help_now else "care_me_mine", row.id)
    if request.method != "POST" and asked.critical_from is not None and not rota.staffed(row.area_path):
        return render(request, "screening/unstaffed.html", {"screening": row, "case_url": "/c/case/"})
    return render(request, "screening/correct.html", {
        "screening": row, "form": form, "number": number, "stem": asked.stem(language), "text": asked.text(language),
    }, status=422 if form.errors else 200)


@scoped()
@require_POST
def restrict(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    closed = request.POST.get("closed") == "yes"
    rights.restrict(actor=_actor(request), screening=reading.own(_actor(request), screening_id), closed=closed)
    told = _("Your answers are closed to everyday reading.") if closed else _("Counsellors may read your answers again.")
    messages.success(request, told)
    return redirect("care_me_mine", screening_id)


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, screening_id: uuid.UUID) -> HttpResponseBase:
    """Asked once more, because it cannot be undone."""
    row = reading.own(_actor(request), screening_id)
    if request.method != "POST":
        return render(request, "screening/erase.html", {"screening": row, "kept": known.belongs_to_an_emergency(row)})
    done = rights.erase(actor=_actor(request), screening=row)
    messages.success(request, _("Your answers are erased. Nobody can read them any more.") if done.granted else
                     _("What belongs to an emergency has to be kept for its time. It is closed to everyday reading now."))
    return redirect("care_me_mine", screening_id)
