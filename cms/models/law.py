"""Statutes, article by article."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from cms.models.base import SitePage


class LawIndexPage(SitePage):
    """The shelf of statutes (法律依据)."""

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.LawPage"]

    class Meta:
        verbose_name = _("law shelf")

    @property
    def laws(self) -> list[LawPage]:
        return list(LawPage.objects.child_of(self).live().order_by("path"))


class LawPage(SitePage):
    """A statute or part of one (法律). Each article has an anchor, so that lessons and case studies can cite it."""

    code = models.SlugField(_("code"), max_length=40, help_text=_("The same in both languages, e.g. people-mediation-law."))
    official_name = models.CharField(_("official name"), max_length=160)
    source = models.TextField(pgettext_lazy("cms", "source"), help_text=_("Who adopted it, when, and where the text was read."))
    in_force_from = models.DateField(_("in force from"))

    parent_page_types: ClassVar[list[str]] = ["cms.LawIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *SitePage.content_panels,
        FieldPanel("code"), FieldPanel("official_name"), FieldPanel("source"), FieldPanel("in_force_from"),
        InlinePanel("articles", label=_("Article")),
    ]
    search_fields: ClassVar[list[Any]] = [
        *SitePage.search_fields,
        index.SearchField("official_name"),
        index.RelatedFields("articles", [index.SearchField("text"), index.SearchField("reading")]),
    ]

    class Meta:
        verbose_name = _("statute")


class LawArticle(Orderable):  # type: ignore[misc]
    """One article (条文): its exact words, or a summary that says so. Only the Chinese text is the law."""

    class Wording(models.TextChoices):
        EXACT = "exact", _("exact words")
        SUMMARY = "summary", _("summary, not the original wording")

    page = ParentalKey(LawPage, on_delete=models.CASCADE, related_name="articles")
    number = models.PositiveIntegerField(pgettext_lazy("cms", "number"))
    label = models.CharField(_("label"), max_length=30, help_text=_("As printed, e.g. 第十七条."))
    text = models.TextField(_("text"))
    wording = models.CharField(_("wording"), max_length=10, choices=Wording)
    reading = models.TextField(_("reading aid in the page's language"), blank=True)

    panels: ClassVar[list[Any]] = [FieldPanel(name) for name in ("number", "label", "wording", "text", "reading")]

    class Meta(Orderable.Meta):  # type: ignore[misc]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["page", "number"], name="law_article_once"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def anchor(self) -> str:
        return f"a{self.number}"

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.text.split("\n") if line.strip()]

    @property
    def is_summary(self) -> bool:
        return self.wording == self.Wording.SUMMARY


