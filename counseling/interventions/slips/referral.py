from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from counseling.interventions.forms import LONG, PressForm
from counseling.interventions.referring import PARTS, AskedBasis, Receiver
from counseling.screening.models import Flag
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.common.warm import WarmForm

TOLD = _("Only what the receiver needs. They read exactly these words.")


class ReferralForm(PressForm):
    """To whom, on what ground, and the minimal data set (ISBAR)."""

    written = tuple(PARTS)
    receiver = forms.ChoiceField(label=_("To whom"), choices=Receiver.choices, widget=forms.RadioSelect, initial=Receiver.COLLEAGUE)
    to_user = forms.ModelChoiceField(label=_("Which colleague"), queryset=User.objects.none(), required=False)
    place = forms.CharField(label=_("Which service"), required=False, max_length=80)
    number = forms.CharField(
        label=_("Duty telephone of the service"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("Link and code go there in two messages. You never see them, so only the service itself can answer."),
    )
    basis = forms.ChoiceField(label=_("On what ground"), choices=AskedBasis.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, flag: Flag, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in PARTS.items():
            self.fields[name] = forms.CharField(
                label=label, required=name in ("situation", "request"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 3}),
                help_text=TOLD if name == "situation" else "",
            )
        choice = cast("forms.ModelChoiceField[User]", self.fields["to_user"])
        choice.queryset = rota.counsellors(flag.area_path).exclude(pk=user.pk)
        for name in ("to_user", "place", "number"):  # asked for by the one or the other receiver: the label says so
            words = _("(for a colleague)") if name == "to_user" else _("(for another service)")
            self.fields[name].when = words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What this receiver needs, said together with everything else that is missing and not after it."""
        data = super().clean() or {}
        receiver = data.get("receiver")
        if receiver == Receiver.COLLEAGUE and not data.get("to_user"):
            self.add_error("to_user", _("Please choose a colleague."))
        elif receiver and receiver != Receiver.COLLEAGUE:
            if not data.get("place", "").strip():
                self.add_error("place", _("Please name the service."))
            if not data.get("number", "").strip() and "number" not in self.errors:
                self.add_error("number", _("Please give the duty telephone of the service."))
        return data


class CodeForm(WarmForm):
    code = forms.CharField(
        label=_("Code from the second message"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class WhoForm(WarmForm):
    who = forms.CharField(label=_("Your name and office"), max_length=80)


class ReturnForm(WarmForm):
    reason = forms.CharField(label=_("Why it cannot be taken"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class TakeBackForm(WarmForm):
    why = forms.CharField(label=_("Why it is taken back"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class FeedbackForm(WarmForm):
    feedback = forms.CharField(
        label=_("What the sender should know"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No diagnosis is needed. Whether the person came and what happens next is enough."),
    )
