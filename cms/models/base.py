"""What every page of the site shares."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import uncaptioned


class SitePageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Refuses to publish a video without captions, at the field, with nothing typed lost. A draft may wait for them."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "action-publish" in self.data and cleaned.get("body"):
            missing = uncaptioned(cleaned["body"])
            if missing:
                self.add_error("body", captions_missing(missing))
        return cleaned


def captions_missing(titles: list[str]) -> ValidationError:
    return ValidationError(
        _("A video is published only with captions in Chinese and English. Still without them: %(titles)s.")
        % {"titles": ", ".join(titles)},
        code="captions-missing",
    )


class SitePage(Page):  # type: ignore[misc]
    """A page of the public site (站点页面). Abstract: ADR 1 of the architecture keeps Wagtail's own base table."""

    summary = models.CharField(_("summary"), max_length=300, blank=True, help_text=_("One or two sentences, shown in lists."))

    public_reading: ClassVar[bool] = True  # found by the public search
    base_form_class = SitePageForm
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("summary")]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("summary", boost=2)]

    class Meta:
        abstract = True

    def publish(self, revision: Any, *args: Any, **options: Any) -> Any:
        """Raises ValidationError (code captions-missing): the same rule for schedules, the API and translations."""
        body = getattr(revision.as_object(), "body", None)
        missing = uncaptioned(body) if body else []
        if missing:
            raise captions_missing(missing)
        return super().publish(revision, *args, **options)

    def serve_url(self) -> str:
        """Where a reader goes; relative, and in the page's own language."""
        return str(self.get_url() or "/")
