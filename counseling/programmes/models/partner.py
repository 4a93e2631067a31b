from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.programmes.enums import AgreementState, CaseOutcome, Ground, PartnerKind
from mediation.territory.models import Area
from mediation.vault.models import SealedField


class Partner(models.Model):
    """An office, school, court or association that works with the psychological service (合作单位)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=PartnerKind)
    name = models.CharField(max_length=80)
    contact = models.CharField(max_length=80, blank=True)  # who is spoken to there, an office contact
    telephone = models.CharField(max_length=30, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering: ClassVar[list[str]] = ["kind", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area", "name"], name="partner_name_once_per_area")
        ]

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    """An agreement with a partner (合作协议): what it covers, from when until when, who is spoken to.

    A changed agreement keeps every earlier wording (`AgreementChange`); a renewed one points at the one before it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="agreements")
    ground = models.CharField(max_length=12, choices=Ground)
    title = models.CharField(max_length=100)
    scope = models.TextField()  # what is done for whom, in the agreement's own words
    contact = models.CharField(max_length=80, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=8, choices=AgreementState, default=AgreementState.STANDING)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)
    renews = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by")
    revision = models.PositiveIntegerField(default=1)  # raised by each change: two people at once are told, not overwritten
    press = models.UUIDField(unique=True)  # the form that was sent: pressed twice it is one agreement
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("agreement with a partner")
        verbose_name_plural = _("agreements with partners")
        ordering: ClassVar[list[str]] = ["ends_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("begins_on")), name="partner_agreement_has_length")
        ]

    def __str__(self) -> str:
        return self.title


class AgreementChange(models.Model):
    """What an agreement said before and after one change (变更记录). Only ever added."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()  # the revision it led to
    before = models.JSONField()  # {field: text}, only what changed
    after = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_change_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.number}"


class PartnerCase(models.Model):
    """Somebody accompanied under an agreement (协议服务对象), known by the partner's own reference.

    Reference and words are sealed: who is in community correction or not prosecuted under conditions is seen by counsellors
    alone, everybody else gets a count, and a small one not even that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="cases")
    body_sealed = SealedField()  # JSON: reference, words
    minor = models.BooleanField(default=False)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=CaseOutcome, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    press = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("case under an agreement")
        verbose_name_plural = _("cases under agreements")
        ordering: ClassVar[list[str]] = ["began_on", "id"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> str:
        """The vault scope of this one person's reference."""
        return f"partnercase:{self.id}"

    @property
    def place(self) -> str:
        return f"programmes_partnercase.body:{self.id}"
