"""`/r/<token>/`: telling a dispute without an account, one question a screen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts import limits
from mediation.accounts.middleware import enter_as_guest
from mediation.common import showing
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import token as by_token
from mediation.journeys import ports
from mediation.journeys.categories import BY_CODE
from mediation.journeys.forms import FORMS, StepForm, steps_of
from mediation.journeys.models import IntakeDraft, IntakePoint
from mediation.journeys.qr import qr
from mediation.journeys.services import draft as drafts
from mediation.journeys.services import intake
from mediation.territory.models import Area
from mediation.territory.selectors import standing, within

SESSION = "report"


def caller_of(request: HttpRequest) -> str:
    """The address a limit counts by."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _point(request: HttpRequest, token: str) -> IntakePoint | HttpResponse:
    """The point, or the one answer for unknown, expired and revoked codes: what happened and whom to call."""
    try:
        return drafts.point_of(token)
    except NotFound:
        return render(request, "journeys/no_point.html", status=404)


def _held(request: HttpRequest, point: IntakePoint) -> IntakeDraft | None:
    return drafts.draft_of(point, request.session.get(SESSION, {}).get(str(point.id)))


def _hold(request: HttpRequest, point: IntakePoint) -> IntakeDraft:
    """A new draft in this browser's session; one that was begun here before and never sent goes, so that a device holds one."""
    before = _held(request, point)
    draft = drafts.begin(point, caller=caller_of(request))
    if before is not None and not before.sent_at:
        drafts.forget(before)
    request.session[SESSION] = {**request.session.get(SESSION, {}), str(point.id): str(draft.id)}
    return draft


def _places(point: IntakePoint) -> list[Area]:
    """The villages below the point (grids where it is itself a village), and the point's own area for "somewhere here"."""
    below = within(point.area).filter(standing(), depth__gt=point.area.depth)
    level = "grid" if point.area.level == "village" else "village"
    return [*below.filter(level=level), point.area]


def _form(point: IntakePoint, step: str, data: QueryDict | dict[str, Any] | None, initial: dict[str, Any]) -> StepForm:
    return FORMS[step](data, initial=initial, places=_places(point) if step == "where" else None)


@by_token
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, token: str) -> HttpResponse:
    """What this is, and three ways on: a dispute, a question, with somebody's help. Nothing is stored before the first press."""
    point = _point(request, token)
    if isinstance(point, HttpResponse):
        return point
    draft = _held(request, point)
    if request.method == "GET":
        return render(request, "journeys/start.html", {"point": point, "draft": draft if draft and not draft.sent_at else None})
    mode = "question" if request.POST.get("mode") == "question" else "dispute"
    if draft is None or draft.sent_at:
        draft = _hold(request, point)
    drafts.keep(draft, mode=mode)
    first = "helper" if request.POST.get("helped") else steps_of(mode)[0]
    return redirect("report_step", token, first)


@by_token
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """One question. What was typed is kept even when it cannot be taken yet."""
    point = _point(request, token)
    if isinstance(point, HttpResponse):
        return point
    if step not in FORMS:
        raise NotFound
    draft = _held(request, point)
    if draft is None and request.method == "GET":
        return redirect("report_start", token)
    if draft is not None and draft.sent_at:
        return redirect("report_sent", token)
    draft = draft or _hold(request, point)  # the session has ended meanwhile: what was just typed begins a new draft
    answers = drafts.answers_of(draft)
    steps = steps_of(str(answers.get("mode", "dispute")))
    if request.method == "GET":
        form = _form(point, step, answers if "checked" in request.GET else None, answers)
        return _ask(request, point, step, steps, form)
    answers = drafts.keep(draft, **_given(step, request.POST))
    form = _form(point, step, request.POST, answers)
    if not form.is_valid():
        return _ask(request, point, step, steps, form, status=422)
    if step == "helper":
        return redirect("report_step", token, steps[0])
    after = steps.index(step) + 1 if step in steps else 0
    if request.GET.get("back") == "check" or after >= len(steps):
        return redirect("report_check", token)
    return redirect("report_step", token, steps[after])


@by_token
@require_POST
def keep(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """Between two presses: the screen as it stands, kept without being judged. Answers with the words of the saved line."""
    point = _point(request, token)
    if isinstance(point, HttpResponse):
        return point
    draft = _held(request, point)
    if draft is None or draft.sent_at or step not in FORMS:
        raise NotFound
    drafts.keep(draft, **_given(step, request.POST))
    return render(request, "journeys/_kept.html")


@by_token
@require_safe
def check(request: HttpRequest, token: str) -> HttpResponse:
    """All answers on one page, each with a way to change it."""
    point = _point(request, token)
    if isinstance(point, HttpResponse):
        return point
    draft = _held(request, point)
    if draft is None:
        return redirect("report_start", token)
    if draft.sent_at:
        return redirect("report_sent", token)
    answer = _check_page(request, point, draft)
    showing.remember(request, answer)
    return answer


@by_token
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, token: str) -> HttpResponse:
    """Make the case, then show its code on a page that may be loaded anew; pressing again comes to the same page."""
    point = _point(request, token)
    if isinstance(point, HttpResponse):
        return point
    if request.method != "POST":
        return redirect("report_sent", token)
    draft = _held(request, point) or _sent_from_here(request, point)
    if draft is None:
        return redirect("report_start", token)
    limits.spend("report-send", caller_of(request), limit=60, seconds=3600)
    if not draft.sent_at:
        missing = _first_gap(point, drafts.answers_of(draft))
        if missing:
            return HttpResponseRedirect(reverse("report_step", args=[token, missing]) + "?checked=1&back=check")
    try:
        sent = intake.send(draft, seed=_seed(request, draft))
    except Conflict:
        return redirect("report_sent", token)
    except Invalid:
        return redirect("report_check", token)
    if not _by_staff(request):
        enter_as_guest(request, sent.access)
    request.session[SESSION] = {**request.session.get(SESSION, {}), str(point.id): str(draft.id)}
    answer = redirect("report_sent", token)
    showing.remember(request, answer)
    return answer


@by_token
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """It has arrived, with the code for a short while in this browser; a press on "I have written it down" ends that."""
    point = _point(request, token)
    if isinstance(point, HttpResponse):
        return point
    if request.method == "POST":
        answer: HttpResponse = redirect("report_sent", token)
        showing.forget(answer)
        return answer
    draft = _held(request, point)
    done = intake.shown(draft, seed=_seed(request, draft)) if draft is not None and showing.COOKIE in request.COOKIES else None
    if done is None:
        answer = render(request, "journeys/sent.html", {"point": point, "by_staff": _by_staff(request)})
    else:
        answer = render(request, "journeys/done.html", _done_page(request, point, done))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _seed(request: HttpRequest, draft: IntakeDraft) -> str:
    return showing.seed(request, "report", str(draft.id))


def _sent_from_here(request: HttpRequest, point: IntakePoint) -> IntakeDraft | None:
    """Pressed twice at once: the first press has renewed the session, so the second knows its draft from the form alone.

    Only for a draft that was sent from this very browser, as its bits prove.
    """
    draft = drafts.draft_of(point, request.POST.get("draft"))
    return draft if draft is not None and intake.shown(draft, seed=_seed(request, draft)) else None


def _by_staff(request: HttpRequest) -> bool:
    """Somebody of the staff helps on the own telephone: then this browser never becomes the party's."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.is_user


@by_token
@require_POST
def forget(request: HttpRequest, token: str) -> HttpResponse:
    """Throw away what was typed."""
    point = _point(request, token)
    if isinstance(point, HttpResponse):
        return point
    draft = _held(request, point)
    if draft is not None and not draft.sent_at:
        drafts.forget(draft)
    request.session[SESSION] = {k: v for k, v in request.session.get(SESSION, {}).items() if k != str(point.id)}
    return redirect("report_start", token)


def _given(step: str, data: QueryDict) -> dict[str, Any]:
    """The step's own fields as typed; a box that is not ticked is not sent by browsers, so it counts as unticked."""
    fields = FORMS[step].base_fields
    return {name: (name in data) if type(field).__name__ == "BooleanField" else data.get(name, "") for name, field in fields.items()}


def _first_gap(point: IntakePoint, answers: dict[str, Any]) -> str:
    """The first screen whose answers cannot be taken, or ""."""
    for name in steps_of(str(answers.get("mode", "dispute"))):
        if not _form(point, name, answers, answers).is_valid():
            return name
    return ""


def _ask(
    request: HttpRequest, point: IntakePoint, step: str, steps: tuple[str, ...], form: StepForm, *, status: int = 200
) -> HttpResponse:
    number = steps.index(step) + 1 if step in steps else 1
    before = steps[number - 2] if step in steps and number > 1 else ""
    back = "?back=check" if request.GET.get("back") == "check" else ""
    return render(
        request,
        "journeys/step.html",
        {"point": point, "step": step, "form": form, "number": number, "total": len(steps), "before": before, "back": back,
         "in_order": step in steps},
        status=status,
    )


def _check_page(request: HttpRequest, point: IntakePoint, draft: IntakeDraft) -> HttpResponse:
    answers = drafts.answers_of(draft)
    category = BY_CODE.get(str(answers.get("category")))
    place = next((a for a in _places(point) if str(a.public_id) == answers.get("place")), None)
    return render(
        request,
        "journeys/check.html",
        {"point": point, "draft": draft, "answers": answers, "category": category, "place": place,
         "question": answers.get("mode") == "question",
         "gap": _first_gap(point, answers), "steps": steps_of(str(answers.get("mode", "dispute")))},
    )


def _done_page(request: HttpRequest, point: IntakePoint, sent: intake.Sent) -> dict[str, Any]:
    row = sent.case or sent.enquiry
    organisation = row.organisation if row else None
    by_staff = _by_staff(request)
    helped = by_staff or bool(sent.case and sent.case.helper_sealed)
    return {
        "point": point, "sent": sent, "by_staff": by_staff, "organisation": organisation, "on_duty": intake.on_duty(organisation),
        "qr": qr(request.build_absolute_uri(reverse("code_locator", args=[sent.locator]))),
        # a neighbour who helps to fill in never comes near the screening
        "care_url": ports.care_offer(sent.actor, sent.case) if sent.case and not helped else None,
        "case_url": reverse("party_case", args=[sent.case.id]) if sent.case else reverse("party_question", args=[row.id if row else ""]),
        "labour": bool(sent.case and sent.case.kind in ("labour", "wages_migrant")),
    }
