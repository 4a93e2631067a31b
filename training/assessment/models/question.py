"""Questions and their versions."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from mediation.common import clock
from mediation.common.errors import Invalid
from training.assessment import content, parts
from training.assessment.blocks import PARTS
from training.assessment.enums import Competency, Kind


class Question(index.Indexed, models.Model):  # type: ignore[misc]
    """A question as it stands now (题目). Who has answered it has answered a version; editing makes a new one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(pgettext_lazy("assessment", "kind"), max_length=12, choices=Kind, default=Kind.SINGLE)
    competency = models.CharField(_("competency"), max_length=12, choices=Competency)
    stem_zh = models.TextField(_("question in Chinese"), blank=True, help_text=_("In a text with gaps write [[1]] where gap 1 is."))
    stem_en = models.TextField(_("question in English"), blank=True)
    options = StreamField(PARTS, min_num=1, verbose_name=_("answers"))
    why_zh = models.TextField(_("explanation in Chinese"), blank=True)
    why_en = models.TextField(_("explanation in English"), blank=True)
    imprint = models.CharField(max_length=64, db_index=True, editable=False, default="")  # of what it says, to know it again

    panels: ClassVar[list[Any]] = [
        FieldPanel(name) for name in ("kind", "competency", "stem_zh", "stem_en", "options", "why_zh", "why_en")
    ]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("stem_zh"), index.SearchField("stem_en"), index.AutocompleteField("stem_zh"), index.AutocompleteField("stem_en"),
    ]

    class Meta:
        verbose_name = pgettext_lazy("assessment", "question")
        verbose_name_plural = pgettext_lazy("assessment", "questions")
        ordering: ClassVar[list[str]] = ["competency", "stem_zh", "stem_en"]

    def __str__(self) -> str:
        return (self.stem_zh or self.stem_en)[:80]

    def save(self, *args: Any, **options: Any) -> None:
        """Keeps the question and, where it says something new, its next version."""
        now = self.content()
        self.imprint = content.fingerprint(now)
        with transaction.atomic():
            super().save(*args, **options)
            latest = self.versions.order_by("-number").first()
            if latest is None or latest.content != now:
                number = latest.number + 1 if latest else 1
                QuestionVersion.objects.create(question=self, number=number, content=now, created_at=clock.now())

    def delete(self, *args: Any, **options: Any) -> Any:
        """The question goes; versions somebody has answered stay, so that nobody's score changes."""
        with transaction.atomic():
            self.versions.filter(answers=None).delete()
            return super().delete(*args, **options)

    def clean(self) -> None:
        super().clean()
        try:
            content.check(self.content())
        except Invalid as error:
            raise ValidationError(error.fields) from error

    @property
    def said(self) -> str:
        """The question in the reader's language, for lists."""
        return content.words({"zh-hans": self.stem_zh, "en": self.stem_en}, content.spoken())[:80]

    def content(self) -> dict[str, Any]:
        """The question as data, see `training.assessment.content`."""
        stem, why = {"zh-hans": self.stem_zh, "en": self.stem_en}, {"zh-hans": self.why_zh, "en": self.why_en}
        return parts.frozen(self.kind, stem, why, self.options)


class QuestionVersion(models.Model):
    """A question as somebody answered it (题目版本). Never changed; it outlives its question while an answer points here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.SET_NULL, null=True, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"
