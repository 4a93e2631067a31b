from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.common.warm import WarmForm
from mediation.territory.models import Area


class LimitForm(WarmForm):
    area = forms.ModelChoiceField(label=pgettext_lazy("interventions", "Where"), queryset=Area.objects.none())
    most = forms.IntegerField(label=_("How many people one counsellor accompanies at most"), min_value=1, max_value=500)

    def __init__(self, *args: Any, reach: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Area]", self.fields["area"]).queryset = Area.objects.filter(path__in=reach)
