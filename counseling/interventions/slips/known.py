from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counseling.interventions.forms import LONG, PressForm


class KnownForm(PressForm):
    """No list of people: the name, and to it one of the two numbers."""

    name = forms.CharField(
        label=pgettext_lazy("interventions", "Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    number = forms.CharField(label=_("Case number"), max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    telephone = forms.CharField(
        label=_("Or the telephone"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("Also for somebody who was invited to a check-up and is in no dispute."),
    )
    how = forms.CharField(label=_("How you know that it is this person"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 3}))


class MistakenForm(PressForm):
    reason = forms.CharField(label=_("Why it is somebody else"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 3}))
