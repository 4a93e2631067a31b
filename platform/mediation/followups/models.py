"""Asking afterwards whether it held, for any subject: a case, an intervention."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.followups.enums import Category, Channel, Heart, Outcome, Performed, Satisfaction, Via
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
    reason = models.CharField(max_length=20)  # the rule that planned it: "due", "effective", "again", or the category
    category = models.CharField(pgettext_lazy("followups", "for whom"), max_length=20, choices=Category, blank=True)
    appointment_at = models.DateTimeField(_("agreed time"), null=True, blank=True)
    place = models.CharField(pgettext_lazy("followups", "place"), max_length=80, blank=True)
    outcome = models.CharField(pgettext_lazy("followups", "outcome"), max_length=12, choices=Outcome, blank=True)
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


class Rectification(models.Model):
    """One thing to put right after a relapse (整改事项). The visit leaves its list when every item is done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(FollowUpVisit, on_delete=models.CASCADE, related_name="rectifications")
    words_sealed = SealedField()
    due_on = models.DateField(pgettext_lazy("followups", "to be done by"))
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("thing to put right")
        verbose_name_plural = _("things to put right")
        ordering: ClassVar[list[str]] = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.due_on}"


class Feedback(models.Model):
    """What a person says about the mediation (满意度), asked on the own channel. Whoever mediated never reads it nor enters it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    scope = models.CharField(max_length=80)  # vault key of the words
    label = models.CharField(max_length=40)  # the subject's number
    area_path = models.CharField(max_length=255)
    owner = models.CharField(max_length=80)  # actor key of whoever mediated
    respondent = models.CharField(max_length=80)  # actor key of who is asked
    own_channel = models.BooleanField(default=True)  # a telephone only this person reads: else somebody else calls or visits
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    via = models.CharField(_("said"), max_length=10, choices=Via, blank=True)
    recorded_by = models.CharField(max_length=80, blank=True)
    satisfaction = models.CharField(_("satisfaction"), max_length=12, choices=Satisfaction, blank=True)
    fair = models.BooleanField(_("treated both sides alike"), null=True, blank=True)
    free = models.BooleanField(_("nobody asked for money or gifts"), null=True, blank=True)  # Art. 4 and 15
    words_sealed = SealedField(blank=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "respondent"], name="feedback_once_per_person")
        ]
        ordering: ClassVar[list[str]] = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.label} {self.asked_at:%Y-%m-%d}"
