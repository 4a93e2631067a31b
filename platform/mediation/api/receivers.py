from __future__ import annotations

from typing import Any

from mediation.api.services.webhooks import promise
from mediation.casework.models import CaseEvent


def on_event(sender: type[CaseEvent], *, event: CaseEvent, **_more: Any) -> None:
    """A line was added to a case's history: whoever asked for it is sent it, out of the same transaction."""
    promise(event, event.case)
