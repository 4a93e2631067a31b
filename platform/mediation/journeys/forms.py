"""One question a screen. Each form keeps its answers under its own names in the draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mediation.casework.services.case import STORY_LIMIT, WISH_LIMIT
from mediation.common.errors import Invalid
from mediation.journeys.categories import CATEGORIES
from mediation.people.services import clean_phone
from mediation.territory.models import Area


class StepForm(forms.Form):
    """places: where the matter may be, offered by the screen that asks for it."""

    title: Any = ""

    def __init__(self, *args: Any, places: list[Area] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.places = places or []
        self.use_required_attribute = False  # our own words at the field instead of the browser's bubble


def _phone(value: str) -> str:
    if value.strip():
        try:
            clean_phone(value)
        except Invalid as why:
            raise forms.ValidationError(str(why.fields["phone"])) from why
    return value.strip()


class KindForm(StepForm):
    title = _("Which of these is it most like?")
    category = forms.ChoiceField(
        label=_("Which of these is it most like?"),
        choices=[(c.code, c.label) for c in CATEGORIES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one. If nothing fits, take the last one."), "invalid_choice": _("Please choose one.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].hints = {c.code: c.hint for c in CATEGORIES}  # type: ignore[attr-defined]


class StoryForm(StepForm):
    title = _("What happened?")
    story = forms.CharField(
        label=_("Tell it as you would tell a neighbour"),
        help_text=_("Since when, where, who. You need not write well."),
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": _("Please tell us in a few words what happened.")},
    )
    urgent = forms.BooleanField(label=_("It is heating up. It cannot wait until tomorrow."), required=False)

    def clean_story(self) -> str:
        return _within(self.cleaned_data["story"], STORY_LIMIT)


class QuestionForm(StepForm):
    title = _("What would you like to know?")
    story = forms.CharField(
        label=_("Your question or request"),
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": _("Please write your question.")},
    )

    def clean_story(self) -> str:
        return _within(self.cleaned_data["story"], STORY_LIMIT)


class OtherForm(StepForm):
    title = _("Who is the other side?")
    other_unknown = forms.BooleanField(label=_("I do not know who it is"), required=False)
    other_name = forms.CharField(
        label=_("Name, or what people call them"), required=False, max_length=60,
        error_messages={"max_length": _("At most 60 characters, please.")},
    )
    other_phone = forms.CharField(
        label=_("Their telephone, if you have it"), required=False, max_length=30,
        help_text=_("Your mediator calls first. Nothing is sent without that."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"max_length": _("This does not look like a telephone number.")},
    )

    def clean_other_phone(self) -> str:
        return _phone(self.cleaned_data["other_phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("other_unknown") and not (data.get("other_name") or "").strip() and "other_name" not in self.errors:
            self.add_error("other_name", _("Please give a name, or tick that you do not know who it is."))
        return data


class WishForm(StepForm):
    title = _("What would you wish for?")
    wish = forms.CharField(
        label=_("What should be different afterwards?"), required=False,
        help_text=_("It may be small. You can change it later."), widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_wish(self) -> str:
        return _within(self.cleaned_data["wish"], WISH_LIMIT)


class WhereForm(StepForm):
    title = _("Where is it?")
    place = forms.ChoiceField(
        label=_("Choose the village or community"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a place."), "invalid_choice": _("Please choose a place from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the type checker
        field.choices = [(str(a.public_id), a.label) for a in self.places]


class ReachForm(StepForm):
    title = _("How may we reach you?")
    name = forms.CharField(
        label=_("Your name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please tell us a name."), "max_length": _("At most 60 characters, please.")},
    )
    phone = forms.CharField(
        label=_("Your telephone"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={
            "required": _("Without a number nobody can call you back. A neighbour's or the village office's number will do too."),
            "max_length": _("This does not look like a telephone number."),
        },
    )
    shared_phone = forms.BooleanField(label=_("Others read messages on this telephone"), required=False)
    safe_times = forms.CharField(label=_("When is it safe to call?"), required=False, max_length=80)
    dialect = forms.CharField(label=_("Which speech is easiest for you?"), required=False, max_length=40)

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])


class HelperForm(StepForm):
    title = _("Who is filling this in?")
    helper = forms.CharField(
        label=_("Name of the person who writes, and who they are to you"), required=False, max_length=80,
        help_text=_("For example: Li Juan, the neighbour. The questions that follow are about the person who needs help."),
        error_messages={"max_length": _("At most 80 characters, please.")},
    )


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise forms.ValidationError(
            _("This is %(n)s characters long; we can take %(limit)s. Please shorten it: the mediator will ask for the rest."),
            params={"n": len(text), "limit": limit},
        )
    return text.strip()


DISPUTE = ("kind", "story", "other", "wish", "where", "reach")
QUESTION = ("question", "where", "reach")
FORMS: dict[str, type[StepForm]] = {
    "kind": KindForm, "story": StoryForm, "question": QuestionForm, "other": OtherForm, "wish": WishForm,
    "where": WhereForm, "reach": ReachForm, "helper": HelperForm,
}


def steps_of(mode: str) -> tuple[str, ...]:
    return QUESTION if mode == "question" else DISPUTE


class ReachChoiceForm(forms.Form):
    """Whose telephone it is. Shared or unsafe are one answer: nothing is sent there."""

    phone_is = forms.ChoiceField(
        label=_("Who reads messages on your telephone?"), widget=forms.RadioSelect,
        choices=[("own", _("Only I do")), ("shared", _("Others read them too, or I am not sure: send nothing"))],
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose one.")},
    )
    safe_times = forms.CharField(
        label=_("When is it safe to call?"), required=False, max_length=80, help_text=_("For example: weekday mornings."),
        error_messages={"max_length": _("At most 80 characters, please.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False

    def refuse(self, why: Invalid) -> None:
        for name, words in why.fields.items():
            self.add_error(name, str(words))
