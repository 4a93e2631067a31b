"""Questions and their versions, quizzes, attempts."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index

from cms.blocks import law_choices
from mediation.common import clock
from mediation.common.errors import Invalid
from training.assessment import content
from training.assessment.enums import Competency, Kind


class OptionBlock(blocks.StructBlock):  # type: ignore[misc]
    """An answer to choose, and why it is right or wrong."""

    text_zh = blocks.TextBlock(rows=2, label=_("Answer in Chinese"))
    text_en = blocks.TextBlock(rows=2, label=_("Answer in English"))
    right = blocks.BooleanBlock(required=False, label=_("This is right"))
    why_zh = blocks.TextBlock(rows=2, label=_("Why, in Chinese"))
    why_en = blocks.TextBlock(rows=2, label=_("Why, in English"))
    law = blocks.ChoiceBlock(choices=law_choices, required=False, label=_("Statute"))
    article = blocks.IntegerBlock(required=False, min_value=1, label=_("Article"))

    class Meta:
        icon = "tick"
        label = _("Option")


class Question(index.Indexed, models.Model):  # type: ignore[misc]
    """A question as it stands now (题目). Who has answered it has answered a version; editing makes a new one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SINGLE)
    competency = models.CharField(_("competency"), max_length=12, choices=Competency)
    stem_zh = models.TextField(_("question in Chinese"))
    stem_en = models.TextField(_("question in English"))
    options = StreamField([("option", OptionBlock())], min_num=2, verbose_name=_("options"))

    panels: ClassVar[list[Any]] = [FieldPanel(name) for name in ("kind", "competency", "stem_zh", "stem_en", "options")]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("stem_zh"), index.SearchField("stem_en"), index.AutocompleteField("stem_zh"), index.AutocompleteField("stem_en"),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering: ClassVar[list[str]] = ["competency", "stem_zh"]

    def __str__(self) -> str:
        return self.stem_zh[:80]

    def save(self, *args: Any, **options: Any) -> None:
        """Keeps the question and, where it says something new, its next version."""
        with transaction.atomic():
            super().save(*args, **options)
            latest = self.versions.order_by("-number").first()
            now = self.content()
            if latest is None or latest.content != now:
                number = latest.number + 1 if latest else 1
                QuestionVersion.objects.create(question=self, number=number, content=now, created_at=clock.now())

    def clean(self) -> None:
        super().clean()
        try:
            content.check(self.content())
        except Invalid as error:
            raise ValidationError(error.fields) from error

    def content(self) -> dict[str, Any]:
        """The question as data. Option ids stay with the option (the block's own id), so that order may change."""
        return {
            "schema": content.SCHEMA,
            "kind": str(self.kind),
            "stem": {"zh-hans": self.stem_zh, "en": self.stem_en},
            "options": [
                {
                    "id": str(block.id or f"o{number}"),
                    "right": bool(block.value.get("right")),
                    "text": {"zh-hans": block.value["text_zh"], "en": block.value["text_en"]},
                    "why": {"zh-hans": block.value["why_zh"], "en": block.value["why_en"]},
                    "law": [block.value["law"], block.value["article"]] if block.value.get("law") and block.value.get("article") else None,
                }
                for number, block in enumerate(self.options)
            ],
        }


class QuestionVersion(models.Model):
    """A question as somebody answered it (题目版本). Never changed, never deleted while an answer points here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"


class Quiz(index.Indexed, ClusterableModel):  # type: ignore[misc]
    """The questions at the end of a lesson (小测验)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=160)
    pass_percent = models.PositiveSmallIntegerField(
        _("to pass, percent"), default=60, help_text=_("It may be tried as often as one likes.")
    )

    panels: ClassVar[list[Any]] = [FieldPanel("title"), FieldPanel("pass_percent"), InlinePanel("entries", label=_("Question"))]
    search_fields: ClassVar[list[Any]] = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering: ClassVar[list[str]] = ["title"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(pass_percent__lte=100), name="quiz_pass_is_a_percentage")
        ]

    def __str__(self) -> str:
        return self.title


class QuizEntry(Orderable):  # type: ignore[misc]
    """A question's place in a quiz (题序)."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="entries")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")

    panels: ClassVar[list[Any]] = [FieldPanel("question")]


class Attempt(models.Model):
    """One go at a quiz (作答). Holds the versions of the questions and the revision of the lesson it was taken under."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    learner = models.UUIDField()
    lesson = models.UUIDField()  # the lesson page's translation_key: the same in both languages
    revision = models.PositiveBigIntegerField(null=True)  # of the lesson page, as it was read
    pass_percent = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    right = models.PositiveSmallIntegerField(null=True)
    out_of = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["quiz", "learner"], condition=models.Q(submitted_at=None), name="attempt_one_open"),
            models.CheckConstraint(
                condition=models.Q(right=None) | models.Q(right__lte=models.F("out_of")), name="attempt_not_above_all"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["learner", "lesson"], name="attempt_learner_lesson")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def passed(self) -> bool:
        """Compared in whole numbers: 2 of 3 at 66 % is decided without rounding."""
        return self.right is not None and self.right * 100 >= self.pass_percent * self.out_of


class Answer(models.Model):
    """What was chosen for one question of an attempt (答案). `turn` counts the learner's changes: an older one never overwrites."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    order = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    chosen = models.JSONField(default=list)
    turn = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    right = models.BooleanField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["attempt", "order"], name="answer_once_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.order}"
