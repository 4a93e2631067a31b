"""Courses and lessons as pages: content only. Reading them happens under /learn/, where order and access are kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.blocks import Body
from cms.models import SitePage
from cms.selectors import margin


class CourseIndexPage(SitePage):
    """The shelf of courses (课程)."""

    public_reading: ClassVar[bool] = False
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]

    class Meta:
        verbose_name = _("course shelf")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("learn")


class CoursePage(SitePage):
    """A course (课程): lessons in order."""

    aims = models.TextField(_("what you will be able to do"), blank=True, help_text=_("One a line."))
    minutes = models.PositiveSmallIntegerField(_("minutes, about"), default=60)

    gives_certificate = models.BooleanField(_("gives a certificate"), default=True)
    certificate_months = models.PositiveSmallIntegerField(
        _("months the certificate is valid"), null=True, blank=True, help_text=_("Empty: without end. The Chinese page decides.")
    )

    public_reading: ClassVar[bool] = False
    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage"]
    content_panels: ClassVar[list[Any]] = [
        *SitePage.content_panels, FieldPanel("aims"), FieldPanel("minutes"), FieldPanel("gives_certificate"),
        FieldPanel("certificate_months"),
    ]
    search_fields: ClassVar[list[Any]] = [*SitePage.search_fields, index.SearchField("aims")]

    class Meta:
        verbose_name = _("course")

    @property
    def aim_list(self) -> list[str]:
        return [line.strip() for line in self.aims.split("\n") if line.strip()]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("course", course=self.slug)


class LessonPage(SitePage):
    """A lesson (一课). Its address in the page tree leads to /learn/, which alone decides whether it is open."""

    body = StreamField(Body(), blank=True, verbose_name=_("body"))
    minutes = models.PositiveSmallIntegerField(_("minutes, about"), default=15)
    quiz = models.ForeignKey(
        "assessment.Quiz", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("quiz")
    )

    public_reading: ClassVar[bool] = False
    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [*SitePage.content_panels, FieldPanel("minutes"), FieldPanel("body"), FieldPanel("quiz")]
    search_fields: ClassVar[list[Any]] = [*SitePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("lesson")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        parent = self.get_parent()
        return redirect("lesson", course=parent.slug, lesson=self.slug)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "courses/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return context | {"articles": margin(self.body, self.locale.language_code), "learn_url": reverse("learn")}
