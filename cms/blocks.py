"""The pieces a page of this field is made of (内容块)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

PLAIN = ["bold", "link", "ol", "ul"]


def law_choices() -> list[tuple[str, str]]:
    """Statutes that have a page here: (code, name)."""
    law = apps.get_model("cms", "LawPage")
    language = get_language() or "zh-hans"
    found = law.objects.filter(locale__language_code=language).order_by("path").values_list("code", "title")
    return list(found)


class LawCited(blocks.StructBlock):  # type: ignore[misc]
    """An article of a statute (法条引用), shown in the margin with its exact words."""

    law = blocks.ChoiceBlock(choices=law_choices, label=_("Statute"))
    article = blocks.IntegerBlock(min_value=1, max_value=2000, label=_("Article"))
    why = blocks.CharBlock(max_length=300, required=False, label=_("What it means here"))

    class Meta:
        icon = "doc-full"
        label = _("Law cited")
        template = "cms/blocks/law.html"


class Facts(blocks.StructBlock):  # type: ignore[misc]
    """What happened (案情), without names or places by which anybody could be recognised."""

    text = blocks.RichTextBlock(features=PLAIN, label=_("Text"))

    class Meta:
        icon = "doc-empty"
        label = _("Statement of facts")
        template = "cms/blocks/facts.html"


class TurningPoint(blocks.StructBlock):  # type: ignore[misc]
    """The moment at which it began to move (转折点), and what was done."""

    heading = blocks.CharBlock(max_length=120, label=_("What changed"))
    text = blocks.RichTextBlock(features=PLAIN, label=_("Text"))

    class Meta:
        icon = "redirect"
        label = _("Turning point")
        template = "cms/blocks/turning.html"


class Saying(blocks.StructBlock):  # type: ignore[misc]
    """A sentence to borrow (可以这样说)."""

    when = blocks.CharBlock(max_length=160, required=False, label=pgettext_lazy("cms", "When"))
    words = blocks.TextBlock(label=pgettext_lazy("cms", "Words"))
    instead_of = blocks.CharBlock(max_length=200, required=False, label=_("Instead of"))

    class Meta:
        icon = "openquote"
        label = _("What to say")
        template = "cms/blocks/saying.html"


class Reflection(blocks.StructBlock):  # type: ignore[misc]
    """A question to stop at (想一想)."""

    question = blocks.CharBlock(max_length=300, label=_("Question"))
    hint = blocks.TextBlock(required=False, label=_("One way of seeing it"))

    class Meta:
        icon = "help"
        label = _("Reflection question")
        template = "cms/blocks/reflection.html"


class VideoChooser(SnippetChooserBlock):  # type: ignore[misc]
    """Wagtail looks chosen rows up by the value as stored; a UUID is stored as text and has to be read back first."""

    def bulk_to_python(self, values: Any) -> Any:
        return super().bulk_to_python([UUID(str(value)) if value else None for value in values])

    def get_form_state(self, value: Any) -> Any:
        state = super().get_form_state(value)
        return state | {"id": str(state["id"])} if state else state  # the editor's state is plain JSON


class Film(blocks.StructBlock):  # type: ignore[misc]
    """A video with captions and transcript (视频)."""

    video = VideoChooser("cms.Video", label=_("Video"))

    class Meta:
        icon = "media"
        label = _("Video")
        template = "cms/blocks/film.html"


class Body(blocks.StreamBlock):  # type: ignore[misc]
    """The flow of a page."""

    heading = blocks.CharBlock(max_length=120, icon="title", label=_("Heading"), template="cms/blocks/heading.html")
    text = blocks.RichTextBlock(features=[*PLAIN, "h3"], icon="pilcrow", label=_("Text"), template="cms/blocks/text.html")
    facts = Facts()
    turning = TurningPoint()
    saying = Saying()
    law = LawCited()
    reflection = Reflection()
    film = Film()

    class Meta:
        block_counts: dict[str, Any] = {}  # noqa: RUF012 -- Wagtail reads it as a plain attribute


def films(body: Any) -> Iterator[Any]:
    """The Video of each film block, in order."""
    for block in body:
        if block.block_type == "film" and block.value.get("video"):
            yield block.value["video"]


def uncaptioned(body: Any) -> list[str]:
    """Titles of the videos that may not be published yet."""
    return [video.title for video in films(body) if not video.is_captioned]


def cited(body: Any) -> set[tuple[str, int]]:
    """Every (statute code, article number) the page refers to."""
    return {(b.value["law"], b.value["article"]) for b in body if b.block_type == "law"}
