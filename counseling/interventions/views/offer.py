"""A counsellor puts the questions of a group before somebody they accompany. Nothing is sent: it waits on the person's own page."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counseling.interventions.services import writing
from counseling.interventions.views.asker import actor_of, passed, user_of
from counseling.screening import services
from counseling.screening.forms import BundleForm
from counseling.screening.policies import flags
from counseling.screening.selectors import rota
from mediation.accounts.roles import Capability
from mediation.common.errors import Conflict, NotFound
from mediation.common.routes import scoped


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, flag_id: uuid.UUID) -> HttpResponseBase:
    actor = actor_of(request)
    flag = flags.scope(actor, "work").filter(pk=flag_id).first()
    if flag is None:
        raise NotFound
    passed(request, flag, "write")
    form = BundleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.guard(actor, user_of(request), flag)
            services.propose(
                actor=actor, subject=flag.subject, case_ref=flag.case_ref, area_path=flag.area_path, bundle=form.cleaned_data["bundle"]
            )
        except Conflict as why:
            form.add_error("bundle", str(why))
        else:
            messages.success(request, _("The questions wait on the person's own page. Nothing was sent."))
            return redirect("care_person", flag.subject)
    return render(request, "screening/offer.html", {
        "flag": flag, "form": form, "staffed": rota.staffed(flag.area_path), "hints": BundleForm.hints(),
    }, status=422 if form.errors else 200)
