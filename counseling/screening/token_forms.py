from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counseling.screening.enums import FhirUse
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.policy import under
from mediation.common.warm import WarmForm
from mediation.territory.models import Area


class FhirTokenForm(WarmForm):
    name = forms.CharField(label=_("Which program is it?"), max_length=80)
    area = forms.ModelChoiceField(
        label=pgettext_lazy("screening", "For which place?"), queryset=Area.objects.none(), to_field_name="public_id", empty_label=None,
        help_text=_("The program sees only what was brought in for exactly this place."),
    )
    scopes = forms.MultipleChoiceField(label=_("What is it for?"), choices=FhirUse.choices, widget=forms.CheckboxSelectMultiple)
    telephone = forms.CharField(
        label=_("Telephone of the service there"), max_length=32, required=False,
        help_text=_("If an answer cannot wait and we do not know the person, the counsellor on call asks there."),
    )
    until = forms.DateField(
        label=_("Valid until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A year at most; make a new one in time."),
    )
    press = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["press"].initial = uuid.uuid4
        self.fields["until"].initial = clock.today() + timedelta(days=180)
        mine = under("path", actor.reach(Capability.ACCOUNTS_MANAGE))
        if mine is not None:
            cast("forms.ModelChoiceField[Area]", self.fields["area"]).queryset = Area.objects.filter(mine).order_by("path")

    def clean_until(self) -> Any:
        day = self.cleaned_data["until"]
        if not clock.today() < day <= clock.today() + timedelta(days=365):
            raise forms.ValidationError(_("From tomorrow on, and for a year at most."))
        return day
