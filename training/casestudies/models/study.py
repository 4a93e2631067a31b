"""A closed case on its way into the library: asked, made unrecognisable, handed to the editors' pages."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.vault.models import SealedField
from training.casestudies.enums import Answer, Decision, Field, FoundKind, StudyState


class Study(models.Model):
    """A study in the making (案例初稿). The original words stay here, sealed with the key of the case; no page ever held them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.UUIDField(unique=True)
    field = models.CharField(_("field"), max_length=20, choices=Field)
    area_path = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=StudyState, default=StudyState.ASKING)
    days = models.PositiveSmallIntegerField(_("days until it was settled"), null=True, blank=True)
    words_sealed = SealedField(blank=True)  # JSON: [[section, text], …]; emptied when the study stops
    page = models.UUIDField(null=True, blank=True, unique=True)  # CaseStudyPage.translation_key
    asked_by = models.CharField(max_length=80)  # an actor's key
    asked_at = models.DateTimeField()
    drafted_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering: ClassVar[list[str]] = ["-asked_at", "pk"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> str:
        return f"case:{self.case}"

    @property
    def words_place(self) -> str:
        return f"casestudies.study.words:{self.id}"


class StudyConsent(models.Model):
    """What one party says to it (同意讲成案例). Asked on the party's own page; may be taken back at any time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="consents")
    subject = models.UUIDField()  # the party's identity as a guest
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["study", "subject"], name="study_consent_once")
        ]

    def __str__(self) -> str:
        return self.answer


class Replacement(models.Model):
    """A word that would tell who it was, and what stands there instead (替换). Until somebody decides, it is replaced."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="replacements")
    position = models.PositiveIntegerField()
    word_sealed = SealedField()
    word_index = models.CharField(max_length=64)  # the same word twice is one line
    kind = models.CharField(max_length=15, choices=FoundKind)
    instead = models.CharField(_("instead"), max_length=60)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    added_by = models.CharField(max_length=80, blank=True)  # empty: found by the machine

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["study", "word_index"], name="replacement_once")
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def place(self) -> str:
        return f"casestudies.replacement.word:{self.id}"
