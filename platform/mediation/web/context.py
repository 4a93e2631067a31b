from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from mediation.common.actor import ANONYMOUS, Actor
from mediation.notifications import selectors as notifications
from mediation.web import bundle
from mediation.web.help_numbers import help_numbers
from mediation.web.navigation import Item, navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page needs: who is here, the display choices kept in cookies, the navigation (made only where it is drawn)."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)

    def items() -> list[Item]:
        if not actor.is_user:
            return []
        return navigation(actor, request.path_info, {"inbox": notifications.unread_count(actor)})

    agent = request.headers.get("User-Agent", "")
    return {
        "actor": actor,
        "large_text": request.COOKIES.get("large_text") == "1",
        "demo": settings.DEMO,
        "navigation": SimpleLazyObject(items),
        "help_numbers": help_numbers(),
        "in_wechat": "MicroMessenger" in agent,
        "html_lang": "en" if translation.get_language() == "en" else "zh-Hans",
        "stylesheet": f"/web.{bundle.stylesheet().mark}.css",
        "htmx_script": f"/htmx.{bundle.htmx().mark}.js",
    }
