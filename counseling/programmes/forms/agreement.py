from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from counseling.programmes.enums import CaseOutcome, Ground, PartnerKind
from counseling.programmes.forms.press import PressForm
from counseling.programmes.services.agreement import Terms
from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import under
from mediation.territory.models import Area
from mediation.territory.selectors import standing

_day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def places_of(actor: Actor) -> Any:
    """Areas in which the asker organises, grids left out."""
    rule = under("path", actor.reach(Capability.PROGRAMMES_RUN))
    rows = Area.objects.none() if rule is None else Area.objects.filter(rule, standing()).exclude(level="grid")
    return rows.order_by("path")


class PartnerForm(PressForm):
    kind = forms.ChoiceField(label=_("What kind of partner"), choices=PartnerKind.choices)
    name = forms.CharField(label=_("Name of the partner"), max_length=80)
    contact = forms.CharField(label=_("Whom we speak to there"), max_length=80, required=False)
    telephone = forms.CharField(label=_("Telephone of the office"), max_length=30, required=False)
    area = forms.ModelChoiceField(label=_("For which place"), queryset=Area.objects.none(), to_field_name="public_id")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = places_of(actor)
        cast("forms.ModelChoiceField[Area]", self.fields["area"]).queryset = places
        self.fields["area"].initial = places.first()


class AgreementForm(PressForm):
    ground = forms.ChoiceField(label=_("Subject of the agreement"), choices=Ground.choices)
    title = forms.CharField(label=_("Title"), max_length=100)
    scope = forms.CharField(
        label=_("What is done, and for whom"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In the agreement's own words. No names of people who are accompanied."),
    )
    contact = forms.CharField(label=_("Whom we speak to there"), max_length=80, required=False)
    telephone = forms.CharField(label=_("Telephone of the office"), max_length=30, required=False)
    begins_on = forms.DateField(label=_("First day"), widget=_day)
    ends_on = forms.DateField(label=_("Last day"), widget=_day)

    @property
    def terms(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in Terms.__dataclass_fields__})


class ChangeForm(AgreementForm):
    """seen: the revision on the page; a colleague's change in between is told, not overwritten."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(PressForm):
    why = forms.CharField(label=_("Why it ends early"), max_length=200)


class CaseForm(PressForm):
    reference = forms.CharField(
        label=_("The partner's own reference"), max_length=80,
        help_text=_("A number or initials are enough. It is kept sealed; only counsellors can open it."),
    )
    words = forms.CharField(
        label=_("What was agreed for this person"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    minor = forms.BooleanField(label=_("Under 18"), required=False)
    began_on = forms.DateField(label=_("Begins on"), widget=_day)


class OutcomeForm(PressForm):
    outcome = forms.ChoiceField(label=_("How it ended"), choices=CaseOutcome.choices, widget=forms.RadioSelect)
