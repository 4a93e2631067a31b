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
from cms.selectors import margin


class Field(models.TextChoices):
    """What the dispute was about. The first level of the national list, as far as case studies exist."""

    NEIGHBOUR = "neighbour", _("Neighbours")
    FAMILY = "marriage_family", _("Marriage and family")
    PROPERTY = "property", _("Property management")
    HOUSING = "housing", _("Houses and homesteads")
    LABOUR = "labour", _("Work and wages")
    CONSUMER = "consumer", _("Consumers")
    DAMAGES = "damages", _("Damage and compensation")
    OTHER = "other", _("Other")


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

    parent_page_types: ClassVar[list[str]] = ["casestudies.CaseStudyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *SitePage.content_panels, FieldPanel("field"), FieldPanel("settled_in_days"), FieldPanel("body")
    ]
    search_fields: ClassVar[list[Any]] = [*SitePage.search_fields, index.SearchField("body"), index.FilterField("field")]

    class Meta:
        verbose_name = _("case study")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"articles": margin(self.body, self.locale.language_code)}
