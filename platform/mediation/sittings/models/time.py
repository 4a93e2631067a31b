from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.models import Party, Sitting
from mediation.sittings.enums import WishState
from mediation.vault.models import SealedField


class Engaged(models.Model):
    """A time at which somebody cannot come (没空的时间): a mediator (`user`) or a party. No reason is asked for and none is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, related_name="engaged")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(user__isnull=True) ^ models.Q(party__isnull=True), name="engaged_one_owner"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="engaged_ends_later"),
            models.UniqueConstraint(
                fields=["user", "starts_at", "ends_at"], condition=models.Q(user__isnull=False), name="engaged_user_once"
            ),
            models.UniqueConstraint(
                fields=["party", "starts_at", "ends_at"], condition=models.Q(party__isnull=False), name="engaged_party_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at} {self.ends_at}"


class PartyClock(models.Model):
    """Where a party far away keeps its clock (当事人时区). Appointments are then shown in both times."""

    party = models.OneToOneField(Party, on_delete=models.CASCADE, primary_key=True, related_name="clock")
    zone = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.zone


class MoveWish(models.Model):
    """A party asks for another time (改期请求), with up to three that would suit. One open wish for each party and sitting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="wishes")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    options = models.JSONField(default=list)  # moments, ISO 8601
    words_sealed = SealedField(blank=True)
    state = models.CharField(max_length=10, choices=WishState, default=WishState.OPEN)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sitting", "party"], condition=models.Q(state="open"), name="wish_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.state}"
