from __future__ import annotations

import uuid
from typing import Any

from django import forms

from mediation.common.errors import Invalid
from mediation.common.warm import WarmForm


class PressForm(WarmForm):
    """A form that carries the number of its page: pressed twice, it is taken once."""

    press = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["press"].initial = uuid.uuid4

    @property
    def form_id(self) -> uuid.UUID:
        return self.cleaned_data.get("press") or uuid.uuid4()

    def say(self, why: Invalid) -> None:
        """A service's refusal at the fields it is about; nothing typed is lost."""
        for name, text in (why.fields or {"": why.message}).items():
            self.add_error(name if name in self.fields else None, str(text))


def ids_of(typed: list[str]) -> set[uuid.UUID]:
    """The ticked rows of a list; whatever is no id is passed over."""
    found = set()
    for text in typed[:5000]:
        try:
            found.add(uuid.UUID(text))
        except ValueError:
            continue
    return found
