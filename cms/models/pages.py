"""The public site's pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.blocks import Body
from cms.models.base import SitePage
from cms.selectors import children, margin


class ReadingPage(SitePage):
    """A page with a flow of blocks and the law it cites in the margin. Abstract."""

    body = StreamField(Body(), blank=True, verbose_name=_("body"))

    content_panels: ClassVar[list[Any]] = [*SitePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list[Any]] = [*SitePage.search_fields, index.SearchField("body")]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"articles": margin(self.body, self.locale.language_code), "children": children(self)}


class HomePage(ReadingPage):
    """The first page (首页)."""

    lead = models.CharField(_("first sentence"), max_length=200, blank=True)

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    content_panels: ClassVar[list[Any]] = [*SitePage.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = _("home page")


class StandardPage(ReadingPage):
    """Any page (一般页面)."""

    class Meta:
        verbose_name = _("page")


class SelfHelpPage(ReadingPage):
    """Advice to read before, beside or instead of mediation (自助指南). It never collects anything."""

    parent_page_types: ClassVar[list[str]] = ["cms.StandardPage"]

    class Meta:
        verbose_name = _("self-help page")


class NewsIndexPage(SitePage):
    """News (动态)."""

    max_count_per_parent = 1
    subpage_types: ClassVar[list[str]] = ["cms.NewsPage"]

    class Meta:
        verbose_name = _("news list")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.child_of(self).live().order_by("-day", "-pk")[:50]
        return context | {"children": news}


class NewsPage(ReadingPage):
    """One piece of news (一则动态)."""

    day = models.DateField(pgettext_lazy("news", "day"))

    parent_page_types: ClassVar[list[str]] = ["cms.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [*SitePage.content_panels, FieldPanel("day"), FieldPanel("body")]

    class Meta:
        verbose_name = _("news")
