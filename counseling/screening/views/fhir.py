"""FHIR R4 for another program: questionnaires and responses in and out, checked, each under a token with named uses.

Every answer is JSON, also a refusal: an OperationOutcome (what never reaches a view is answered so by `mediation.web.errors`).
A token without the use is told so (403); what is of another place does not exist (404).
"""

from __future__ import annotations

import functools
import json
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from counseling.screening.fhir import packages, questionnaire, reading, validate
from counseling.screening.fhir.outcome import Issue, Unusable, bad, outcome
from counseling.screening.fhir.questionnaire import Form
from counseling.screening.instruments.loader import codes, load
from counseling.screening.models import ExchangeToken, ImportedForm
from counseling.screening.services import exchange
from mediation.common.errors import NotFound
from mediation.common.routes import bearer, public

TYPE = "application/fhir+json; charset=utf-8"
View = Callable[..., HttpResponse]


def _say(body: dict[str, Any] | str, status: int = 200, **headers: str) -> HttpResponse:
    answer = HttpResponse(body if isinstance(body, str) else json.dumps(body, ensure_ascii=False), content_type=TYPE, status=status)
    answer.headers["Cache-Control"] = "no-store"
    for name, value in headers.items():
        answer.headers[name] = value
    return answer


def _refuse(status: int, code: str, text: str, **headers: str) -> HttpResponse:
    return _say(outcome([Issue("error", code, text)], ""), status, **headers)


def door(**methods: str) -> Callable[[View], View]:
    """Which method needs which use of the token, e.g. `door(GET="response.read")`."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @functools.wraps(view)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
            token = exchange.token_of(secret.strip()) if kind.lower() == "bearer" else None
            if token is None:
                return _refuse(401, "login", _("A valid token is needed."), **{"WWW-Authenticate": "Bearer"})
            method = "GET" if request.method == "HEAD" else str(request.method)
            if method not in methods:
                return _refuse(405, "not-supported", _("This address does not know that method."), Allow=", ".join(methods))
            if methods[method] not in token.scopes:
                return _refuse(403, "forbidden", _("The token is not for this use."))
            try:
                return view(request, token, *args, **kwargs)
            except Unusable as why:
                return _say(outcome([why.issue], ""), 413 if why.issue.code == "too-long" else 400)
            except RequestDataTooBig:
                return _refuse(413, "too-long", _("The request is too large."))
            except NotFound:
                return _refuse(404, "not-found", _("There is no such resource."))

        return enter

    return wrap


def _language() -> str:
    return "en" if (translation.get_language() or "").startswith("en") else "zh-hans"


@public
def metadata(request: HttpRequest) -> HttpResponse:
    """What can be done here, as FHIR asks every server to say."""
    def rest(kind: str, *does: str) -> dict[str, Any]:
        operation = {"name": "validate", "definition": "http://hl7.org/fhir/OperationDefinition/Resource-validate"}
        return {"type": kind, "interaction": [{"code": d} for d in does], "operation": [operation]}

    return _say({
        "resourceType": "CapabilityStatement", "status": "active", "date": "2026-11-22", "kind": "instance", "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"], "software": {"name": "Xinqiao"},
        "implementation": {"description": "Questionnaires and responses of counselling"},
        "rest": [{"mode": "server", "security": {"description": "Authorization: Bearer"}, "resource": [
            rest("Questionnaire", "read", "create", "search-type"), rest("QuestionnaireResponse", "read", "create")]}],
    })


@bearer
@door(GET="questionnaire.read", POST="questionnaire.write")
def questionnaires(request: HttpRequest, token: ExchangeToken) -> HttpResponse:
    if request.method == "POST":
        row, issues, new = exchange.take_form(token=token, raw=reading.read(request.body, "Questionnaire"))
        if row is None:
            return _say(outcome(issues, ""), 422)
        told = outcome(issues, _("The questionnaire was taken in."))
        return _say(told, 201 if new else 200, Location=f"/fhir/Questionnaire/{row.id}")
    return _say(_searched(request, token, request.GET.get("url", "")))


PAGE = 200


def _searched(request: HttpRequest, token: ExchangeToken, wanted: str) -> str:
    """A page of what is there, ours first: the true total, and links on (`_count` up to 200, `_offset`)."""
    ours = [c for c in codes() if wanted in ("", f"{packages.SPACE}{c}")]
    rows = ImportedForm.objects.filter(area_path=token.area_path).order_by("-at", "id")
    rows = rows.filter(url=wanted) if wanted else rows
    total = len(ours) + rows.count()
    size, start = _number(request, "_count", PAGE, PAGE), _number(request, "_offset", 0, total)
    found = [reading.write(packages.questionnaire(load(c), _language())) for c in ours[start : start + size]]
    theirs = max(0, start - len(ours))
    found += [r.body for r in rows[theirs : theirs + size - len(found)]]
    links = [("self", start)]
    links += [("previous", max(0, start - size))] if start else []
    links += [("next", start + size)] if size > 0 and start + size < total else []
    told = [{"relation": name, "url": _at(request, wanted, size, at)} for name, at in links]
    entries = ",".join(f'{{"resource":{f}}}' for f in found)
    return f'{{"resourceType":"Bundle","type":"searchset","total":{total},"link":{json.dumps(told)},"entry":[{entries}]}}'


def _number(request: HttpRequest, name: str, otherwise: int, most: int) -> int:
    typed = request.GET.get(name, "")
    return min(int(typed), most) if typed.isdecimal() and len(typed) < 10 else otherwise


def _at(request: HttpRequest, wanted: str, size: int, start: int) -> str:
    asked = ({"url": wanted} if wanted else {}) | {"_count": str(size), "_offset": str(start)}
    return f"{request.build_absolute_uri(request.path)}?{urlencode(asked)}"


@bearer
@door(GET="questionnaire.read")
def one_questionnaire(request: HttpRequest, token: ExchangeToken, name: str) -> HttpResponse:
    if name in codes():
        return _say(reading.write(packages.questionnaire(load(name), _language())))
    try:
        row = ImportedForm.objects.filter(pk=uuid.UUID(name), area_path=token.area_path).first()
    except ValueError:
        row = None
    if row is None:
        raise NotFound
    return _say(row.body)


@bearer
@door(POST="validate")
def validate_questionnaire(request: HttpRequest, token: ExchangeToken) -> HttpResponse:
    issues = questionnaire.parse(reading.read(request.body, "Questionnaire")).issues
    return _say(outcome(issues, _("The questionnaire is in order.")))


@bearer
@door(POST="response.write")
def responses(request: HttpRequest, token: ExchangeToken) -> HttpResponse:
    raw = reading.read(request.body, "QuestionnaireResponse")
    row, issues, new = exchange.take_response(token=token, raw=raw, form=_form(token, raw))
    if row is None:
        return _say(outcome(issues, ""), 422)
    told = outcome(issues, _("The answers were taken in."))
    return _say(told, 201 if new else 200, Location=f"/fhir/QuestionnaireResponse/{row.id}")


def _id(typed: str) -> uuid.UUID:
    """An id that is none names nothing: the same answer as for one that is not there."""
    try:
        return uuid.UUID(typed)
    except ValueError:
        raise NotFound from None


@bearer
@door(GET="response.read")
def one_response(request: HttpRequest, token: ExchangeToken, response_id: str) -> HttpResponse:
    return _say(exchange.give_response(token=token, response_id=_id(response_id))[0])


@bearer
@door(GET="response.read")
def counted(request: HttpRequest, token: ExchangeToken, response_id: str) -> HttpResponse:
    """What we counted, beside what the record states: two numbers, never merged."""
    told = exchange.give_response(token=token, response_id=_id(response_id))[1]
    names = ("low", "high", "stated", "package", "engine")
    parts = [{"name": n, "valueString": str(told[n])} for n in names if told.get(n) is not None]
    return _say({"resourceType": "Parameters", "parameter": parts})


@bearer
@door(POST="validate")
def validate_response(request: HttpRequest, token: ExchangeToken) -> HttpResponse:
    """A response alone (its questionnaire is looked up), or Parameters with `resource` and `questionnaire`."""
    form, raw = _both(request.body, token)
    issues = validate.check(form, raw).issues
    return _say(outcome(issues, _("The response fits the questionnaire.")), 200 if not bad(issues) else 422)


def _both(body: bytes, token: ExchangeToken) -> tuple[Form, reading.Resource]:
    try:
        parts = reading.read(body, "Parameters").get("parameter")
    except Unusable as why:
        if why.issue.expression != "resourceType":
            raise
        raw = reading.read(body, "QuestionnaireResponse")
        return _form(token, raw), raw
    held = {p.get("name"): p.get("resource") for p in parts if isinstance(p, dict)} if isinstance(parts, list) else {}
    told, asked = held.get("resource"), held.get("questionnaire")
    if not isinstance(told, dict) or told.get("resourceType") != "QuestionnaireResponse":
        raise Unusable(_("The parameter “resource” has to hold a QuestionnaireResponse."))
    if asked is None:
        return _form(token, told), told
    if not isinstance(asked, dict) or asked.get("resourceType") != "Questionnaire":
        raise Unusable(_("The parameter “questionnaire” has to hold a Questionnaire."))
    return questionnaire.parse(asked), told


def _form(token: ExchangeToken, raw: reading.Resource) -> Form:
    asked = raw.get("questionnaire")
    form = exchange.form_for(token, asked, _language()) if isinstance(asked, str) else None
    if form is None:
        raise Unusable(_("The questionnaire that is answered is not known here. Send it first."), code="not-found")
    return form
