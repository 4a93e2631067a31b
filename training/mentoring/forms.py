from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mediation.common import clock
from training.assessment.enums import Competency
from training.competencies.indicators import BY_CODE, INDICATORS, Indicator, Level
from training.mentoring.enums import AT_A_SITTING, Kind
from training.mentoring.selectors.standing import SeatRow


class Day(forms.DateInput):
    """The browser's own calendar; it wants its days written one way, whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ProposeForm(forms.Form):
    apprentice = forms.TypedChoiceField(label=_("Whom?"), coerce=UUID, choices=())
    plan = forms.CharField(
        label=_("Plan"), widget=forms.Textarea(attrs={"rows": 5}), help_text=_("What is to be learned until when, and at which cases.")
    )
    rhythm = forms.CharField(label=_("How often do you meet?"), max_length=120)
    until = forms.DateField(label=_("Until which day?"), widget=Day())

    def __init__(self, *args: Any, people: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["apprentice"].choices = [("", "—"), *people]  # type: ignore[attr-defined]


class LogForm(forms.Form):
    kind = forms.ChoiceField(label=pgettext_lazy("mentoring", "What was it?"), choices=[("", "—"), *Kind.choices])
    seat = forms.TypedChoiceField(
        label=pgettext_lazy("mentoring", "Which sitting?"), coerce=UUID, empty_value=None, required=False, choices=(),
        help_text=_("Only for the sheet on a sitting and the talks before and after it."),
    )
    on = forms.DateField(label=pgettext_lazy("mentoring", "On which day?"), widget=Day())
    minutes = forms.IntegerField(label=pgettext_lazy("mentoring", "How many minutes?"), min_value=1, max_value=720)
    words = forms.CharField(
        label=_("What was seen, and what comes next"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Without names. Only the two of you read it; it is kept encrypted."),
    )
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, seats: tuple[SeatRow, ...], mentor: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        agreed = [s for s in seats if s.seen is not None and s.seen.consented]
        self.fields["seat"].choices = [  # type: ignore[attr-defined]
            ("", "—"), *((str(s.row.pk), f"{clock.day_of(s.seen.starts_at)} · {s.row.get_kind_display()}") for s in agreed if s.seen)
        ]
        self.mentor = mentor

    @property
    def competencies(self) -> list[tuple[str, list[tuple[Indicator, str]]]]:
        """The indicators by competency with what is chosen; for the mentor only."""
        if not self.mentor:
            return []
        return [
            (str(c.label), [(i, str(self.data.get(f"seen-{i.code}", ""))) for i in INDICATORS if i.competency == c]) for c in Competency
        ]

    @property
    def levels(self) -> list[tuple[int, str]]:
        return [(int(v), str(label)) for v, label in Level.choices]

    def observed(self) -> dict[str, int]:
        """The levels that were chosen; "not observed" is left out."""
        given = {code: str(self.data.get(f"seen-{code}", "")) for code in BY_CODE}
        return {code: int(v) for code, v in given.items() if v.isdecimal() and len(v) < 3}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in AT_A_SITTING and "seat" not in self.errors and not data.get("seat"):
            self.add_error("seat", _("Please say which sitting it was. Only sittings to which both parties agreed are in the list."))
        return data


class LadderForm(forms.Form):
    valid_from = forms.DateField(label=_("Holds from"), widget=Day())
    notice_days = forms.IntegerField(label=_("Days of public notice"), min_value=1, max_value=60)
    at_most = forms.IntegerField(label=_("Apprentices of one mentor, at most"), min_value=1, max_value=20)

    drills_by_log = forms.BooleanField(
        label=_("Drills in the signed log count too"), required=False,
        help_text=_("Drills of the drill room always count. A line of the log stands for a drill that was played elsewhere."),
    )

    def __init__(self, *args: Any, gates: list[tuple[int, Any, int, str]], steps: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for step, kind, number, source in gates:
            self.fields[f"n-{step}-{kind}"] = forms.IntegerField(
                label=f"{steps(step).label}: {kind.label}", min_value=1, max_value=500, initial=number, help_text=gettext(source)
            )

    def numbers(self) -> dict[tuple[int, str], int]:
        found = {}
        for name, value in self.cleaned_data.items():
            if name.startswith("n-"):
                _n, step, kind = name.split("-", 2)
                found[int(step), kind] = int(value)
        return found
