from __future__ import annotations

import uuid
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mediation.common.routes import public, scoped
from mediation.documents import selectors, verification
from mediation.documents.forms import VerifyForm

SUFFIXES = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "image/heif": "heif",
    "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/wav": "wav", "audio/amr": "amr",
}
SANDBOX = "default-src 'none'; sandbox"


@scoped()
@require_GET
def paper(request: HttpRequest, version: uuid.UUID) -> HttpResponse:
    """The private way to a file: always a download, never kept by a cache, and powerless if a browser opens it anyway."""
    opened = selectors.open_version(request.actor, version)  # type: ignore[attr-defined]
    suffix = SUFFIXES.get(opened.version.media_type, "bin")
    name = f"{opened.version.document.title}.{suffix}"
    response = HttpResponse(opened.content, content_type=opened.version.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename=\"paper.{suffix}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@public
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Anybody holding a paper may ask whether it is ours and unchanged."""
    caller = request.META.get("REMOTE_ADDR", "")
    asked = request.method == "POST" or "code" in request.GET
    form = VerifyForm(request.POST if request.method == "POST" else request.GET, request.FILES) if asked else VerifyForm()
    result = None
    if asked and form.is_valid():
        file, code = form.cleaned_data["file"], form.cleaned_data["code"].strip()
        if file is not None:
            result = verification.of_file(file.read(verification.LIMIT + 1), caller=caller)
        elif code:
            result = verification.of_code(code, caller=caller)
        else:
            form.add_error("file", _("Please choose the file, or enter the code printed on the paper."))
    return render(request, "documents/verify.html", {"form": form, "result": result}, status=422 if form.errors else 200)
