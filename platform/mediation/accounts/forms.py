from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.accounts.models import User
from mediation.accounts.recovery import Reason
from mediation.accounts.roles import Role
from mediation.common.actor import Actor
from mediation.common.policy import under
from mediation.territory.models import Area, Organisation
from mediation.territory.selectors import organisations, standing


class PlaceForm(forms.Form):
    """A role and where it is held; offers only the places the asker answers for."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    area = forms.ModelChoiceField(label=_("Place"), queryset=Area.objects.none())
    organisation = forms.ModelChoiceField(label=_("Committee or studio"), queryset=Organisation.objects.none(), required=False)

    def __init__(self, *args: Any, actor: Actor, capability: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = under("path", actor.reach(capability))
        area: forms.ModelChoiceField[Area] = self.fields["area"]  # type: ignore[assignment]
        area.queryset = Area.objects.none() if here is None else Area.objects.filter(here, standing()).order_by("path")
        area.label_from_instance = _indented  # type: ignore[method-assign,assignment]
        organisation: forms.ModelChoiceField[Organisation] = self.fields["organisation"]  # type: ignore[assignment]
        organisation.queryset = organisations()


class NewUserForm(PlaceForm):
    display_name = forms.CharField(label=_("Name"), max_length=80)
    username = forms.SlugField(label=_("Sign-in name"), max_length=60, help_text=_("Letters, digits, underscores and dashes."))
    telephone = forms.CharField(label=_("Duty telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail, for urgent notices"), required=False)
    field_order = ("display_name", "username", "telephone", "email", "role", "area", "organisation")

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("Somebody already signs in with this name. Please choose another."))
        return name


class SecondFactorOffForm(forms.Form):
    reason = forms.ChoiceField(label=pgettext_lazy("accounts", "Why?"), choices=Reason.choices, widget=forms.RadioSelect)
    recognised = forms.BooleanField(label=_("I have made sure that it is really this person"))


def _indented(place: Area) -> str:
    """The place's name, moved in by its level, so that the tree can be read in a plain list."""
    return "　" * (int(place.depth) - 1) + place.label
