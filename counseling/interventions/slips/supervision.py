from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from counseling.interventions.forms import LONG, PressForm
from counseling.screening.models import Flag
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.common import clock
from mediation.common.warm import WarmForm


class SupervisionForm(PressForm):
    supervisor = forms.ModelChoiceField(label=_("With whom"), queryset=User.objects.none())
    held_at = forms.DateTimeField(
        label=_("At what hour"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        initial=lambda: clock.now().astimezone(clock.SHANGHAI).replace(second=0, microsecond=0),
    )
    minutes = forms.IntegerField(label=_("How long, in minutes"), initial=30, min_value=5, max_value=240)
    words = forms.CharField(
        label=_("What you bring, without a name"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("No name, no case number, no place by which somebody could be known."),
    )

    def __init__(self, *args: Any, flag: Flag, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[User]", self.fields["supervisor"]).queryset = rota.counsellors(flag.area_path).exclude(pk=user.pk)


class SupervisionAdviceForm(WarmForm):
    advice = forms.CharField(label=_("My advice"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 3}))
