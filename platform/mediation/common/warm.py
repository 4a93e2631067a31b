"""Our own words at a field that was left out or cannot be read, in place of Django's: what to do, at whatever form they arise.

    class TalkForm(WarmForm): ...

Words a form gives itself (`error_messages`, `clean_…`) stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = dict[str, _StrPromise]

ONE = _("Please choose one.")
SOME: Words = {"required": _("Please choose at least one."), "invalid_choice": ONE, "invalid_list": ONE, "invalid_pk_value": ONE}
DASHES = "---------"  # what Django writes where nothing is chosen yet
FILE = _("The file did not arrive. Please choose it once more.")
# the first kind that fits; of two kinds the narrower one stands first
KINDS: tuple[tuple[type[forms.Field], Words], ...] = (
    (forms.ModelMultipleChoiceField, SOME),
    (forms.MultipleChoiceField, SOME),
    (forms.ModelChoiceField, {"required": ONE, "invalid_choice": ONE}),
    (forms.ChoiceField, {"required": ONE, "invalid_choice": ONE}),
    (forms.DateTimeField, {
        "required": _("Please give a day and an hour."),
        "invalid": _("We could not read this. Please write day and hour like 2026-12-15 09:30."),
    }),
    (forms.DateField, {
        "required": _("Please choose a day."), "invalid": _("We could not read this day. Please write it like 2026-12-15."),
    }),
    (forms.TimeField, {"required": _("Please give an hour."), "invalid": _("We could not read this hour. Please write it like 09:30.")}),
    (forms.IntegerField, {"required": _("Please write a number."), "invalid": _("Please write a number, in digits.")}),
    (forms.DecimalField, {"required": _("Please write a number."), "invalid": _("Please write a number, in digits.")}),
    (forms.BooleanField, {"required": _("Please tick this first.")}),
    (forms.FileField, {"required": _("Please choose a file."), "empty": _("This file is empty."), "missing": FILE, "invalid": FILE}),
    (forms.Field, {"required": _("Please write something here."), "invalid": _("We could not read this. Please look at it again.")}),
)
# of validators, whatever the field
LIMITS: Words = {
    "max_length": _("At most %(limit_value)s characters, please."),
    "min_length": _("At least %(limit_value)s characters, please."),
    "max_value": _("At most %(limit_value)s, please."),
    "min_value": _("At least %(limit_value)s, please."),
    "null_characters_not_allowed": _("This holds a sign that cannot be read. Please write it again."),
}


class WarmForm(forms.Form):
    """A form that speaks as the rest of the product does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.empty_label == DASHES:
                field.empty_label = _("Please choose") if field.required else "—"

    def add_error(self, field: str | None, error: Any) -> None:
        if field in self.fields and isinstance(error, ValidationError) and hasattr(error, "error_list"):
            error = ValidationError([_warm(self.fields[field], one) for one in error.error_list])
        super().add_error(field, error)


def _warm(field: forms.Field, one: ValidationError) -> ValidationError:
    code = one.code or ""
    if code in LIMITS:  # a form's own words for it stand in `error_messages`
        return one if code in field.error_messages else ValidationError(LIMITS[code], code, one.params)
    if one.message != _of_django(field, code):
        return one
    for kind, words in KINDS:
        if isinstance(field, kind) and code in words:
            return ValidationError(words[code], code)
    return one


def _of_django(field: forms.Field, code: str) -> Any:
    """What Django itself would say to this field; None where it says nothing."""
    for cls in type(field).__mro__:
        if cls.__module__.startswith("django.") and code in getattr(cls, "__dict__", {}).get("default_error_messages", {}):
            return cls.__dict__["default_error_messages"][code]
    return None
