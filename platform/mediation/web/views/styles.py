from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from mediation.common.routes import public
from mediation.web import bundle


@public
def stylesheet(request: HttpRequest, mark: str) -> HttpResponse:
    """All component styles. An old mark gets the present styles, but is not kept."""
    return _sent(request, bundle.stylesheet(), mark, "text/css")


@public
def htmx(request: HttpRequest, mark: str) -> HttpResponse:
    """The one script of somebody else that every page of staff loads."""
    return _sent(request, bundle.htmx(), mark, "text/javascript")


def _sent(request: HttpRequest, found: bundle.Packed, mark: str, kind: str) -> HttpResponse:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(found.packed if packed else found.text, content_type=f"{kind}; charset=utf-8")
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if mark == found.mark else "no-cache"
    return answer
