"""Screens, samples and the ledger of subsidies. Nothing here holds a person's words."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.enums import Grade
from mediation.casework.models import Agreement, Case
from mediation.integrity.enums import AuditResult, Ground, Looked, PayState, Signal
from mediation.vault.models import SealedField


class Sketch(models.Model):
    """What the nightly look compares (比对特征): keyed hashes of the text's pieces, and the shapes of the signatures, sealed."""

    agreement = models.OneToOneField(Agreement, on_delete=models.CASCADE, primary_key=True, related_name="+")
    text = models.JSONField(default=list)  # MinHash over HMACs: without the key nothing can be guessed from it
    shapes_sealed = SealedField(blank=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.agreement_id)


class Finding(models.Model):
    """Something a supervisor should look at (疑点), with its reasons in numbers. Never a verdict, never a mark on a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signal = models.CharField(_("what"), max_length=20, choices=Signal)
    key = models.CharField(max_length=120, unique=True)  # the same thing is found once
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    area_path = models.CharField(max_length=255)
    facts = models.JSONField(default=dict)  # counts, days and names of offices, never words of a case
    found_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.CharField(max_length=80, blank=True)
    looked_by_name = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Looked, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering: ClassVar[list[str]] = ["-found_at", "pk"]

    def __str__(self) -> str:
        return self.key


class Draw(models.Model):
    """A random sample of a month's finished cases (随机抽查). `share` is published before and after."""

    month = models.DateField(unique=True)  # its first day
    share = models.DecimalField(max_digits=5, decimal_places=4)  # 0.05 is five of a hundred
    population = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class DrawnCase(models.Model):
    """A case in a sample: somebody who had no part in it calls or visits the people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    result = models.CharField(_("result"), max_length=12, choices=AuditResult, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["draw", "case"], name="drawn_once")]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.case_id}"


class SubsidyRate(models.Model):
    """What a county pays by grade (以案定补标准), with its source. The same for studios, committees and part-time mediators."""

    grade = models.CharField(_("grade"), max_length=10, choices=Grade, unique=True)
    agreement = models.DecimalField(_("for an agreement, yuan"), max_digits=8, decimal_places=2)
    proper_work = models.DecimalField(_("for proper work without agreement, yuan"), max_digits=8, decimal_places=2)
    source = models.CharField(_("source of the rule"), max_length=200)

    def __str__(self) -> str:
        return self.grade


class Subsidy(models.Model):
    """A line of the ledger (补贴台账): at most one for a dispute, however often it was mediated."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(_("ground"), max_length=12, choices=Ground)
    grade = models.CharField(_("grade"), max_length=10, choices=Grade)
    amount = models.DecimalField(_("amount in yuan"), max_digits=8, decimal_places=2)
    state = models.CharField(_("state"), max_length=10, choices=PayState, default=PayState.HELD)
    lacking = models.JSONField(default=list)  # codes of what is missing
    settled_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("subsidy")
        verbose_name_plural = _("subsidies")

    def __str__(self) -> str:
        return f"{self.case_id} {self.amount}"
