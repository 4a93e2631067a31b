"""Writing plays."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mediation.accounts.roles import Capability
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from training.assessment.content import spoken
from training.roleplay import paper
from training.roleplay.forms import PlayForm
from training.roleplay.models import Play
from training.roleplay.policies import plays
from training.roleplay.selectors import drills as selectors
from training.roleplay.services import plays as services
from training.roleplay.views.page import actor_of, said


@signed_in(Capability.LEARN)
@require_GET
def written(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not (actor.holds(Capability.MENTOR) or actor.holds(Capability.CONTENT_EDIT)):
        raise NotFound
    rows = [(row, selectors.title(row, spoken())) for row in plays.scope(actor, "write").order_by("title_zh")]
    return render(request, "roleplay/written.html", {"rows": rows})


@signed_in(Capability.LEARN)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not (actor.holds(Capability.MENTOR) or actor.holds(Capability.CONTENT_EDIT)):
        raise NotFound
    return _desk(request, None)


@scoped(Capability.LEARN)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, play: UUID) -> HttpResponse:
    return _desk(request, selectors.play_at(actor_of(request), play, "write"))


def _desk(request: HttpRequest, row: Play | None) -> HttpResponse:
    """Saved as it is, finished or not; made playable only when nothing is in the way."""
    form = PlayForm(request.POST or None, instance=row)
    if row is not None and not form.is_bound:
        form.fields["edition"].initial = row.edition
    words, status = "", 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        stored = Play.objects.get(pk=row.pk) if row is not None else None  # a model form has already put the typed words into `row`
        try:
            kept = services.keep(
                actor=actor_of(request), play=stored, title_zh=data["title_zh"], title_en=data["title_en"], script=data["script"],
                solo=data["solo"], edition=data["edition"] or 0, press=data["press"] or form.instance.pk,
            )
            if "publish" in request.POST:
                services.publish(actor=actor_of(request), play=kept)
            return redirect("play_write", play=kept.pk)
        except Conflict:
            words = _("Somebody else has saved this in between. Your text is still below; open theirs in a new window and join the two.")
            status = 409
        except Invalid as why:
            words, status = " ".join(said(why).values()), 422
            kept = Play.objects.get(pk=kept.pk)
            form.data = {**request.POST.dict(), "edition": str(kept.edition)}
            row = kept
    faults = paper.parse(str(form["script"].value() or ""))[1] if form["script"].value() else []
    latest = row.versions.order_by("-number").first() if row is not None else None
    page = {"form": form, "row": row, "words": words, "faults": faults, "latest": latest}
    return render(request, "roleplay/write.html", page, status=status if form.is_valid() or not form.is_bound else 422)
