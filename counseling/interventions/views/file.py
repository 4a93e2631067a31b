"""Writing in a person's file: rating, plan, note, doctor, closing. Each page is one form and what came before it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from counseling.interventions import gates, services
from counseling.interventions.crises import HeartState, PersonView
from counseling.interventions.enums import Behaviour, DoctorAnswer, EntryKind, Outcome, PlanKind
from counseling.interventions.forms import AddendumForm, ClosingForm, DoctorForm, PlanForm, PressForm, RatingForm
from counseling.interventions.models import CareEntry
from counseling.interventions.ports import people
from counseling.interventions.selectors import closing as ends
from counseling.interventions.selectors import file
from counseling.interventions.services.closing import Grounds
from counseling.interventions.services.rating import UNREAD
from counseling.interventions.views.asker import actor_of, door, is_opened, mark_shut, user_of
from counseling.screening.enums import Level
from counseling.screening.models import Flag
from mediation.accounts.roles import Capability
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped

Save = Callable[[Flag, Any], object]


def _writing(
    request: HttpRequest, subject: uuid.UUID, *, template: str, form_class: type[PressForm], save: Save, kinds: tuple[EntryKind, ...],
    done: str, initial: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """One form over one file. A closed file is opened first; nothing typed is lost when something is wrong."""
    flag = door(request, subject)
    if not is_opened(request, subject) and request.method != "POST":
        return redirect("care_person", subject)
    held = gates.hold(user_of(request), flag, "note" if template == "notes" else "write")
    if held is not None and request.method != "POST":
        messages.warning(request, held.words)
        return redirect(held.url)
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save(flag, form)
        except Invalid as why:
            for name, text in (why.fields or {"__all__": why.message}).items():
                form.add_error(None if name == "__all__" else name, str(text))
        except Conflict as why:
            if why.code != gates.CODE:
                raise
            form.add_error(None, str(why))
        else:
            messages.success(request, done)
            return redirect("care_person", subject)
    pages = file.opened(file.entries(subject, *kinds)) if is_opened(request, subject) and held is None else []
    return render(request, f"interventions/{template}.html", {
        "flag": flag, "person": people().cards([subject]).get(subject), "form": form, "pages": pages, "add": AddendumForm(),
        "waiting": file.waiting_for_second([p.entry for p in pages]), **(_both(flag, pages) if template == "closing" else {}),
    }, status=422 if form.errors else 200)


def _both(flag: Flag, pages: list[file.Page]) -> dict[str, Any]:
    """Where the matter stands, what is still open, and earlier ends."""
    return {"matter": people().matter(flag.subject), "loose": ends.unsettled(flag), "ended": ends.ended(pages)}


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    def save(flag: Flag, form: RatingForm) -> None:
        data = form.cleaned_data
        services.rate(
            actor=actor_of(request), user=user_of(request), flag=flag, level=Level(data["level"]),
            behaviour=None if data["behaviour"] is None else Behaviour(data["behaviour"]), reason=data["reason"], press=form.form_id,
        )

    return _writing(
        request, subject, template="rating", form_class=RatingForm, save=save, kinds=(EntryKind.RATING, EntryKind.SECOND, EntryKind.UNDONE),
        done=_("Signed. A lowering from red or orange waits for a second signature."),
    )


@scoped(Capability.CARE_QUEUE)
@require_POST
def second(request: HttpRequest, subject: uuid.UUID, entry_id: uuid.UUID) -> HttpResponseBase:
    """The second signature under a lowering."""
    flag = door(request, subject)
    entry = CareEntry.objects.filter(pk=entry_id, subject=subject, kind=EntryKind.RATING).first()
    if entry is None:
        raise NotFound
    try:
        services.sign_second(
            actor=actor_of(request), user=user_of(request), flag=flag, entry=entry, agreed=request.POST.get("agreed") == "yes",
            press=uuid.uuid4(),
        )
        messages.success(request, _("Signed. The new level is in force."))
    except Invalid as why:
        messages.error(request, str(why.fields.get("agreed", why)))
    except Conflict as why:
        messages.error(request, str(why))
        if why.code == UNREAD:  # opened before it was proposed, or not at all: to the shut file, where it is opened anew
            mark_shut(request, subject)
    return redirect("care_rating" if is_opened(request, subject) else "care_person", subject)


@scoped(Capability.CARE_QUEUE)
@require_POST
def undo(request: HttpRequest, subject: uuid.UUID, entry_id: uuid.UUID) -> HttpResponseBase:
    """The proposer takes a lowering back before anybody has signed it."""
    flag = door(request, subject)
    entry = CareEntry.objects.filter(pk=entry_id, subject=subject, kind=EntryKind.RATING).first()
    if entry is None:
        raise NotFound
    try:
        services.take_back(actor=actor_of(request), user=user_of(request), flag=flag, entry=entry, press=uuid.uuid4())
        messages.success(request, _("Taken back. The level stays as it was."))
    except Conflict as why:
        messages.error(request, str(why))
    return redirect("care_rating" if is_opened(request, subject) else "care_person", subject)


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    def save(flag: Flag, form: PlanForm) -> None:
        services.save_plan(
            actor=actor_of(request), user=user_of(request), flag=flag, kind=PlanKind(form.cleaned_data["kind"]), fields=form.filled,
            press=form.form_id,
        )

    initial: dict[str, Any] = {}
    if request.method != "POST" and is_opened(request, subject):
        door(request, subject)
        if versions := file.opened(file.entries(subject, EntryKind.PLAN)[:1]):
            initial = {**versions[0].body, "kind": versions[0].entry.code}
    return _writing(
        request, subject, template="plan", form_class=PlanForm, save=save, kinds=(EntryKind.PLAN,), initial=initial,
        done=_("Saved as a new version."),
    )


@scoped(Capability.CARE_QUEUE)
@require_POST
def addendum(request: HttpRequest, subject: uuid.UUID, entry_id: uuid.UUID) -> HttpResponseBase:
    flag = door(request, subject)
    form = AddendumForm(request.POST)
    if form.is_valid():
        services.add_addendum(
            actor=actor_of(request), user=user_of(request), flag=flag, note_id=entry_id, text=form.cleaned_data["text"], press=form.form_id
        )
        messages.success(request, _("Added."))
    else:
        messages.error(request, _("Please write what you want to add."))
    return redirect("care_notes", subject)


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def doctor(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    def save(flag: Flag, form: DoctorForm) -> None:
        services.advise_doctor(
            actor=actor_of(request), user=user_of(request), flag=flag, answer=DoctorAnswer(form.cleaned_data["answer"]),
            press=form.form_id, where=form.cleaned_data["where"], words=form.cleaned_data["words"],
        )

    return _writing(
        request, subject, template="doctor", form_class=DoctorForm, save=save, kinds=(EntryKind.DOCTOR,), done=_("Written down.")
    )


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    def save(flag: Flag, form: ClosingForm) -> None:
        services.close_file(
            actor=actor_of(request), user=user_of(request), flag=flag, outcome=Outcome(form.cleaned_data["outcome"]),
            grounds=Grounds(
                HeartState(form.cleaned_data["heart"]), form.cleaned_data["evidence"], PersonView(form.cleaned_data["view"]),
                form.cleaned_data["view_words"], form.cleaned_data["look_in_on"], form.cleaned_data["matter_words"],
            ),
            press=form.form_id,
        )

    return _writing(
        request, subject, template="closing", form_class=ClosingForm, save=save, kinds=(EntryKind.CLOSING,),
        done=pgettext("interventions", "Closed."),
    )
