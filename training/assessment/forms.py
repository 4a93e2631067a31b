from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from training.assessment.enums import Competency

ENCODINGS = [("", _("UTF-8 (usual)")), ("gb18030", _("GB18030, GBK or GB2312")), ("big5", "Big5"), ("utf-16", "UTF-16")]


class BringInForm(forms.Form):
    """A file of questions."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Please choose a file."), "empty": _("This file is empty.")})
    competency = forms.ChoiceField(label=_("Competency, where the file names none"), choices=Competency.choices, initial=Competency.LAW)
    language = forms.ChoiceField(
        label=_("Language of the texts"), choices=[("zh-hans", "中文"), ("en", "English")], initial="zh-hans", widget=forms.RadioSelect
    )
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)
