from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class VerifyForm(forms.Form):
    """A file, or the code printed on the paper, or a file's SHA-256 (which the page itself computes where it can)."""

    code = forms.CharField(label=_("Code on the paper"), max_length=100, required=False)
    file = forms.FileField(label=_("The PDF file"), required=False)
