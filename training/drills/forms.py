from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from training.drills.models import Scenario


class ScenarioForm(forms.ModelForm):  # type: ignore[type-arg]
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Scenario
        fields = ("title_zh", "title_en", "summary_zh", "summary_en", "script")
        widgets = {"script": forms.Textarea(attrs={"rows": 28, "spellcheck": "false"})}  # noqa: RUF012 -- Django reads it as a plain attribute
        help_texts = {"script": _("Scenes begin with ==, choices with >. A scene without choices is an ending.")}  # noqa: RUF012
