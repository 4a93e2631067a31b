"""Anonymised case studies: what happened, where it turned, which law, and what to talk about."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.blocks import Body
from cms.models import SitePage
from cms.models.base import SitePageForm
from cms.selectors import margin
from training.casestudies import guard
from training.casestudies.enums import Field


class CaseStudyForm(SitePageForm):
    """Refuses to publish what would tell who it was, at the field, with nothing typed lost."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "action-publish" in self.data and not self.errors:
            page = self.instance
            words = guard.words_of(cleaned.get("title", ""), cleaned.get("summary", ""), cleaned.get("slug", ""), cleaned.get("body"))
            for field, fault in guard.faults(page.translation_key, words, cleaned.get("may_stay", "")):
                self.add_error(field, fault)
        return cleaned


class CaseStudyIndexPage(SitePage):
    """The case library (案例库)."""

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["casestudies.CaseStudyPage"]

    class Meta:
        verbose_name = _("case library")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        words, field = request.GET.get("q", "").strip()[:80], request.GET.get("field", "")
        return context | {"words": words, "field": field, "fields": Field.choices, "studies": self.library(words, field)}

    def library(self, words: str = "", field: str = "") -> list[CaseStudyPage]:
        """Published studies; with `words` only those that say them, best first. An unknown field shows all."""
        rows = CaseStudyPage.objects.child_of(self).live().public().order_by("path")
        if field in Field.values:
            rows = rows.filter(field=field)
        return list(rows.search(words)) if words else list(rows)


class CaseStudyPage(SitePage):
    """A case as teaching material (案例). Nobody in it can be recognised, and nothing in it comes from a caucus."""

    field = models.CharField(_("field"), max_length=20, choices=Field)
    settled_in_days = models.PositiveSmallIntegerField(_("days until it was settled"), null=True, blank=True)
    body = StreamField(Body(), blank=True, verbose_name=_("body"))
    may_stay = models.TextField(
        _("words that may stay"), blank=True,
        help_text=_("One a line: words the check finds that tell nobody's identity, such as the name of a statute. They are not shown."),
    )
    put_forward = models.BooleanField(_("put forward for the national case library"), default=False)

    base_form_class = CaseStudyForm
    parent_page_types: ClassVar[list[str]] = ["casestudies.CaseStudyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *SitePage.content_panels, FieldPanel("field"), FieldPanel("settled_in_days"), FieldPanel("body"), FieldPanel("may_stay"),
        FieldPanel("put_forward"),
    ]
    search_fields: ClassVar[list[Any]] = [*SitePage.search_fields, index.SearchField("body"), index.FilterField("field")]

    class Meta:
        verbose_name = _("case study")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"articles": margin(self.body, self.locale.language_code)}

    def publish(self, revision: Any, *args: Any, **options: Any) -> Any:
        """Raises ValidationError: without the parties' consent, or with a name, number or place in it, nothing is published, by no door."""
        now = revision.as_object()
        words = guard.words_of(now.title, now.summary, now.slug, now.body, now.seo_title, now.search_description)
        faults = guard.faults(self.translation_key, words, now.may_stay)
        if faults:
            raise faults[0][1]
        return super().publish(revision, *args, **options)
