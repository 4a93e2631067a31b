from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.accounts.models import User
from training.drills.models import Scenario
from training.roleplay.enums import NEEDED, RoleCode
from training.roleplay.models import Play


class PlayForm(forms.ModelForm):  # type: ignore[type-arg]
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    press = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    class Meta:
        model = Play
        fields = ("title_zh", "title_en", "solo", "script")
        widgets = {"script": forms.Textarea(attrs={"rows": 28, "spellcheck": "false"})}  # noqa: RUF012 -- Django reads it as a plain attribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["solo"].queryset = Scenario.objects.exclude(versions=None)  # type: ignore[attr-defined]


class PrepareForm(forms.Form):
    """When, who plays what, who observes. The roles are those of the play."""

    press = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    planned_at = forms.DateTimeField(
        label=pgettext_lazy("roleplay", "When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, roles: Mapping[str, str], there: Mapping[str, User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = list(roles)
        people = [(key, str(user)) for key, user in there.items()]
        for role, name in roles.items():
            self.fields[role] = forms.ChoiceField(
                label=f"{RoleCode(role).label} · {name}", choices=[("", _("nobody yet")), *people], required=role in NEEDED,
                error_messages={"required": _("Nobody plays this role yet.")},
            )
        self.fields["observers"] = forms.MultipleChoiceField(
            label=_("Observers"), choices=people, required=False, widget=forms.CheckboxSelectMultiple,
            help_text=_("Two or more see better than one; they do not see each other's sheets until all are closed."),
        )

    @property
    def cast(self) -> dict[str, str]:
        return {role: self.cleaned_data.get(role, "") for role in self.roles}

    @property
    def form_id(self) -> uuid.UUID:
        return self.cleaned_data.get("press") or uuid.uuid4()
