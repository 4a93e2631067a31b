"""Videos and their captions."""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from cms import webvtt

KINDS = {"mp4": "video/mp4", "webm": "video/webm"}
LARGEST = 200 * 1024 * 1024  # bytes; a lesson is watched over a village network


def opaque_name(video: Video, filename: str) -> str:
    """Kept under its id: a file name may tell what it should not."""
    return f"videos/{video.pk}{PurePath(filename).suffix.lower()}"


class Video(index.Indexed, models.Model):  # type: ignore[misc]
    """A film for teaching (教学视频). It is served only through an access check, never from a public folder."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=160)
    file = models.FileField(_("file (MP4 or WebM)"), upload_to=opaque_name, validators=[FileExtensionValidator(list(KINDS))])
    captions_zh = models.TextField(_("captions in Chinese (WebVTT)"), blank=True)
    captions_en = models.TextField(_("captions in English (WebVTT)"), blank=True)
    public = models.BooleanField(
        _("may be seen without signing in"), default=False, help_text=_("For the public pages. A lesson's video stays with its lesson.")
    )

    panels: ClassVar[list[Any]] = [FieldPanel(name) for name in ("title", "file", "captions_zh", "captions_en", "public")]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("title"), index.AutocompleteField("title"), index.SearchField("captions_zh"), index.SearchField("captions_en"),
    ]

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        ordering: ClassVar[list[str]] = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_captioned(self) -> bool:
        return bool(self.captions_zh.strip() and self.captions_en.strip())

    @property
    def content_type(self) -> str:
        return KINDS.get(PurePath(self.file.name or "").suffix.lstrip(".").lower(), "application/octet-stream")

    def captions(self, language: str) -> str:
        return self.captions_en if language == "en" else self.captions_zh

    def transcript(self) -> list[webvtt.Cue]:
        """The words in the reader's language, for reading without sound, script or network."""
        text = self.captions(get_language() or "zh-hans")
        return webvtt.parse(text) if text.strip() else []

    def clean(self) -> None:
        super().clean()
        wrong: dict[str, Any] = {}
        for name in ("captions_zh", "captions_en"):
            text = getattr(self, name)
            if text.strip():
                try:
                    webvtt.parse(text)
                except webvtt.CaptionError as error:
                    wrong[name] = _("Line %(line)s: %(what)s") % {"line": error.line, "what": error.message}
        if self.file and self.file.size > LARGEST:
            wrong["file"] = _("This file is too large: 200 MB at most.")
        if wrong:
            raise ValidationError(wrong)
