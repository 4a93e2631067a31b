from __future__ import annotations

import uuid
from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Capability
from mediation.api.enums import Scope
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.policy import under
from mediation.territory.models import Organisation
from mediation.territory.selectors import standing


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Which program is it?"), max_length=80)
    organisation = forms.ModelChoiceField(
        label=_("For which organisation?"), queryset=Organisation.objects.none(), to_field_name="public_id",
        help_text=_("A centre or judicial office reaches every case of its place; a committee or studio its own and those of its studios."),
    )
    scopes = forms.MultipleChoiceField(label=_("What is it for?"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(
        label=_("Valid until"), validators=[days.known], widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A year at most; make a new one in time."),
    )
    per_minute = forms.IntegerField(label=_("Requests a minute at most"), initial=120, min_value=1, max_value=1200)
    press = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["press"].initial = uuid.uuid4
        self.fields["until"].initial = clock.today() + timedelta(days=180)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        mine = under("area__path", actor.reach(Capability.ACCOUNTS_MANAGE))
        if mine is not None:
            field.queryset = Organisation.objects.filter(mine, standing()).order_by("area__path", "name")
