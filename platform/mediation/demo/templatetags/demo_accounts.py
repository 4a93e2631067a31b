"""`{% demo_accounts %}`: who can be tried out in the demo. Draws nothing in a county."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from mediation.demo.world import PASSWORD, PEOPLE

register = template.Library()


@register.inclusion_tag("demo/accounts.html")
def demo_accounts() -> dict[str, Any]:
    if not settings.DEMO:
        return {"people": []}
    return {"people": [(username, name, role.label) for username, name, role, *_ in PEOPLE[:8]], "password": PASSWORD}
