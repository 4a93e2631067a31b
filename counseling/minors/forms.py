"""Forms about people under 18. Every form carries the number of its page: pressed twice, it is taken once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from counseling.interventions.forms import PressForm
from counseling.minors.enums import AgeBand, ConsentWay, GuardianWish, Relation
from mediation.common.warm import WarmForm

CHOOSE = {"required": _("Please choose one."), "invalid_choice": _("Please choose one.")}


class Quiet(WarmForm):
    """Our own words at the field instead of the browser's bubble."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False


class YoungForm(Quiet):
    age = forms.ChoiceField(label=_("How old are you?"), choices=AgeBand.choices, widget=forms.RadioSelect, error_messages=CHOOSE)
    guardian = forms.ChoiceField(
        label=_("What about your parents, or whoever looks after you?"), choices=GuardianWish.choices, widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class GuardianForm(Quiet):
    name = forms.CharField(
        label=_("Your name (the guardian's)"), max_length=60,
        error_messages={"required": _("Please write the guardian's name (60 characters at most)."),
                        "max_length": _("Please write the guardian's name (60 characters at most).")},
    )
    phone = forms.CharField(
        label=_("Your telephone number (the guardian's)"), max_length=30,
        help_text=_("A counsellor calls you there before anything is asked."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        error_messages={"required": _("Please write the guardian's telephone number. Without a talk with you nothing is asked."),
                        "max_length": _("This does not look like a telephone number.")},
    )
    relation = forms.ChoiceField(label=_("Who you are"), choices=Relation.choices, widget=forms.RadioSelect, error_messages=CHOOSE)


class StaffConsentForm(Quiet):
    name = forms.CharField(label=_("Name of the guardian"), max_length=60)
    relation = forms.ChoiceField(label=_("Who it is"), choices=Relation.choices, widget=forms.RadioSelect, error_messages=CHOOSE)
    way = forms.ChoiceField(
        label=_("How it was given"), choices=[c for c in ConsentWay.choices if c[0] != ConsentWay.DEVICE], widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class KnowForm(Quiet):
    age = forms.ChoiceField(label=_("Age"), choices=AgeBand.choices, widget=forms.RadioSelect, error_messages=CHOOSE)
    guardian = forms.ChoiceField(
        label=_("The guardian"), widget=forms.RadioSelect, error_messages=CHOOSE,
        choices=[
            (GuardianWish.CALL, _("may be asked")),
            (GuardianWish.SHIELD, _("is suspected, or must not know: is neither asked nor told")),
        ],
    )


class ReasonForm(PressForm):
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class ReceiptForm(Quiet):
    station = forms.CharField(label=_("Police station that was told"), max_length=200)
    number = forms.CharField(label=_("Number of the receipt (回执)"), max_length=200)
    at = forms.DateTimeField(
        label=_("When"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
