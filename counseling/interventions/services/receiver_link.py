"""How an outside service reaches its referral: a link and a code, both sent to its own duty telephone, kept here only as indices."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from counseling.interventions.models import Referral
from counseling.interventions.referring import ReferralState
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Invalid, NotFound, TooMany
from mediation.notifications.services import text
from mediation.vault import sealing

WRONG_AT_MOST = 5
KEPT = timedelta(days=180)
PURPOSE = "care.referral"


def receiver_of(row: Referral) -> Actor:
    """Who acts on the receiver's pages: the service itself, by the referral's id."""
    return system(f"care.receiver.{row.id}")


def issue(row: Referral, phone: str, origin: str) -> None:
    """Send a fresh link and a fresh code in two messages; what was sent before is dead. Inside a transaction."""
    token, code = secrets.token_urlsafe(18), f"{secrets.randbelow(10**6):06d}"
    Referral.objects.filter(pk=row.pk).update(
        link_index=sealing.blind_index(PURPOSE, token), code_index=sealing.blind_index(f"{PURPOSE}:{row.id}", code), wrong_codes=0
    )
    text(phone, "care.referral_link", link=f"{origin}/care/receive/{token}/")
    text(phone, "care.referral_code", code=code)


def remind(row: Referral) -> None:
    text(sealing.unseal(row.scope, row.spot("number"), row.number_sealed), "care.referral_still")


def found(token: str) -> Referral:
    """Raises NotFound for a link that is unknown, dead or too old: the three look the same."""
    index = sealing.blind_index(PURPOSE, token)
    row = Referral.objects.filter(link_index=index, to_user=None).select_related("flag", "by", "follows").first() if index else None
    if row is None or row.sent_at < clock.now() - KEPT or row.state in (ReferralState.REPLACED, ReferralState.TAKEN_BACK):
        raise NotFound
    return row


def check(row: Referral, code: str) -> None:
    """The code of the second message. Raises Invalid at the field; after five wrong ones the sender has to send a new one."""
    digits = "".join(c for c in code if c.isdecimal())
    # counted before it is looked at: guesses sent side by side count too
    if not Referral.objects.filter(pk=row.pk, wrong_codes__lt=WRONG_AT_MOST).update(wrong_codes=F("wrong_codes") + 1):
        raise TooMany(
            _("Too many wrong codes. Please call the sender: a new code will be sent to your duty telephone."), retry_after=3600
        )
    if not secrets.compare_digest(sealing.blind_index(f"{PURPOSE}:{row.id}", digits), row.code_index):
        raise Invalid(fields={"code": _("This code does not fit. It stands in the second message.")})
    Referral.objects.filter(pk=row.pk).update(wrong_codes=0)
    trail.record_read(receiver_of(row), "care.referral_open", ("referral", row.id))
