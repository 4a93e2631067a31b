"""What is typed about an agreement. Rules are in the services; a form only turns text into values and shows what is wrong where."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mediation.casework.agreement_enums import AgreementForm, ClauseKind, PersonalMatter
from mediation.casework.models import Party
from mediation.casework.selectors.agreement import OpenClause
from mediation.casework.services.clause import MANNER_LIMIT, TEXT_LIMIT, ClauseValues
from mediation.common.errors import Invalid

SHOWN = {
    ClauseKind.RESPONSIBILITY: ("party",),
    ClauseKind.OBLIGATION: ("payer", "payee", "amount", "due_on", "manner"),
}
LABELS = {
    ClauseKind.FACT: _("What happened, when and where"),
    ClauseKind.DISPUTE: _("What the parties disagree about"),
    ClauseKind.RESPONSIBILITY: _("What this side answers for"),
    ClauseKind.OBLIGATION: _("What is to be done"),
    ClauseKind.OTHER: _("What else is agreed"),
}


def show_errors(form: forms.Form, refused: Invalid) -> None:
    """A service's refusal at the fields it names; anything else stands above the form."""
    for name, message in refused.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not refused.fields:
        form.add_error(None, refused.message)


class ClauseForm(forms.Form):
    """One clause; only the fields that its kind has."""

    kind = forms.CharField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 3, "maxlength": TEXT_LIMIT}), required=False, max_length=TEXT_LIMIT)
    party = forms.TypedChoiceField(label=_("Whose responsibility"), coerce=uuid.UUID, empty_value=None, required=False)
    payer = forms.TypedChoiceField(label=_("Who does it"), coerce=uuid.UUID, empty_value=None, required=False)
    payee = forms.TypedChoiceField(label=_("For whom"), coerce=uuid.UUID, empty_value=None, required=False)
    amount = forms.DecimalField(
        label=_("Amount in yuan"), max_digits=14, decimal_places=2, required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}), help_text=_("Leave it empty if no money is paid."),
    )
    due_on = forms.DateField(label=_("By which day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    manner = forms.CharField(
        label=_("In which manner"), max_length=MANNER_LIMIT, required=False, help_text=_("For example: bank transfer, cash, in person.")
    )

    def __init__(self, data: Any = None, *, parties: tuple[Party, ...], kind: str, **more: Any) -> None:
        super().__init__(data, **more)
        self.clause_kind = ClauseKind(kind) if kind in ClauseKind.values else ClauseKind.OTHER
        self.fields["kind"].initial = self.clause_kind
        self.fields["text"].label = LABELS[self.clause_kind]
        people = [(str(p.pk), p.person.name) for p in parties]
        for name in ("party", "payer", "payee"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 -- tells the type checker
            field.choices = [("", _("all of them") if name == "party" else "—"), *people]
        for name in ("party", "payer", "payee", "amount", "due_on", "manner"):
            if name not in SHOWN.get(self.clause_kind, ()):
                del self.fields[name]

    def values(self) -> ClauseValues:
        found = self.cleaned_data
        return ClauseValues(
            kind=self.clause_kind, text=found.get("text", ""), manner=found.get("manner", ""), party=found.get("party"),
            payer=found.get("payer"), payee=found.get("payee"), amount=found.get("amount"), due_on=found.get("due_on"),
        )

    @staticmethod
    def initial_of(clause: OpenClause) -> dict[str, Any]:
        row = clause.row
        people = (("party", row.party_id), ("payer", row.payer_id), ("payee", row.payee_id))
        ids = {name: str(value) if value else "" for name, value in people}
        return {
            "kind": row.kind, "version": row.version, "text": clause.text, "manner": clause.manner, "amount": row.amount,
            "due_on": row.due_on, **ids,
        }


class SettingsForm(forms.Form):
    form = forms.ChoiceField(label=_("Form"), choices=AgreementForm.choices)
    matter = forms.ChoiceField(
        label=_("Is it about one of these?"), choices=[("", _("none of these")), *PersonalMatter.choices], required=False,
        help_text=_("They are signed in ink only. A court does not confirm agreements on marriage, adoption or identity."),
    )
    on_paper = forms.BooleanField(label=_("Everybody signs on paper"), required=False)


class InkForm(forms.Form):
    """The photos are drawn by their own component and judged by the service; the field here holds what is wrong with them."""

    sending = forms.CharField(required=False, widget=forms.HiddenInput)
    photos = forms.FileField(required=False)
    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean_sending(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.cleaned_data["sending"])
        except ValueError:  # a page from before, or somebody's own: the bytes alone then tell what is sent twice
            return None


class OralForm(forms.Form):
    reached_at = forms.DateTimeField(
        label=_("When did they agree?"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Your name, as on your identity card"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    myself = forms.BooleanField(label=_("I am this person and I sign for nobody else"))


class ReadForm(forms.Form):
    read = forms.BooleanField(label=_("I have read the whole text and understood it"))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The six digits from the text message"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("Do you want to say more?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("You need not."),
    )
