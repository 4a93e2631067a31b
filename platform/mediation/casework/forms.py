"""What staff type: registering for somebody, sorting a case, planning a sitting."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mediation.casework.enums import DisputeType, Grade, SittingMode
from mediation.casework.services.case import STORY_LIMIT, WISH_LIMIT
from mediation.common import clock
from mediation.common.errors import Invalid
from mediation.people.services import clean_phone
from mediation.territory.models import Area


class PlainForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False

    def refuse(self, why: Invalid) -> None:
        """Put a service's refusal at the fields it names."""
        if not why.fields:
            self.add_error(None, str(why.message))
        for name, words in why.fields.items():
            self.add_error(name if name in self.fields else None, str(words))


def phone(value: str) -> str:
    if value.strip():
        try:
            clean_phone(value)
        except Invalid as why:
            raise forms.ValidationError(str(why.fields["phone"])) from why
    return value.strip()


def indented(place: Area) -> str:
    """The place's name, moved in below its town, so that a plain list reads as the tree it is."""
    return "\u3000" * {"village": 1, "grid": 2}.get(place.level, 0) + place.label


class RegisterForm(PlainForm):
    """A dispute written down for somebody by a grid worker or mediator. `press` is the page's own mark: pressed twice, it is one case."""

    press = forms.CharField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    area = forms.ModelChoiceField(label=_("Where is it?"), queryset=Area.objects.none(), to_field_name="public_id")
    kind = forms.ChoiceField(label=_("Type"), choices=DisputeType.choices)
    title = forms.CharField(label=_("In a few words"), max_length=80, required=False)
    story = forms.CharField(label=_("What happened?"), max_length=STORY_LIMIT, widget=forms.Textarea(attrs={"rows": 6}))
    wish = forms.CharField(
        label=_("What does the person wish for?"), max_length=WISH_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    name = forms.CharField(label=_("Name of the person"), max_length=60)
    phone = forms.CharField(label=_("Telephone of the person"), max_length=30, required=False)
    shared_phone = forms.BooleanField(label=_("Others read messages on this telephone"), required=False)
    safe_times = forms.CharField(label=_("When is it safe to call?"), max_length=80, required=False)
    other_name = forms.CharField(label=_("Name of the other side"), max_length=60, required=False)
    other_phone = forms.CharField(label=_("Telephone of the other side"), max_length=30, required=False)
    initiative = forms.BooleanField(
        label=_("Nobody has applied: the committee offers mediation on its own initiative"), required=False
    )
    willing = forms.BooleanField(label=_("The person was told that mediation is free and voluntary, and wants it"), required=False)
    urgent = forms.BooleanField(label=_("It cannot wait until tomorrow"), required=False)

    def __init__(self, *args: Any, areas: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        if areas is not None:
            field.queryset = areas
            field.label_from_instance = indented  # type: ignore[method-assign, assignment]

    def clean_press(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.cleaned_data["press"])
        except ValueError:  # a page from before, or somebody's own: the words alone then tell what is sent twice
            return None

    def clean_phone(self) -> str:
        return phone(self.cleaned_data["phone"])

    def clean_other_phone(self) -> str:
        return phone(self.cleaned_data["other_phone"])


class DescribeForm(PlainForm):
    title = forms.CharField(label=_("Title"), max_length=80)
    kind = forms.ChoiceField(label=_("Type"), choices=DisputeType.choices)
    grade = forms.ChoiceField(label=_("Difficulty"), choices=Grade.choices)


class RespondentForm(PlainForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))

    def clean_phone(self) -> str:
        return phone(self.cleaned_data["phone"])


class SittingForm(PlainForm):
    """Day and time are those of Shanghai, whatever the telephone believes."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Please give a day, for example 2026-12-15.")},
    )
    hour = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={"invalid": _("Please give a time, for example 14:30.")},
    )
    minutes = forms.IntegerField(label=_("Length in minutes"), initial=60, min_value=15, max_value=480)
    mode = forms.ChoiceField(label=_("How?"), choices=SittingMode.choices, initial=SittingMode.JOINT, widget=forms.RadioSelect)
    place = forms.CharField(label=_("Place, if not online"), max_length=80, required=False)
    risk = forms.CharField(
        label=_("What could go wrong, and what is prepared?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Short. Only you read it; it never goes to the parties or into the file."),
        error_messages={"required": _("A short note on what could go wrong is needed before every sitting.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("day") and data.get("hour") and moment(data["day"], data["hour"]) <= clock.now():
            self.add_error("day", _("This moment has already passed. Please choose a later one."))
        return data

    @property
    def starts_at(self) -> datetime:
        return moment(self.cleaned_data["day"], self.cleaned_data["hour"])


def moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=clock.SHANGHAI)
