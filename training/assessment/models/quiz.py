"""Which questions are asked together, and under what conditions."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from training.assessment.content import spoken, words
from training.assessment.enums import Competency
from training.assessment.models.question import Question


class Quiz(index.Indexed, ClusterableModel):  # type: ignore[misc]
    """The questions at the end of a lesson (小测验)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    pass_percent = models.PositiveSmallIntegerField(
        _("to pass, percent"), default=60, validators=[MaxValueValidator(100)], help_text=_("It may be tried as often as one likes.")
    )
    minutes = models.PositiveSmallIntegerField(
        _("time limit, minutes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Empty: no limit. Set one only where time matters in the work itself."),
    )
    grace_seconds = models.PositiveSmallIntegerField(
        _("grace, seconds"), default=60, validators=[MaxValueValidator(3600)],
        help_text=_("After the time is up answers are still taken for so long: a slow network is nobody's fault."),
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("title"), FieldPanel("title_en"), FieldPanel("pass_percent"), FieldPanel("minutes"), FieldPanel("grace_seconds"),
        InlinePanel("entries", label=_("Question")), InlinePanel("draws", label=_("Random draw")),
    ]
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

    @property
    def said(self) -> str:
        """The title in the reader's language."""
        return words({"zh-hans": self.title, "en": self.title_en}, spoken())


class QuizEntry(Orderable):  # type: ignore[misc]
    """A question's place in a quiz (题序). A question taken out of the bank leaves the quiz; attempts keep what they hold."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="entries")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")

    panels: ClassVar[list[Any]] = [FieldPanel("question")]


class QuizDraw(Orderable):  # type: ignore[misc]
    """So many questions on a competency, drawn afresh for each attempt (随机抽题)."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="draws")
    competency = models.CharField(_("competency"), max_length=12, choices=Competency)
    count = models.PositiveSmallIntegerField(_("how many"), default=3, validators=[MinValueValidator(1), MaxValueValidator(50)])

    panels: ClassVar[list[Any]] = [FieldPanel("competency"), FieldPanel("count")]

    def clean(self) -> None:
        """Raises ValidationError where the bank has fewer questions than are to be drawn."""
        super().clean()
        there = Question.objects.filter(competency=self.competency).count()
        if self.count and there < self.count:
            raise ValidationError({"count": _("The bank has only %(n)s questions on this.") % {"n": there}})
