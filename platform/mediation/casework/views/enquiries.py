"""`/desk/questions/`: questions that are no dispute."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from mediation.accounts.roles import Capability
from mediation.casework.policies import enquiries
from mediation.casework.services import enquiry as services
from mediation.casework.views.asking import actor_of
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped, signed_in


@signed_in(Capability.CASE_CLAIM)
@require_GET
def question_list(request: HttpRequest) -> HttpResponse:
    rows = enquiries.scope(actor_of(request), "answer").select_related("area", "person").order_by("answered_at", "answer_by")[:200]
    return render(request, "casework/questions.html", {"questions": rows})


@scoped()
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, enquiry_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    row = enquiries.scope(actor, "view").select_related("area", "person", "answered_by").filter(pk=enquiry_id).first()
    if row is None or not actor.is_user:
        raise NotFound
    errors = {}
    if request.method == "POST":
        try:
            services.answer(actor=actor, enquiry=row, words=request.POST.get("answer", ""))
            return redirect("desk_question", row.id)
        except Invalid as why:
            errors = why.fields
    words, answer = services.question_of(actor=actor, enquiry=row)
    context = {"enquiry": row, "words": words, "answer": answer, "errors": errors, "typed": request.POST.get("answer", ""),
               "may_answer": enquiries.can(actor, "answer", row)}
    return render(request, "casework/question.html", context, status=422 if errors else 200)
