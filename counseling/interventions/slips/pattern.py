from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counseling.interventions.forms import PressForm
from counseling.screening.enums import DutyDay
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.common import clock
from mediation.territory.models import Area


class PatternForm(PressForm):
    area = forms.ModelChoiceField(label=pgettext_lazy("interventions", "Where"), queryset=Area.objects.none(), empty_label=None)
    first = forms.ModelChoiceField(label=_("First on call"), queryset=User.objects.none())
    deputy = forms.ModelChoiceField(
        label=_("Named deputy"), queryset=User.objects.none(), required=False, help_text=_("Is woken if the first does not answer."),
    )
    on = forms.MultipleChoiceField(label=_("On which days"), choices=DutyDay.choices, widget=forms.CheckboxSelectMultiple)
    since = forms.TimeField(label=_("From what hour"), initial="18:00", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    until = forms.TimeField(
        label=_("Until what hour"), initial="08:00", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Earlier than the beginning means the next morning."),
    )
    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, reach: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = rota.counsellors(*reach)
        for name in ("first", "deputy"):
            cast("forms.ModelChoiceField[User]", self.fields[name]).queryset = able
        cast("forms.ModelChoiceField[Area]", self.fields["area"]).queryset = Area.objects.filter(path__in=reach)
        self.fields["first_day"].initial = clock.today().isoformat()
        self.fields["last_day"].initial = (clock.today() + timedelta(days=41)).isoformat()
