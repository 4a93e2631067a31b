from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.common import clock
from mediation.common.actor import Actor
from mediation.territory import policies
from mediation.territory.enums import Level, OrganisationKind
from mediation.territory.models import Area, Organisation
from mediation.territory.selectors import organisations, standing
from mediation.territory.services import RANK


class _Position(forms.Form):
    """latitude, longitude in WGS-84; either both or none."""

    latitude = forms.FloatField(
        label=_("Latitude, WGS-84"), required=False, min_value=-90, max_value=90,
        help_text=_("In degrees, such as 30.112; for the nearest studio."),
    )
    longitude = forms.FloatField(label=_("Longitude, WGS-84"), required=False, min_value=-180, max_value=180)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not self.errors and (found.get("latitude") is None) != (found.get("longitude") is None):
            self.add_error("longitude", _("Give both numbers or neither."))
        return found


class AreaForm(_Position):
    name = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    code = forms.CharField(
        label=pgettext_lazy("place", "Code"), max_length=12, help_text=_("The official division code."),
        validators=[RegexValidator(r"^[0-9A-Za-z]{1,12}$", _("At most twelve digits or letters."))],
    )
    field_order = ("level", "name", "name_en", "code", "latitude", "longitude")


class NewAreaForm(AreaForm):
    level = forms.ChoiceField(label=pgettext_lazy("place", "Level"))

    def __init__(self, *args: Any, parent: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level: forms.ChoiceField = self.fields["level"]  # type: ignore[assignment]
        level.choices = [c for c in Level.choices if RANK[c[0]] > RANK[parent.level]]


class OrganisationForm(_Position):
    name = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    parent = forms.ModelChoiceField(
        label=_("Belongs to"), queryset=Organisation.objects.none(), to_field_name="public_id", required=False,
        help_text=_("The committee a studio belongs to."),
    )
    telephone = forms.CharField(label=_("Landline"), max_length=30, required=False)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    field_order = ("kind", "name", "name_en", "parent", "telephone", "address", "latitude", "longitude")

    def __init__(self, *args: Any, actor: Actor, without: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: forms.ModelChoiceField[Organisation] = self.fields["parent"]  # type: ignore[assignment]
        rows = policies.organisations.scope(actor, "manage", organisations(OrganisationKind.COMMITTEE))
        parent.queryset = rows.exclude(pk=without.pk) if without is not None else rows


class NewOrganisationForm(OrganisationForm):
    kind = forms.ChoiceField(label=pgettext_lazy("place", "Kind"), choices=OrganisationKind.choices)


class MoveForm(forms.Form):
    target = forms.ModelChoiceField(label=_("New place"), queryset=Area.objects.none(), to_field_name="public_id")

    def __init__(self, *args: Any, actor: Actor, place: Area | Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target: forms.ModelChoiceField[Area] = self.fields["target"]  # type: ignore[assignment]
        rows = policies.areas.scope(actor, "manage", Area.objects.filter(standing())).order_by("path")
        if isinstance(place, Area):
            higher = [level for level in Level.values if RANK[level] < RANK[place.level]]
            rows = rows.filter(level__in=higher).exclude(path__startswith=place.path)
        target.queryset = rows


class CloseForm(forms.Form):
    on = forms.DateField(
        label=_("Closed from"), widget=forms.DateInput(attrs={"type": "date"}), initial=clock.today,
        help_text=_("From this day nothing new is put here. What happened before stays readable."),
    )
