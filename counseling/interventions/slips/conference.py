from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counseling.interventions.conferring import ConferenceWay, ProcessPoint
from counseling.interventions.forms import AdviceForm, PressForm
from counseling.interventions.selectors import conference as reading
from mediation.accounts.models import User
from mediation.common import clock
from mediation.common.warm import WarmForm


class NumberForm(WarmForm):
    number = forms.CharField(label=_("Case number"), max_length=30)


class ConferenceForm(PressForm):
    starts_at = forms.DateTimeField(
        label=_("At what hour"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    minutes = forms.IntegerField(label=_("How long, in minutes"), initial=40, min_value=10, max_value=240)
    way = forms.ChoiceField(label=_("How"), choices=ConferenceWay.choices, widget=forms.RadioSelect, initial=ConferenceWay.ROOM)
    place = forms.CharField(
        label=pgettext_lazy("interventions", "Where"), required=False, max_length=80,
        help_text=_("Everybody who is invited reads it."),
    )
    invited = forms.ModelMultipleChoiceField(
        label=_("Who else is asked"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever leads the case is always asked."),
    )
    preparation = forms.CharField(
        label=_("My own preparation"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000,
        help_text=_("Sealed. Only you read it; nobody who is invited ever does."),
    )

    def __init__(self, *args: Any, area_path: str, case_ref: uuid.UUID, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leading = reading.leading(case_ref)
        choice = cast("forms.ModelMultipleChoiceField[User]", self.fields["invited"])
        choice.queryset = reading.colleagues(area_path, user).exclude(pk__in=[u.pk for u in self.leading])
        tomorrow = clock.now().astimezone(clock.SHANGHAI).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
        self.fields["starts_at"].initial = tomorrow


class _Points(WarmForm):
    points = forms.MultipleChoiceField(
        label=_("Points that were agreed"), choices=ProcessPoint.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class AgreedForm(AdviceForm, _Points):
    field_order = ("press", "mode", "points", "breaks", "companion", "words", "valid_from", "valid_until")


class SeatForm(PressForm):
    coming = forms.ChoiceField(
        label=_("Do you come?"), choices=[("yes", _("Yes, I come")), ("no", _("I cannot come"))], widget=forms.RadioSelect
    )
    wishes = forms.MultipleChoiceField(
        label=_("What you wish for the way to meet"), choices=ProcessPoint.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("One sentence about the way to meet"), required=False, max_length=120,
        help_text=_("Only how the sittings are held. Nothing about the people and their health."),
    )
