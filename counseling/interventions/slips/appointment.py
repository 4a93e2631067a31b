from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from counseling.interventions.forms import PressForm
from counseling.interventions.scheduling import AttemptOutcome, AttemptWay, Missed, Way
from counseling.screening.models import Flag
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.common import clock


class AppointmentForm(PressForm):
    way = forms.ChoiceField(label=_("How"), choices=Way.choices, widget=forms.RadioSelect, initial=Way.PHONE)
    starts_at = forms.DateTimeField(
        label=_("At what hour"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    minutes = forms.IntegerField(label=_("How long, in minutes"), initial=50, min_value=10, max_value=240)
    second = forms.ModelChoiceField(
        label=_("Who comes along"), queryset=User.objects.none(), required=False,
        help_text=_("A visit where danger is possible is made by two."),
    )
    where = forms.CharField(label=_("Where, for a visit or at our rooms"), required=False, max_length=200)
    quiet = forms.BooleanField(
        label=_("Send no message about it"), required=False,
        help_text=_("Where others read along. The talk then stands only on the person's own page."),
    )

    def __init__(self, *args: Any, flag: Flag, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelChoiceField[User]", self.fields["second"])
        choice.queryset = rota.counsellors(flag.area_path).exclude(pk=user.pk)
        tomorrow = clock.now().astimezone(clock.SHANGHAI).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
        self.fields["starts_at"].initial = tomorrow
        self.fields["quiet"].initial = flag.wish in ("careful", "no")


class MissedForm(PressForm):
    reason = forms.ChoiceField(
        label=_("What is known about why"), choices=Missed.choices, widget=forms.RadioSelect, initial=Missed.UNKNOWN
    )


class AttemptForm(PressForm):
    way = forms.ChoiceField(label=_("What you tried"), choices=AttemptWay.choices, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label=_("What came of it"), choices=AttemptOutcome.choices, widget=forms.RadioSelect)
