"""What is typed about keeping an agreement."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mediation.casework.agreement_enums import CourtOutcome

DAY = {"type": "date"}


class PerformanceForm(forms.Form):
    done_on = forms.DateField(label=_("Done on"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    amount = forms.DecimalField(label=_("Amount in yuan"), required=False, max_digits=14, decimal_places=2,
                                widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    complete = forms.BooleanField(label=_("With this it is done completely"), required=False, initial=True)


class SplitForm(forms.Form):
    parts = forms.IntegerField(label=_("How many instalments"), widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    first = forms.DateField(label=_("The first is due on"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    months = forms.IntegerField(label=_("Months between two"), initial=1, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What the court decided"), choices=CourtOutcome.choices, widget=forms.RadioSelect)
    decided_on = forms.DateField(label=_("On which day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
