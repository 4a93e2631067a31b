"""Scenarios: playing them without script and by keyboard, and writing them beside their drawing."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.common.routes import signed_in
from training.assessment.content import spoken
from training.drills import graph, script, selectors, services
from training.drills.forms import ScenarioForm
from training.drills.lint import lint
from training.drills.models import Scenario
from training.drills.story import story


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _steps(request: HttpRequest) -> int:
    """Where the page stood; -1 for anything that is no number."""
    said = request.POST.get("steps", "")
    return int(said) if said.isdecimal() and len(said) < 6 else -1


@signed_in(Capability.LEARN)
@require_GET
def shelf(request: HttpRequest) -> HttpResponse:
    actor, language = _actor(request), spoken()
    rows = [
        (row, selectors.title(row, language), (row.summary_en if language == "en" else "") or row.summary_zh)
        for row in selectors.playable(actor)
    ]
    return render(request, "drills/shelf.html", {"rows": rows, "may_edit": actor.holds(Capability.CONTENT_EDIT)})


@signed_in(Capability.LEARN)
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, slug: str) -> HttpResponse:
    """GET tells what the scenario is about; POST begins a run."""
    actor = _actor(request)
    row = selectors.scenario_at(actor, slug)
    if request.method == "POST":
        return redirect("scenario_run", run=services.start(actor=actor, scenario=row).pk)
    page = {
        "title": selectors.title(row, spoken()), "summary": (row.summary_en if spoken() == "en" else "") or row.summary_zh,
        "runs": selectors.own_runs(actor, row),
    }
    return render(request, "drills/door.html", page)


@signed_in(Capability.LEARN)
@require_http_methods(["GET", "POST"])
def run(request: HttpRequest, run: UUID) -> HttpResponse:
    """GET shows where the run stands; POST takes a choice from where the page stood."""
    actor = _actor(request)
    row = selectors.run_of(actor, run)
    wrong = ""
    if request.method == "POST":
        try:
            services.choose(actor=actor, run=row, choice=request.POST.get("choice", ""), steps=_steps(request))
            return redirect("scenario_run", run=run)
        except Invalid as error:
            wrong = str(error.fields["choice"])
    page = {"view": selectors.view(row, spoken()), "title": selectors.title(row.version.scenario, spoken()), "wrong": wrong}
    return render(request, "drills/ending.html" if row.ended_at else "drills/run.html", page, status=422 if wrong else 200)


@signed_in(Capability.LEARN)
@require_POST
def retry(request: HttpRequest, run: UUID) -> HttpResponse:
    actor = _actor(request)
    row = selectors.run_of(actor, run)
    again = services.retry(actor=actor, run=row, steps=_steps(request))
    return redirect("scenario_run", run=again.pk)


@signed_in(Capability.CONTENT_EDIT)
@require_GET
def written(request: HttpRequest) -> HttpResponse:
    return render(request, "drills/written.html", {"rows": Scenario.objects.all()})


@signed_in(Capability.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The script beside its drawing. Saved as it is, finished or not; published only where nobody can be trapped."""
    actor = _actor(request)
    row = selectors.scenario_at(actor, slug, "write") if slug else None
    form = ScenarioForm(request.POST or None, instance=row, initial={"edition": row.edition if row else 0})
    words, status = "", 200
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("title_zh", "title_en", "summary_zh", "summary_en", "script")}
        try:
            kept = services.keep(
                actor=actor, scenario=selectors.scenario_at(actor, slug, "write") if slug else None, fields=fields,
                edition=form.cleaned_data["edition"] or 0,
            )
            if "publish" in request.POST:
                services.publish(actor=actor, scenario=kept)
            return redirect("scenario_write", slug=kept.slug)
        except Conflict:
            words = _("Somebody else has saved this in between. Your text is still below; open theirs in a new window and join the two.")
            status = 409
        except Invalid as error:
            words, status = str(error), 422
            for name, said in error.fields.items():
                form.add_error(name, str(said))
            if slug:
                form.data = {**request.POST.dict(), "edition": str(selectors.scenario_at(actor, slug, "write").edition)}
    return render(request, "drills/write.html", _desk(form, row, words), status=status)


def _desk(form: ScenarioForm, row: Scenario | None, words: str) -> dict[str, object]:
    text = str(form["script"].value() or "")
    content, faults = script.parse(text)
    tale = story(content)
    findings = lint(tale) if content["scenes"] else []
    wrong = frozenset(f.scene for f in findings if f.grave)
    drawing = graph.svg(tale, spoken(), _("The scenario as a drawing"), wrong=wrong) if content["scenes"] else ""
    latest = row.versions.order_by("-number").first() if row else None
    return {
        "form": form, "row": row, "faults": faults, "findings": findings, "words": words, "latest": latest,
        "drawing": mark_safe(drawing),  # noqa: S308 -- made by `graph`, which escapes every word
        "scenes": [(s, s.id in wrong) for s in tale.scenes.values()],
    }


@signed_in(Capability.CONTENT_EDIT)
@require_GET
def heat(request: HttpRequest, slug: str) -> HttpResponse:
    row = selectors.scenario_at(_actor(request), slug, "write")
    version = row.versions.order_by("-number").first()
    page: dict[str, object] = {"row": row, "version": version}
    if version is not None:
        found = selectors.heat(version, spoken())
        drawing = graph.svg(story(version.content), spoken(), _("Where people went"), taken=found.ways if found.rows else None)
        page |= {"heat": found, "drawing": mark_safe(drawing)}  # noqa: S308 -- made by `graph`, which escapes every word
    return render(request, "drills/heat.html", page)
