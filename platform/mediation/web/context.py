from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page needs: who is here, and the display choices kept in cookies."""
    return {
        "actor": getattr(request, "actor", None),
        "large_text": request.COOKIES.get("large_text") == "1",
        "demo": settings.DEMO,
    }
