from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.interventions.referring import AskedBasis, Receiver, ReferralState
from counseling.screening.models import Flag
from mediation.vault.models import SealedField


class Referral(models.Model):
    """A hand-over to a colleague or to another service (转介). Only the receiver's answer moves it on; the sender never ends it.

    to_user: the colleague of an internal hand-over; else `place` names the outside service and `number_sealed` its duty telephone.
    follows: an earlier one that nobody answered; it is replaced at the moment the receiver of this one acknowledges.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="referrals")
    area_path = models.CharField(max_length=255)
    receiver = models.CharField(max_length=12, choices=Receiver)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals_received"
    )
    place = models.CharField(max_length=80, blank=True)
    number_sealed = SealedField(blank=True)
    basis = models.CharField(max_length=10, choices=AskedBasis)
    body_sealed = SealedField()  # the minimal data set, JSON by `referring.PARTS`
    answer_sealed = SealedField(blank=True)  # the receiver's own words, JSON: who acknowledged, why returned, feedback
    state = models.CharField(max_length=14, choices=ReferralState, default=ReferralState.SENT)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="referrals_sent")
    sent_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)  # accepted or returned
    ended_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    link_index = models.CharField(max_length=64, blank=True, db_index=True)  # blind index of the link's token
    code_index = models.CharField(max_length=64, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    press = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering: ClassVar[list[str]] = ["-sent_at"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> str:
        return f"care:{self.subject}"

    @property
    def internal(self) -> bool:
        return self.to_user_id is not None

    def spot(self, field: str) -> str:
        """The vault's place of one of the sealed fields."""
        return f"interventions_referral.{field}:{self.id}"
