"""Asking afterwards whether it held, for any subject: a case, an intervention."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.followups.enums import Channel, Heart, Outcome, Performed, Satisfaction
from mediation.vault.models import SealedField


class FollowUpVisit(models.Model):
    """A planned or done follow-up (回访). The subject's area and owner are copied so that lists need no look into the area's tables."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    scope = models.CharField(max_length=80)  # vault key of the note
    label = models.CharField(max_length=140)  # case number and title: no person's name
    area_path = models.CharField(max_length=255)
    owner = models.CharField(max_length=80)  # actor key of who should do it
    due_on = models.DateField(_("due on"))
    channel = models.CharField(_("way"), max_length=12, choices=Channel, default=Channel.TELEPHONE)
    reason = models.CharField(max_length=12)  # the rule that planned it: "due", "effective", "relapse"
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    performed = models.CharField(_("agreement kept"), max_length=10, choices=Performed, blank=True)
    satisfaction = models.CharField(_("satisfaction"), max_length=12, choices=Satisfaction, blank=True)
    heart = models.CharField(_("how it is now"), max_length=10, choices=Heart, blank=True)
    relapse = models.BooleanField(_("the dispute has flared up again"), default=False)
    note_sealed = SealedField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=80, blank=True)
    done_by_name = models.CharField(max_length=80, blank=True)
    rectified_at = models.DateTimeField(null=True, blank=True)  # a relapse stays on the list until somebody has dealt with it

    class Meta:
        verbose_name = _("follow-up visit")
        verbose_name_plural = _("follow-up visits")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "reason", "due_on"], name="follow_up_once_per_rule_and_day")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["done_at", "due_on"], name="follow_up_due"),
            models.Index(fields=["subject_kind", "subject_id"], name="follow_up_subject"),
        ]
        ordering: ClassVar[list[str]] = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.due_on}"
