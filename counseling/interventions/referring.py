"""Codes of referrals (转介): to whom, on what ground, and how far the answer has come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from counseling.screening.enums import GUARDED, Level

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Receiver(TextChoices):
    """To whom a person may be handed on (reference 4.6)."""

    COLLEAGUE = "colleague", _("a colleague")
    HOSPITAL = "hospital", _("hospital, psychiatric department")
    AMBULANCE = "ambulance", _("ambulance (120)")
    POLICE = "police", _("the police")
    WOMEN = "women", _("women's federation")
    CIVIL = "civil", _("civil affairs")
    JUSTICE = "justice", _("judicial office")
    LEGAL_AID = "legal_aid", _("legal aid")
    SCHOOL = "school", _("school")
    OTHER = "other", _("another service")


class AskedBasis(TextChoices):
    """Why the words may leave the house."""

    AGREED = "agreed", _("the person agrees that these words are passed on")
    DANGER = "danger", _("danger: passed on without agreement, as little as possible")


class ReferralState(TextChoices):
    """Every step after the first is taken by the receiver."""

    SENT = "sent", _("sent, not yet acknowledged")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    ACCEPTED = "accepted", _("accepted by the receiver")
    ATTENDED = "attended", _("the person was there")
    DONE = "done", _("finished with feedback")
    RETURNED = "returned", _("returned")
    REPLACED = "replaced", _("another service has acknowledged instead")
    TAKEN_BACK = "taken_back", _("taken back by the sender")


# the same states as the receiver reads them: about what they have done themselves
OWN_WORDS: dict[ReferralState, str | _StrPromise] = {
    ReferralState.SENT: _("New: please say whether it has reached you"),
    ReferralState.ACKNOWLEDGED: _("You have received it; it is not decided yet"),
    ReferralState.ACCEPTED: _("You have taken this person on"),
    ReferralState.ATTENDED: _("The person was with you"),
    ReferralState.DONE: _("Finished: your feedback has been sent"),
    ReferralState.RETURNED: _("You have returned it"),
}
WAITING = frozenset({ReferralState.SENT, ReferralState.ACKNOWLEDGED})
TAKEN = frozenset({ReferralState.ACCEPTED, ReferralState.ATTENDED, ReferralState.DONE})
ENDED = frozenset({ReferralState.DONE, ReferralState.RETURNED, ReferralState.REPLACED, ReferralState.TAKEN_BACK})

# the minimal data set after ISBAR: who it is comes from the register, these four are written
PARTS: dict[str, str | _StrPromise] = {
    "situation": _("What is the matter now"),
    "background": _("What one has to know of before"),
    "assessment": _("How you judge it (no diagnosis)"),
    "request": _("What you ask the receiver to do"),
}


def remind_after(level: Level) -> timedelta:
    """How long a referral may stay unacknowledged: 24 hours (reference 4.6); where the level is red or orange, orange's two hours."""
    return timedelta(hours=2) if level in GUARDED else timedelta(hours=24)
