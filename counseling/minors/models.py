"""People under 18: who consented, who may open the file, what was reported."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.minors.enums import AgeBand, ConsentWay, GuardianWish, Purpose, Relation
from mediation.vault.models import SealedField


class Minor(models.Model):
    """Somebody under 18 (未成年人), and what they want done about the grown-ups at home. Knows the case only by a reference."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    case_ref = models.UUIDField()
    area_path = models.CharField(max_length=255, db_index=True)
    age = models.CharField(max_length=8, choices=AgeBand)
    guardian = models.CharField(max_length=8, choices=GuardianWish)
    said_by = models.CharField(max_length=80)  # actor key
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("person under 18")
        verbose_name_plural = _("people under 18")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject", "case_ref"], name="minor_once_per_case")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> str:
        """The vault scope of one person's care file."""
        return f"care:{self.subject}"


class GuardianConsent(models.Model):
    """A guardian's consent (监护人同意). A row is added, and withdrawn once; who it was is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="consents")
    relation = models.CharField(_("who it is"), max_length=12, choices=Relation)
    way = models.CharField(_("how"), max_length=8, choices=ConsentWay)
    name_sealed = SealedField()
    phone_sealed = SealedField(blank=True, default="")  # where a counsellor reaches the guardian who consented on the device
    version = models.CharField(max_length=20)
    text_digest = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    recorded_by = models.CharField(max_length=80)  # actor key
    given_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)  # a counsellor has spoken with the guardian
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("guardian's consent")
        verbose_name_plural = _("guardians' consents")
        ordering: ClassVar[list[str]] = ["-given_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["minor"], condition=models.Q(withdrawn_at=None), name="guardian_consent_one_alive")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def place(self) -> str:
        return f"minors_guardianconsent.name:{self.id}"

    @property
    def phone_place(self) -> str:
        return f"minors_guardianconsent.phone:{self.id}"


class Approval(models.Model):
    """Asked for, decided by another person in charge (查阅审批), or taken at once in an emergency and looked at afterwards.

    Regulations on the Protection of Minors Online, Art. 36: access by staff to a minor's data needs approval and a record.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="approvals")
    purpose = models.CharField(max_length=8, choices=Purpose)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="minor_approvals_asked")
    asked_at = models.DateTimeField()
    reason_sealed = SealedField()
    emergency = models.BooleanField(default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="minor_approvals_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)  # in an emergency: when somebody else looked at the reason
    granted = models.BooleanField(null=True)
    until = models.DateTimeField(null=True, blank=True)
    press = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["minor", "asked_by", "purpose"], condition=models.Q(granted=None), name="approval_asked_once"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")), name="approval_by_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def place(self) -> str:
        return f"minors_approval.reason:{self.id}"


class ReportDuty(models.Model):
    """The duty to report to the police at once (强制报告). Until there is a receipt nothing else goes on in this file.

    Law on the Protection of Minors, Art. 11, and the opinion of nine bodies on mandatory reporting (2020): no consent can waive it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="duties")
    raised_by = models.CharField(max_length=80)  # actor key
    raised_at = models.DateTimeField()
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)  # when the police were told
    receipt_sealed = SealedField(blank=True)  # station, officer, number of the receipt (JSON)
    done_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("duty to report")
        verbose_name_plural = _("duties to report")
        ordering: ClassVar[list[str]] = ["-raised_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["minor"], condition=models.Q(done_at=None), name="report_duty_one_open")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def place(self) -> str:
        return f"minors_reportduty.receipt:{self.id}"
