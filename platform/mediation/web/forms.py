from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from mediation.web.models import SuggestionKind


class SuggestionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=SuggestionKind.choices, widget=forms.RadioSelect, initial=SuggestionKind.SUGGESTION
    )
    text = forms.CharField(
        label=_("Your words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Only those who oversee the service in this county read this, not the mediator of your case."),
    )
    contact = forms.CharField(
        label=_("How can we reach you?"), max_length=120, required=False,
        help_text=_("A telephone number or nothing at all. You can read the answer here with your receipt."),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    came_from = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Whoever holds the receipt reads this. Name nobody and repeat no facts of a case."),
    )


class ReceiptForm(forms.Form):
    receipt = forms.CharField(label=_("Receipt"), max_length=20, help_text=_("Eight characters, like 7K3M-9QXT."))
