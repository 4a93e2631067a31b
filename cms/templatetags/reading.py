"""Tags for pages that are read."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from cms.selectors import Cited

register = template.Library()


@register.simple_tag
def cited(value: Any, articles: dict[tuple[str, int], Cited] | None) -> Cited | None:
    """The article a law block refers to, out of those the page has looked up."""
    return (articles or {}).get((value["law"], value["article"]))


@register.simple_tag(takes_context=True)
def film_address(context: dict[str, Any], video: Any, language: str = "") -> str:
    """Where the film (or its captions) is served: under its lesson, or on the public site."""
    step, standing = context.get("step"), context.get("standing")
    kind = {"video": video.pk} | ({"language": language} if language else {})
    if step and standing:
        where = {"course": standing.course.slug, "lesson": step.lesson.slug}
        return reverse("lesson_captions" if language else "lesson_film", kwargs=where | kind)
    return reverse("film_captions" if language else "film", kwargs=kind)
