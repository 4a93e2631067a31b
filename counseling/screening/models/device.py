from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.screening.models.screening import Screening
from mediation.territory.models import Area
from mediation.vault.models import SealedField


class Device(models.Model):
    """A tablet or telephone on which a helper may ask without a network (登记设备). Answers leave it only encrypted to its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="care_devices")
    secret_digest = models.CharField(max_length=64, unique=True)  # of the cookie the device was given
    public_key = models.TextField()  # SPKI, base64
    private_sealed = SealedField()
    enrolled_by = models.CharField(max_length=80)  # actor key
    enrolled_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering: ClassVar[list[str]] = ["-enrolled_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> str:
        return f"device:{self.id}"

    @property
    def place(self) -> str:
        return f"screening_device.private:{self.id}"


class DeviceEntry(models.Model):
    """One thing a device has brought in (同步记录), by the id the device gave it: brought twice, it is taken once."""

    id = models.UUIDField(primary_key=True, editable=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="entries")
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=20)  # `taken`, or why it was refused
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry of a device")
        verbose_name_plural = _("entries of devices")

    def __str__(self) -> str:
        return str(self.id)
