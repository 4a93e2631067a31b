from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from counseling.interventions.crises import BreachGround, CrisisStep, ReportGround
from counseling.interventions.forms import LONG, PressForm
from counseling.screening.models import Flag
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.common import clock


def _words(label: Any, rows: int = 3, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONG, required=required, widget=forms.Textarea(attrs={"rows": rows}))


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        initial=lambda: clock.now().astimezone(clock.SHANGHAI).replace(second=0, microsecond=0),
    )


class CrisisForm(PressForm):
    steps = forms.MultipleChoiceField(
        label=_("What was done in the crisis"), choices=CrisisStep.choices, widget=forms.CheckboxSelectMultiple
    )
    words = _words(_("What others have to know"), required=False)


class BreachForm(PressForm):
    ground = forms.ChoiceField(label=_("On what ground"), choices=BreachGround.choices, widget=forms.RadioSelect)
    what = _words(_("What was told: as little as possible"))
    to_whom = forms.CharField(label=_("To whom, by name and office"), max_length=120)
    told_at = _moment(_("When it was told"))
    consulted = forms.ModelChoiceField(
        label=_("With whom you talked it over before"), queryset=User.objects.none(), required=False
    )
    alone = _words(_("If with nobody: why there was no time"), 2, required=False)

    def __init__(self, *args: Any, flag: Flag, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[User]", self.fields["consulted"]).queryset = rota.counsellors(flag.area_path).exclude(pk=user.pk)


class ReportForm(PressForm):
    ground = forms.ChoiceField(label=_("Which duty"), choices=ReportGround.choices, widget=forms.RadioSelect)
    to_whom = forms.CharField(label=_("To which police station, to whom"), max_length=120)
    reported_at = _moment(_("When it was reported"))
    what = _words(_("What was reported"))
    receipt = forms.CharField(
        label=_("Number of the receipt"), max_length=80, required=False,
        help_text=_("It may come later. Until it is written down the file cannot be ended."),
    )


class ReceiptForm(PressForm):
    number = forms.CharField(label=_("Number of the receipt"), max_length=80)
