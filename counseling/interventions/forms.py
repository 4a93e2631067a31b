"""Forms of the plum side. Every form carries the number of its page: pressed twice, it is taken once."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counseling.interventions.crises import HeartState, PersonView
from counseling.interventions.enums import Behaviour, DoctorAnswer, Outcome, PlanKind, SittingAdvice
from counseling.screening.enums import Level, Rank
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.common import clock, days
from mediation.common.warm import WarmForm
from mediation.territory.models import Area

_text = forms.Textarea(attrs={"rows": 3})
LONG = 4000


class PressForm(WarmForm):
    press = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["press"].initial = uuid.uuid4

    @property
    def form_id(self) -> uuid.UUID:
        return self.cleaned_data.get("press") or uuid.uuid4()

    @property
    def filled(self) -> dict[str, str]:
        """What was written, field by field."""
        return {name: self.cleaned_data[name] for name in self.written}

    written: tuple[str, ...] = ()


class RatingForm(PressForm):
    level = forms.ChoiceField(label=_("How urgent is it, in your judgement?"), choices=Level.choices, widget=forms.RadioSelect)
    behaviour = forms.TypedChoiceField(
        label=_("Behaviour that was seen"), required=False, coerce=int, empty_value=None,
        choices=[("", _("not judged")), *Behaviour.choices],
        help_text=_("A record of conduct, not of a person and not of an illness."),
    )
    reason = forms.CharField(label=_("Why"), widget=_text, max_length=LONG)


class PlanForm(PressForm):
    """Generic structure of a crisis plan (reference 4.2) in our own words. A promise not to harm oneself is not asked for."""

    written = (
        "reasons", "signs", "alone", "distraction", "helpers", "services", "surroundings", "copies", "leaving", "papers", "children",
    )
    kind = forms.ChoiceField(label=_("Which plan"), choices=PlanKind.choices, widget=forms.RadioSelect, initial=PlanKind.SUPPORT)
    reasons = forms.CharField(label=_("What makes life worth living"), required=False, widget=_text, max_length=LONG)
    signs = forms.CharField(label=_("How I notice that it gets bad"), required=False, widget=_text, max_length=LONG)
    alone = forms.CharField(label=_("What I can do by myself"), required=False, widget=_text, max_length=LONG)
    distraction = forms.CharField(label=_("People and places that take my mind off it"), required=False, widget=_text, max_length=LONG)
    helpers = forms.CharField(label=_("People I can ask for help"), required=False, widget=_text, max_length=LONG)
    services = forms.CharField(
        label=_("Professionals and services"), required=False, widget=_text, max_length=LONG, initial="12356 · 110 · 120",
    )
    surroundings = forms.CharField(
        label=_("Making the surroundings safer"), required=False, widget=_text, max_length=LONG,
        help_text=_("What is put away, and who keeps it by agreement."),
    )
    copies = forms.CharField(label=_("Who has a copy"), required=False, widget=_text, max_length=LONG)
    leaving = forms.CharField(
        label=_("Where violence is possible: the way out, a safe contact, a shelter"), required=False, widget=_text, max_length=LONG,
    )
    papers = forms.CharField(
        label=_("Papers that must come along; warning letter or protection order"), required=False, widget=_text, max_length=LONG
    )
    children = forms.CharField(label=_("Children"), required=False, widget=_text, max_length=LONG)
    own_page = forms.BooleanField(
        label=_("May stand on the person's own page"), required=False,
        help_text=_("Only if the person wants it and nobody else reads along. What of it goes on a card to take home, the person chooses."),
    )
    review_on = forms.DateField(label=_("Look at it again on"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_review_on(self) -> date:
        day: date = self.cleaned_data["review_on"]
        unfit = days.wrong_ahead(day)
        if unfit is not None:
            raise forms.ValidationError(str(unfit))
        return day

    @property
    def filled(self) -> dict[str, str]:
        """The plan's fields; the day of review only beside something written."""
        written = {k: v for k, v in super().filled.items() if v.strip()}
        mark = {"own_page": "yes"} if self.cleaned_data["own_page"] else {}
        return {**written, **mark, "review_on": self.cleaned_data["review_on"].isoformat()} if written else {}


class AddendumForm(PressForm):
    text = forms.CharField(label=_("Addendum"), widget=_text, max_length=LONG)


class DoctorForm(PressForm):
    answer = forms.ChoiceField(label=_("What the person says to it"), choices=DoctorAnswer.choices, widget=forms.RadioSelect)
    where = forms.CharField(label=_("Which hospital or surgery was named"), required=False, max_length=120)
    words = forms.CharField(label=_("In the person's own words"), required=False, widget=_text, max_length=LONG)


class ClosingForm(PressForm):
    outcome = forms.ChoiceField(label=pgettext_lazy("interventions", "How it ended"), choices=Outcome.choices, widget=forms.RadioSelect)
    heart = forms.ChoiceField(label=_("The heart: how this person is"), choices=HeartState.choices, widget=forms.RadioSelect)
    evidence = forms.CharField(label=_("What you see that by"), widget=_text, max_length=LONG)
    view = forms.ChoiceField(label=_("What the person says"), choices=PersonView.choices, widget=forms.RadioSelect)
    view_words = forms.CharField(label=_("In the person's own words"), required=False, widget=_text, max_length=LONG)
    matter_words = forms.CharField(
        label=_("The matter: who goes on with it"), required=False, widget=_text, max_length=LONG,
        help_text=_("Only where the dispute is not settled yet."),
    )
    look_in_on = forms.DateField(
        label=_("When somebody asks again how they are"), widget=forms.DateInput(attrs={"type": "date"}), initial=lambda: _in_a_month()
    )


class DecisionForm(PressForm):
    reason = forms.CharField(label=_("Why nobody else can do it"), widget=_text, max_length=LONG)


def _this_day() -> str:
    return clock.today().isoformat()


def _in_a_month() -> str:
    return (clock.today() + timedelta(days=30)).isoformat()


class AdviceForm(PressForm):
    mode = forms.ChoiceField(label=_("How should they meet?"), choices=SittingAdvice.choices, widget=forms.RadioSelect)
    breaks = forms.BooleanField(label=_("Plan breaks"), required=False)
    companion = forms.BooleanField(label=_("Each side may bring a companion"), required=False)
    words = forms.CharField(
        label=_("One neutral sentence"), required=False, max_length=120,
        help_text=_("The mediator reads exactly this. Write how to hold the sitting, never why and never about whom."),
    )
    valid_from = forms.DateField(label=_("Valid from"), initial=_this_day, widget=forms.DateInput(attrs={"type": "date"}))
    valid_until = forms.DateField(label=_("Valid until"), initial=_in_a_month, widget=forms.DateInput(attrs={"type": "date"}))


class CaseAdviceForm(AdviceForm):
    number = forms.CharField(label=_("Case number"), max_length=30)
    field_order = ("number",)


class ShiftForm(WarmForm):
    user = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none())
    area = forms.ModelChoiceField(label=pgettext_lazy("interventions", "Where"), queryset=Area.objects.none())
    rank = forms.ChoiceField(label=_("As"), choices=Rank.choices)
    starts_at = forms.DateTimeField(label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
    ends_at = forms.DateTimeField(label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))

    def __init__(self, *args: Any, reach: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[User]", self.fields["user"]).queryset = rota.counsellors(*reach)
        cast("forms.ModelChoiceField[Area]", self.fields["area"]).queryset = Area.objects.filter(path__in=reach)
        start = clock.now().astimezone(clock.SHANGHAI).replace(minute=0, second=0, microsecond=0)
        self.fields["starts_at"].initial = start
        self.fields["ends_at"].initial = start + timedelta(hours=12)

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.cleaned_data["starts_at"], self.cleaned_data["ends_at"]
