"""The second factor (第二重验证): a passkey or an authenticator app, with recovery codes for the day the phone is gone.

allauth does the cryptography. Here stands what it leaves open: its secrets are sealed, a code is good for one use also
when several processes serve, and wrong codes are counted in the database.
"""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.accounts import limits
from mediation.common.errors import TooMany
from mediation.vault import sealing

TRIES = 10  # wrong codes in an hour
HOUR = 3600
SCOPE, PLACE = "accounts", "mfa.authenticator.secret"

LAST = _("This is your only second factor. Please set up another one first.")


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Settings name it as MFA_ADAPTER."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The passkey was not accepted. Please try once more, or use another way."),
        "cannot_delete_authenticator": LAST,
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(SCOPE, PLACE, text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(SCOPE, PLACE, encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where a second factor is asked for, the last one stays."""
        return not settings.REQUIRE_SECOND_FACTOR or others(authenticator)

    def generate_authenticator_name(self, user: Any, type: str) -> str:  # noqa: A002 -- allauth's word
        made = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)s") % {"number": made + 1}


def others(authenticator: Authenticator) -> bool:
    """Would a second factor remain without this one?"""
    kept = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
    return bool(kept.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def accepted(user: Any, code: str) -> Authenticator | None:
    """The authenticator app or the recovery codes this code belongs to. Raises TooMany after ten wrong ones in an hour.

    A code of the app is good once (RFC 6238, section 5.2), and for one step of thirty seconds around the present, so that
    a clock that is a little off still works. Three of a million codes are right at a time: ten tries an hour find one
    with a chance of 1 in 33 000, and only somebody who has the password comes so far.
    """
    limits.spend("second-factor", str(user.pk), limit=TRIES, seconds=HOUR)
    typed = "".join(code.split()).replace("-", "")
    for kept in Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.WEBAUTHN).order_by("-type"):
        right = _use_totp(kept, typed) if kept.type == Authenticator.Type.TOTP else kept.wrap().validate_code(typed)
        if right:
            limits.forgive("second-factor", str(user.pk), seconds=HOUR)
            kept.user = user
            return kept
    return None


def step_of(secret: str, code: str) -> int | None:
    """The step of thirty seconds whose code this is, within the tolerance."""
    return next((step for step in yield_hotp_counters_from_time() if format_hotp_value(hotp_value(secret, step)) == code), None)


def _use_totp(kept: Authenticator, code: str) -> bool:
    step = step_of(decrypt(kept.data["secret"]), code)
    return step is not None and limits.first("totp", f"{kept.pk}:{step}")


def in_words(refusal: TooMany) -> str:
    minutes = max(1, round(refusal.retry_after / 60))
    return gettext("Too many wrong codes. Please wait %(minutes)s minutes, then try again.") % {"minutes": minutes}
