"""Where a report begins: the code on a poster, and the unsent form."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.common import clock
from mediation.territory.models import Area, Organisation
from mediation.vault.models import SealedField


def new_token() -> str:
    """128 random bits for an address."""
    return secrets.token_urlsafe(16)


class IntakePoint(models.Model):
    """A code on a poster (二维码受理点): whoever scans it reports to this area's desk or studio."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.CharField(max_length=40, unique=True, default=new_token)  # public: it hangs on a wall
    label = models.CharField(_("where the poster hangs"), max_length=80)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="intake_points", verbose_name=_("studio or committee")
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("report code")
        verbose_name_plural = _("report codes")

    def __str__(self) -> str:
        return self.label

    @property
    def is_over(self) -> bool:
        return self.expires_at is not None and self.expires_at <= clock.now()

    @property
    def last_day(self) -> date | None:
        """The last day on which the code leads here."""
        return timezone.localdate(self.expires_at - timedelta(seconds=1)) if self.expires_at else None


class RetiredCode(models.Model):
    """The code a poster had before (旧二维码). Until `until` it still leads to its point: time to exchange the sheet."""

    point = models.ForeignKey(IntakePoint, on_delete=models.CASCADE, related_name="retired")
    token = models.CharField(max_length=40, unique=True)
    retired_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("retired report code")
        verbose_name_plural = _("retired report codes")

    def __str__(self) -> str:
        return str(self.point_id)


class IntakeDraft(models.Model):
    """An unsent report (未提交的填报), sealed, reachable only from the browser session that wrote it.

    `done_id` is set by the sending: it makes a second press find the first one's case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(IntakePoint, on_delete=models.CASCADE, related_name="drafts")
    body_sealed = SealedField(blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    done_kind = models.CharField(max_length=10, blank=True)  # case or enquiry
    done_id = models.UUIDField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> str:
        """The vault scope of this draft, destroyed when it is sent, left or expired."""
        return f"draft:{self.id}"
