from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.followups.enums import Channel, Heart, Outcome, Performed, Satisfaction, Via


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

    def __init__(self, *args: Any, by_owner: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if by_owner:  # whoever mediated does not ask how content somebody is
            del self.fields["satisfaction"]


class AppointmentForm(forms.Form):
    appointment_at = forms.DateTimeField(
        label=_("Agreed time"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    place = forms.CharField(label=_("Where"), max_length=80, required=False)


class RectificationForm(forms.Form):
    words = forms.CharField(label=_("What has to be put right"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    due_on = forms.DateField(
        label=pgettext_lazy("followups", "By which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


YES_NO = [("yes", _("Yes")), ("no", pgettext_lazy("followups", "No")), ("", _("I would rather not say"))]


class FeedbackForm(forms.Form):
    """Three questions in plain words."""

    satisfaction = forms.ChoiceField(label=_("Are you content with the mediation?"), choices=Satisfaction.choices, widget=forms.RadioSelect)
    fair = forms.ChoiceField(
        label=_("Did the mediator treat both sides alike?"), choices=YES_NO, widget=forms.RadioSelect, required=False
    )
    free = forms.ChoiceField(
        label=_("Mediation is free. Was it so: nobody asked you for money or gifts?"), choices=YES_NO, widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label=_("Is there something we should know?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only the supervisors read it, not your mediator."),
    )


class SecondFeedbackForm(FeedbackForm):
    via = forms.ChoiceField(label=_("How did you ask?"), choices=[c for c in Via.choices if c[0] != Via.OWN], widget=forms.RadioSelect)
