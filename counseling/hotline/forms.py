"""Forms of the desk. Every form carries the number of its page: pressed twice, it is taken once."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counseling.hotline.enums import AgeGroup, Outcome, Right, Safe, Topic
from counseling.hotline.ports import disputes
from counseling.screening.enums import Level
from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import Invalid
from mediation.common.policy import under
from mediation.common.warm import WarmForm
from mediation.territory.models import Area
from mediation.territory.selectors import standing

LONG = 4000


def long_text(label: Any, rows: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text
    )


class PressForm(WarmForm):
    press = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["press"].initial = uuid.uuid4

    @property
    def form_id(self) -> uuid.UUID:
        return self.cleaned_data.get("press") or uuid.uuid4()

    def say(self, why: Invalid) -> None:
        """A service's refusal at the fields it is about; nothing typed is lost."""
        for name, text in (why.fields or {"": why.message}).items():
            self.add_error(name if name in self.fields else None, str(text))


class CallForm(WarmForm):
    """One page while the telephone is at the ear: what matters in danger comes first. Everything may stay empty."""

    SAID = ("name", "phone", "address", "home", "words", "done", "police")
    level = forms.ChoiceField(
        label=_("How urgent is it?"), choices=Level.choices, required=False, widget=forms.RadioSelect,
        help_text=_("Left open, a hand-over counts as red."),
    )
    safe = forms.ChoiceField(label=_("Can the caller speak?"), choices=Safe.choices, required=False)
    phone = forms.CharField(label=_("Number to call back"), required=False, max_length=30)
    address = forms.CharField(label=_("Where the caller is"), required=False, max_length=200)
    home = forms.CharField(label=_("Who else is there"), required=False, max_length=200)
    name = forms.CharField(label=_("Name, if it was given"), required=False, max_length=60, help_text=_("Nobody has to say a name."))
    age = forms.ChoiceField(label=_("Age"), choices=AgeGroup.choices, required=False)
    topic = forms.ChoiceField(label=_("What it is about"), choices=[("", "—"), *Topic.choices], required=False)
    words = long_text(_("What the caller says"), 5)
    done = long_text(_("What you said and did"), 3)
    police = forms.CharField(
        label=_("Receipt of a report to the police"), required=False, max_length=200,
        help_text=_("Who reported, when, and the number they gave."),
    )

    @property
    def said(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.SAID}


class EndForm(WarmForm):
    outcome = forms.ChoiceField(label=_("How the call ended"), choices=Outcome.choices, widget=forms.RadioSelect)


class NoteForm(PressForm):
    words = forms.CharField(label=_("Add to this call"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 3}))


class LinkForm(WarmForm):
    number = forms.CharField(label=_("Number of the other call"), max_length=8)


class DisputeForm(WarmForm):
    agreed = forms.BooleanField(
        label=_("I asked, and the caller said yes: the mediators may hear what stands here, and call."), required=False
    )
    name = forms.CharField(label=pgettext_lazy("hotline", "Name of the person"), max_length=60)
    phone = forms.CharField(label=pgettext_lazy("hotline", "Telephone of the person"), max_length=30)
    area = forms.ModelChoiceField(label=pgettext_lazy("hotline", "Where is it?"), queryset=Area.objects.none(), to_field_name="public_id")
    kind = forms.ChoiceField(label=_("Type"))
    story = forms.CharField(
        label=_("What the mediators are told"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Read it to the caller. Only the dispute, nothing about how the caller feels."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = under("path", actor.reach(Capability.HOTLINE_TAKE))
        places = Area.objects.none() if rule is None else Area.objects.filter(rule, standing()).exclude(level="grid").order_by("path")
        cast("forms.ModelChoiceField[Area]", self.fields["area"]).queryset = places
        cast("forms.ChoiceField", self.fields["kind"]).choices = disputes().kinds()


class RightsForm(PressForm):
    rights = forms.MultipleChoiceField(
        label=_("What this person may do"), choices=Right.choices, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Handing a call to whoever is on call is always allowed. Opening a counselling file never is."),
    )
    until = forms.DateField(
        label=pgettext_lazy("hotline", "Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day. Leave it empty if there is none."),
    )
