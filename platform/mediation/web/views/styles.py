from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from mediation.common.routes import public
from mediation.web import bundle


@public
def stylesheet(request: HttpRequest, mark: str) -> HttpResponse:
    """All component styles. An old mark gets the present styles, but is not kept."""
    sheet = bundle.stylesheet()
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(sheet.packed if packed else sheet.text, content_type="text/css; charset=utf-8")
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if mark == sheet.mark else "no-cache"
    return answer
