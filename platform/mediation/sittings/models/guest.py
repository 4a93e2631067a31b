from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.models import Party, Sitting
from mediation.sittings.enums import GuestRole


class SittingGuest(models.Model):
    """Somebody invited to one sitting (受邀参加人): with a personal link, or a colleague under the own name (`user`).

    The telephone to which the link went is not kept. `subject` is the guest identity behind the link.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="guests")
    role = models.CharField(_("as what"), max_length=12, choices=GuestRole)
    name = models.CharField(_("name of the person"), max_length=60)
    purpose = models.CharField(_("what for"), max_length=120)  # the parties read it before they consent
    subject = models.UUIDField(default=uuid.uuid4, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    came_at = models.DateTimeField(_("has opened the link"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("invitation taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("invited person")
        verbose_name_plural = _("invited people")
        ordering: ClassVar[list[str]] = ["invited_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["sitting", "user"], condition=models.Q(user__isnull=False, withdrawn_at=None), name="guest_user_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"

    @property
    def actor_key(self) -> str:
        return f"user:{self.user.public_id}" if self.user is not None else f"guest:{self.subject}"


class GuestConsent(models.Model):
    """A party's answer to one invited person (对受邀参加人的同意). text_hash: of the words the answer was given to."""

    guest = models.ForeignKey(SittingGuest, on_delete=models.CASCADE, related_name="consents")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    yes = models.BooleanField(_("agrees"))
    text_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["guest", "party"], name="consent_once_per_party")
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.yes}"
