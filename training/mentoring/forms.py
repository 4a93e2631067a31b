from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.casestudies.enums import Field
from training.mentoring.enums import LOGGED


class ProposeForm(forms.Form):
    apprentice = forms.TypedChoiceField(label=_("Whom?"), coerce=UUID, choices=())
    plan = forms.CharField(
        label=_("Plan"), widget=forms.Textarea(attrs={"rows": 5}), help_text=_("What is to be learned until when, and with which cases.")
    )
    rhythm = forms.CharField(label=_("How often do you meet?"), max_length=120)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["apprentice"].choices = [("", "—"), *people]  # type: ignore[attr-defined]


class LogForm(forms.Form):
    kind = forms.ChoiceField(label=pgettext_lazy("mentoring", "What was it?"), choices=[("", "—"), *((e.value, e.label) for e in LOGGED)])
    on = forms.DateField(label=pgettext_lazy("mentoring", "On which day?"), widget=forms.DateInput(attrs={"type": "date"}))
    minutes = forms.IntegerField(label=pgettext_lazy("mentoring", "How many minutes?"), min_value=1, max_value=720)
    dispute = forms.ChoiceField(label=pgettext_lazy("mentoring", "What kind of dispute?"), choices=[("", "—"), *Field.choices], required=False)
    words = forms.CharField(
        label=_("What you saw and learned"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("No names. Only the two of you read it.")
    )
    consented = forms.BooleanField(label=_("A real sitting: both parties agreed, and it is recorded in the case"), required=False)
    once = forms.UUIDField(widget=forms.HiddenInput)
