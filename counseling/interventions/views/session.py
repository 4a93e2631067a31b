"""Notes of talks, and the author's own thoughts beside them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from counseling.interventions import services
from counseling.interventions.enums import EntryKind
from counseling.interventions.forms import AddendumForm
from counseling.interventions.models import Appointment
from counseling.interventions.ports import people
from counseling.interventions.scheduling import AppointmentState, Way
from counseling.interventions.selectors import file
from counseling.interventions.selectors import process_note as thoughts
from counseling.interventions.services import process_note
from counseling.interventions.sessions import LABELS, Facts, NoteForm, RiskCheck
from counseling.interventions.slips.session import SessionForm, ThoughtForm
from counseling.interventions.views import refusals
from counseling.interventions.views.asker import actor_of, door, may_read, user_of
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped


def _talk(request: HttpRequest, subject: uuid.UUID) -> Appointment | None:
    """The appointment the note is about, named in the address."""
    asked = request.GET.get("talk", "")
    rows = Appointment.objects.filter(subject=subject, note=None).exclude(state=AppointmentState.MOVED)
    return next((a for a in rows if str(a.id) == asked), None)


def _note_form(request: HttpRequest) -> NoteForm:
    asked = request.GET.get("form", "")
    return NoteForm(asked) if asked in NoteForm.values else NoteForm.SOAP


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    """One note, and the locked ones below it."""
    actor, user = actor_of(request), user_of(request)
    flag = door(request, subject)
    if not may_read(request, flag) and request.method != "POST":
        return redirect("care_person", subject)
    talk, note_form = _talk(request, subject), _note_form(request)
    initial = {"way": talk.way, "held_at": talk.starts_at, "minutes": talk.minutes} if talk else None
    form = SessionForm(request.POST if request.method == "POST" else None, note_form=note_form, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        facts = Facts(Way(data["way"]), data["held_at"], data["minutes"], RiskCheck(data["risk"]), data["risk_words"], talk)
        try:
            saved = services.add_note(
                actor=actor, user=user, flag=flag, fields=form.filled, press=form.form_id, form=note_form, facts=facts
            )
        except Invalid as why:
            refusals.show(form, why)
        else:
            if facts.risk in (RiskCheck.MORE, RiskCheck.NOW):
                now = _("Saved and locked. Now the level: judge and sign it.") if saved else _("You have just saved these words.")
                messages.warning(request, now)
                return redirect("care_rating", subject)
            messages.success(request, _("Saved and locked.") if saved else _("You have just saved these words."))
            return redirect("care_person", subject)
    pages = file.opened(file.entries(subject, EntryKind.NOTE, EntryKind.ADDENDUM)) if may_read(request, flag) else []
    shown = [(p, [(LABELS[n], t) for n, t in p.body.items() if n in LABELS], _facts(p.body.get("talk"))) for p in pages]
    return render(request, "interventions/notes.html", {
        "flag": flag, "person": people().cards([subject]).get(subject), "form": form, "pages": shown, "add": AddendumForm(), "talk": talk,
        "note_form": note_form, "note_forms": NoteForm.choices,
    }, status=422 if form.errors else 200)


def _facts(talk: dict[str, str] | None) -> list[str]:
    """How and how long, and the look at danger, in words."""
    if talk is None:
        return []
    lines = [f"{Way(talk['way']).label} · {_('%(n)s minutes') % {'n': talk['minutes']}}", str(RiskCheck(talk["risk"]).label)]
    return [*lines, talk["risk_words"]] if talk.get("risk_words") else lines


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def process(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    """The asker's own thoughts. Colleagues who open the same file see no trace of them."""
    actor, user = actor_of(request), user_of(request)
    flag = door(request, subject)
    if not may_read(request, flag) and request.method != "POST":
        return redirect("care_person", subject)
    form = ThoughtForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            process_note.keep(actor=actor, user=user, flag=flag, text=form.cleaned_data["text"], press=form.form_id)
        except Invalid as why:
            refusals.show(form, why)
        else:
            messages.success(request, _("Kept for you alone."))
            return redirect("care_process", subject)
    found = thoughts.mine(actor, subject) if may_read(request, flag) else []
    if found:
        trail.record_read(actor, "care.process_open", ("flag", flag.id))
    return render(request, "interventions/process.html", {
        "flag": flag, "person": people().cards([subject]).get(subject), "form": form, "found": found,
    }, status=422 if form.errors else 200)


@scoped(Capability.CARE_QUEUE)
@require_POST
def destroy(request: HttpRequest, note_id: uuid.UUID) -> HttpResponseBase:
    row = thoughts.one(actor_of(request), note_id)
    if row is None:
        raise NotFound
    process_note.destroy(actor=actor_of(request), row=row)
    messages.success(request, _("Destroyed. Nobody can read it any more."))
    return redirect("care_process", row.subject)
