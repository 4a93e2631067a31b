from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mediation.followups.enums import Channel, Heart, Outcome, Performed, Satisfaction


class TalkForm(forms.Form):
    """What is asked in a follow-up call, in the order in which one asks it."""

    channel = forms.ChoiceField(label=_("How did you try?"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.TELEPHONE)
    outcome = forms.ChoiceField(label=_("Did you talk?"), choices=Outcome.choices, widget=forms.RadioSelect)
    performed = forms.ChoiceField(
        label=_("Is the agreement kept?"), choices=Performed.choices, widget=forms.RadioSelect, required=False
    )
    satisfaction = forms.ChoiceField(
        label=_("Are they satisfied with the mediation?"), choices=Satisfaction.choices, widget=forms.RadioSelect, required=False
    )
    heart = forms.ChoiceField(
        label=_("And how is it for them now?"), choices=Heart.choices, widget=forms.RadioSelect, required=False,
        help_text=_("Ask it plainly: \"Can you live with it in peace now?\" Write down what they say, not what you think."),
    )
    relapse = forms.BooleanField(label=_("The dispute has flared up again"), required=False)
    note = forms.CharField(
        label=_("What else was said"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sealed. Only you and the supervisors of the place can read it."),
    )
