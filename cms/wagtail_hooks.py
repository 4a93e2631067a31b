"""What editors see at /cms/."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms import papers
from cms.models import Video


class VideoViewSet(SnippetViewSet):  # type: ignore[misc]
    model = Video
    icon = "media"
    add_to_admin_menu = True
    menu_order = 300
    list_display = ("title", "is_captioned", "public")
    inspect_view_enabled = False


register_snippet(VideoViewSet)


@hooks.register("construct_main_menu")  # type: ignore[untyped-decorator]
def no_pictures(request: Any, items: list[Any]) -> None:
    """Pages here carry words and films; a picture folder without an access check is not offered."""
    items[:] = [item for item in items if item.name != "images"]


@hooks.register("before_serve_document")  # type: ignore[untyped-decorator]
def only_known_kinds(document: Any, request: Any) -> None:
    """A file from before the check, or brought in around the form, is not given out."""
    if papers.kind_of(document.filename) not in papers.KINDS:
        raise Http404
