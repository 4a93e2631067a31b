"""The outside receiver's one page: acknowledge, accept or return, say that the person came, give feedback. No account is needed."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from counseling.interventions.models import Referral
from counseling.interventions.ports import people
from counseling.interventions.referring import OWN_WORDS, ReferralState
from counseling.interventions.selectors import referral as reading
from counseling.interventions.services import receiver_link
from counseling.interventions.services import referral as services
from counseling.interventions.slips.referral import CodeForm, FeedbackForm, ReturnForm, WhoForm
from counseling.interventions.views import refusals
from counseling.interventions.views.asker import OPEN_FOR
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid, NotFound, TooMany
from mediation.common.routes import token as by_token

HELD = "care_receiver"
FORMS: dict[str, type[Form]] = {"who": WhoForm, "return": ReturnForm, "feedback": FeedbackForm}


def _is_in(request: HttpRequest, row: Referral) -> bool:
    held = request.session.get(HELD, {})
    return bool(held.get("link") == row.link_index and held.get("until", 0) > clock.now().timestamp())


def _page(request: HttpRequest, row: Referral, token: str, status: int = 200, **more: object) -> HttpResponse:
    stands = OWN_WORDS.get(ReferralState(row.state), row.get_state_display())
    shown: dict[str, object] = {"row": row, "token": token, "code": CodeForm(), "problem": "", "stands": stands}
    if _is_in(request, row):
        actor = receiver_link.receiver_of(row)
        acknowledged = row.acknowledged_at is not None
        shown |= {
            "found": reading.opened(row), "who": WhoForm(), "return": ReturnForm(), "feedback": FeedbackForm(),
            "person": people().cards([row.subject]).get(row.subject) if acknowledged else None,
            "contact": people().contact(actor, row.subject) if acknowledged else None,
        }
    answer = render(request, "interventions/receiver.html", {**shown, **more}, status=status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "same-origin"  # without any, the browser sends no origin and the form is refused
    return answer


@by_token
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponseBase:
    """A preview of the link tells nothing; the code opens it for a quarter of an hour."""
    row = receiver_link.found(token)
    if request.method != "POST":
        return _page(request, row, token)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            receiver_link.check(row, form.cleaned_data["code"])
        except Invalid as why:
            refusals.show(form, why)
        except TooMany as why:
            return _page(request, row, token, 429, problem=str(why))
        else:
            request.session[HELD] = {"link": row.link_index, "until": clock.now().timestamp() + OPEN_FOR}
            return redirect("care_receive", token)
    return _page(request, row, token, 422, code=form)


@by_token
@require_http_methods(["POST"])
def step(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    row = receiver_link.found(token)
    if name not in {"acknowledge", "accept", "return", "attended", "feedback"}:
        raise NotFound
    if not _is_in(request, row):
        return redirect("care_receive", token)
    actor, key = receiver_link.receiver_of(row), {"acknowledge": "who"}.get(name, name)
    form = FORMS[key](request.POST) if key in FORMS else None
    if form is not None and not form.is_valid():
        return _page(request, row, token, 422, **{key: form})
    data = form.cleaned_data if form else {}
    try:
        match name:
            case "acknowledge":
                services.acknowledge(actor=actor, row=row, who=data["who"])
            case "accept":
                services.accept(actor=actor, row=row)
            case "return":
                services.give_back(actor=actor, row=row, reason=data["reason"])
            case "attended":
                services.attended(actor=actor, row=row)
            case _:
                services.feed_back(actor=actor, row=row, words=data["feedback"])
    except Invalid as why:
        if form is not None:
            refusals.show(form, why)
        return _page(request, row, token, 422, **{key: form})
    except Conflict as why:
        return _page(request, row, token, 409, problem=str(why))
    return redirect("care_receive", token)
