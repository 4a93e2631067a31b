"""Serving a film in pieces. Who may see it is decided by the caller: a lesson's video stays with its lesson."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from cms.models import Video
from mediation.common.routes import public

PIECE = 1024 * 1024  # bytes in one answer at most: a player asks on, and no worker holds a whole film
_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")


def piece(request: HttpRequest, video: Video) -> HttpResponse:
    """The part of the file asked for (RFC 9110 §14): 206, or 416 where the range lies outside it."""
    size = video.file.size
    asked = _RANGE.match(request.headers.get("Range", ""))
    start, end = 0, size - 1
    if asked and any(asked.groups()):
        first, last = asked.groups()
        if first:
            start, end = int(first), min(int(last), size - 1) if last else size - 1
        else:
            start = max(0, size - int(last))
        if start > end:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    whole = not asked and size <= PIECE
    end = min(end, start + PIECE - 1)
    with video.file.storage.open(str(video.file.name), "rb") as source:
        source.seek(start)
        response = HttpResponse(source.read(end - start + 1), status=200 if whole else 206, content_type=video.content_type)
    if not whole:
        response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def track(video: Video, language: str) -> HttpResponse:
    """The captions in one language."""
    text = video.captions(language)
    if language not in ("zh", "en") or not text.strip():
        raise Http404
    return HttpResponse(text, content_type="text/vtt; charset=utf-8")


@public
def film(request: HttpRequest, video: UUID) -> HttpResponse:
    return piece(request, get_object_or_404(Video, pk=video, public=True))


@public
def captions(request: HttpRequest, video: UUID, language: str) -> HttpResponse:
    return track(get_object_or_404(Video, pk=video, public=True), language)
