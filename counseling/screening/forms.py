"""One question a screen; every one of them may be left out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.core import signing
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from counseling.screening import battery
from counseling.screening.battery import Question
from counseling.screening.bundles import loader as bundles
from counseling.screening.enums import CallWish
from mediation.common import clock
from mediation.common.warm import WarmForm

SKIP = "skip"
ORDER = ("party", "petition", "fraud", "family", "correction", "minor", "minor_child", "elderly", "checkup")
_SALT = "care.shown"


class AnswerForm(WarmForm):
    """`shown` is when the page was made, signed; it only measures how long the answer took and may be missing."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("screening", "Your answer"), widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose one of the answers, or say that you would rather not."),
            "invalid_choice": _("Please choose one of the answers, or say that you would rather not."),
        },
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, question: Question, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["answer"])
        field.choices = [
            *((str(value), text) for value, text in question.options(language)),
            *([] if question.is_interview and not question.safety else [(SKIP, _("I would rather not say"))]),
        ]
        self.fields["shown"].initial = signing.dumps(int(clock.now().timestamp() * 1000), salt=_SALT)

    @property
    def value(self) -> int | None:
        """The chosen number; None for "I would rather not say"."""
        chosen: str = self.cleaned_data["answer"]
        return None if chosen == SKIP else int(chosen)

    @property
    def elapsed_ms(self) -> int | None:
        try:
            shown = int(signing.loads(self.cleaned_data.get("shown") or "", salt=_SALT, max_age=timedelta(days=1)))
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return max(0, int(clock.now().timestamp() * 1000) - shown)


class WishForm(WarmForm):
    wish = forms.ChoiceField(
        label=_("Shall somebody call you?"), choices=CallWish.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose one.")},
    )


class BundleForm(WarmForm):
    """Which group's questions."""

    bundle = forms.ChoiceField(
        label=_("Which questions?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose one.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = battery.known(get_language())
        cast("forms.ChoiceField", self.fields["bundle"]).choices = [(c, bundles.bundle(c).title[language]) for c in ORDER]

    @staticmethod
    def hints() -> dict[str, str]:
        language = battery.known(get_language())
        return {c: bundles.bundle(c).about[language] for c in ORDER}
