from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.casework.enums import CaseSource, CaseState, DisputeType, EndReason, Gender, Grade
from mediation.territory.models import Area, Organisation
from mediation.vault.models import SealedField


class Case(models.Model):
    """A dispute (纠纷案件) under one code, from the first sign to the verified follow-up. Everything sealed in it uses `scope`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("case number"), max_length=30, unique=True)  # 一案一码, shown to everybody in the case
    title = models.CharField(_("title"), max_length=80)
    kind = models.CharField(_("type"), max_length=20, choices=DisputeType)
    source = models.CharField(_("source"), max_length=20, choices=CaseSource, default=CaseSource.APPLICATION)
    grade = models.CharField(pgettext_lazy("casework", "grade"), max_length=10, choices=Grade, default=Grade.SIMPLE)
    state = models.CharField(_("state"), max_length=10, choices=CaseState, default=CaseState.POOL)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="cases", verbose_name=_("place"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("studio or committee")
    )
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("mediator")
    )
    story_sealed = SealedField(blank=True)  # 纠纷简要情况, in the teller's own words
    wish_sealed = SealedField(blank=True)  # 当事人申请事项
    ink_only = models.BooleanField(_("signature in ink only"), default=False)  # Art. 3 of the Electronic Signature Law
    opened_at = models.DateTimeField(_("opened"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    due_at = models.DateTimeField(_("to be finished by"), null=True, blank=True)
    call_back_by = models.DateTimeField(_("call back by"), null=True, blank=True)
    called_back_at = models.DateTimeField(_("called back"), null=True, blank=True)
    urgent = models.BooleanField(_("urgent, settle the same day"), default=False)  # 急事不过夜
    registered_by = models.CharField(max_length=80, blank=True)  # the actor who wrote it down for somebody, else empty
    told_by = models.UUIDField(null=True, blank=True)  # the party whose own report this is (Party.subject), else nobody's
    helper_sealed = SealedField(blank=True)  # 代填人: who filled in the report for the applicant, if anybody
    ended_reason = models.CharField(_("reason of ending"), max_length=20, choices=EndReason, blank=True)
    matter_settled = models.BooleanField(_("the matter is settled"), null=True, blank=True)  # 事
    heart_settled = models.BooleanField(_("the heart is at rest"), null=True, blank=True)  # 心
    claim_until = models.DateTimeField(_("open for claiming until"), null=True, blank=True)  # then it is given; None: a person decides
    wish_gender = models.CharField(_("wish for a woman or a man"), max_length=2, choices=Gender, blank=True)
    wish_mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("wished mediator")
    )
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True)  # "this is not me": no seal, closing or subsidy until looked into
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="relapses", verbose_name=_("flared up again after")
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at"], name="case_state_due"),
            models.Index(fields=["mediator", "state"], name="case_mediator_state"),
            models.Index(fields=["area", "opened_at"], name="case_area_opened"),  # the figures of a place and a period
            models.Index(fields=["opened_at"], name="case_opened"),  # the newest that fit
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def scope(self) -> str:
        """The vault scope of everything confidential in this case."""
        return f"case:{self.id}"


class NumberSeries(models.Model):
    """The last number given out (编号序列) in one series and year, e.g. `case` in 2026; one row is one lock."""

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["series", "year"], name="number_series_once_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class GradeLimit(models.Model):
    """How many days a case of a grade may take (办理期限), with the rule it comes from. A county sets its own; see `deadlines`."""

    grade = models.CharField(pgettext_lazy("casework", "grade"), max_length=10, choices=Grade, unique=True)
    days = models.PositiveSmallIntegerField(_("days"))
    source = models.CharField(_("source of the rule"), max_length=200)

    def __str__(self) -> str:
        return f"{self.grade} {self.days}"


class CaseEvent(models.Model):
    """What happened in a case (办理经过), for the people in it. Not the audit trail: this one is shown."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    actor_name = models.CharField(max_length=80, blank=True)
    detail = models.JSONField(default=dict)
    for_parties = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return self.kind
