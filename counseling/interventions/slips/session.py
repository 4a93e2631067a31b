from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from counseling.interventions.forms import LONG, PressForm
from counseling.interventions.scheduling import Way
from counseling.interventions.sessions import MORE, PARTS, NoteForm, RiskCheck
from mediation.common import clock


class SessionForm(PressForm):
    """The note of a talk in one of three forms."""

    way = forms.ChoiceField(label=_("How you talked"), choices=Way.choices, widget=forms.RadioSelect, initial=Way.PHONE)
    held_at = forms.DateTimeField(
        label=_("At what hour"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    minutes = forms.IntegerField(label=_("How long, in minutes"), initial=50, min_value=1, max_value=600)
    risk = forms.ChoiceField(label=_("The look at danger"), choices=RiskCheck.choices, widget=forms.RadioSelect)
    risk_words = forms.CharField(
        label=_("If there is more danger: what you saw or heard"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, note_form: NoteForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_at"].initial = clock.now().astimezone(clock.SHANGHAI).replace(second=0, microsecond=0)
        self.parts = {**PARTS[note_form], **MORE}
        for name, label in self.parts.items():
            self.fields[name] = forms.CharField(label=label, required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 3}))
        self.order_fields(["way", "held_at", "minutes", *self.parts, "risk", "risk_words"])

    @property
    def filled(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.parts}

    def clean_held_at(self) -> Any:
        moment = self.cleaned_data["held_at"]
        if moment > clock.now() or (clock.now() - moment).days > 366:
            raise ValidationError(_("Please give the hour at which you talked; it lies in the past year."))
        return moment


class ThoughtForm(PressForm):
    text = forms.CharField(label=_("My thoughts"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 5}))
