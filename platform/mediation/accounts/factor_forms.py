"""The forms allauth shows for the second factor, in our words and with our counting (settings: MFA_FORMS)."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mediation.accounts import limits, second_factor
from mediation.common.errors import TooMany

WRONG = _("This code is not right, or it was used before. The app shows a new one every 30 seconds; a recovery code works once.")
NOT_RIGHT = _("This code is not right. Type the six digits the app shows now; if it goes on, look whether your phone tells the right time.")


def _digits(label: Any, help_text: Any = "") -> forms.CharField:
    how = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20", "spellcheck": "false"}
    return forms.CharField(label=label, help_text=help_text, max_length=20, widget=forms.TextInput(attrs=how))


class _CodeForm(BaseAuthenticateForm):  # type: ignore[misc]
    code = _digits(_("Code"), _("Six digits from your authenticator app, or one of your recovery codes."))

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            found = second_factor.accepted(self.user, code)
        except TooMany as refusal:
            raise ValidationError(second_factor.in_words(refusal)) from refusal
        if found is None:
            main = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN).order_by("-type").first()
            if main is not None:
                self._emit_authentication_failed(main)
            raise ValidationError(WRONG)
        self.authenticator = found
        return code

    def save(self) -> None:
        super().save()
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            left = len(self.authenticator.wrap().get_unused_codes())
            words = ngettext(
                "You used a recovery code. %(count)s is left; you can make new ones under “My account”.",
                "You used a recovery code. %(count)s are left; you can make new ones under “My account”.",
                left,
            )
            messages.warning(context.request, words % {"count": left})


class EnterCode(_CodeForm, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class ConfirmCode(_CodeForm, ReauthenticateForm):  # type: ignore[misc]
    """Once more, before how one signs in is changed."""


class SetUpApp(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of the app proves that it has read the secret."""

    code = _digits(_("The six digits the app shows"))

    def clean_code(self) -> str:
        code = "".join(str(self.cleaned_data["code"]).split())
        try:
            limits.spend("second-factor", str(self.user.pk), limit=second_factor.TRIES, seconds=second_factor.HOUR)
        except TooMany as refusal:
            raise ValidationError(second_factor.in_words(refusal)) from refusal
        if second_factor.step_of(self.secret, code) is None:
            raise ValidationError(NOT_RIGHT)
        limits.forgive("second-factor", str(self.user.pk), seconds=second_factor.HOUR)
        return code


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label, name.max_length, name.required = _("What shall it be called?"), 40, True
        name.help_text = _("So that you can tell your devices apart, for example “my phone”.")
        alone = self.fields["passwordless"]
        alone.label, alone.initial = _("Signs me in alone, without a password"), True
        alone.help_text = _("The device then asks for your finger, face or PIN. Leave this out for a simple USB key without a PIN.")


class RenamePasskey(EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].max_length = _("What shall it be called?"), 40
