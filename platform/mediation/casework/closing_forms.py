from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ClosingForm(forms.Form):
    matter_settled = forms.ChoiceField(
        label=_("Is the matter settled?"), widget=forms.RadioSelect,
        choices=[("yes", _("Yes, the matter is settled")), ("no", _("No, or only in part"))],
    )
    words = forms.CharField(
        label=_("A sentence for whoever reads the dossier"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
