"""Scenarios, their published versions, and runs through them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Scenario(models.Model):
    """A branching scenario as it is being written (分支情景)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(pgettext_lazy("drills", "address"), max_length=60, unique=True)
    title_zh = models.CharField(_("title in Chinese"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    summary_zh = models.CharField(_("summary in Chinese"), max_length=300, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=300, blank=True)
    script = models.TextField(_("script"), blank=True)
    edition = models.PositiveIntegerField(default=0)  # counts savings: two editors never overwrite each other unseen
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["title_zh"]

    def __str__(self) -> str:
        return self.title_zh


class ScenarioVersion(models.Model):
    """A scenario as somebody plays it (情景版本). Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["scenario", "number"], name="scenario_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.scenario_id} v{self.number}"


class Run(models.Model):
    """One way through a scenario (演练记录): the choices in order; everything else follows from them and the version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="runs")
    learner = models.UUIDField()
    path = models.JSONField(default=list)
    steps = models.PositiveSmallIntegerField(default=0)  # length of the path: a step is taken only from where the page stood
    retried_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["learner", "version"], name="run_learner_version")]

    def __str__(self) -> str:
        return str(self.id)
