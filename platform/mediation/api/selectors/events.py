"""What another program may hear of a case: kinds and details that stand in these lists, and nothing that is added elsewhere later."""

from __future__ import annotations

from typing import Any

from mediation.casework.models import Case, CaseEvent

# A line of the history goes out only if it stands here. Objections, "this is not me", regrets, evidence and everything of caucus or
# care do not.
KINDS = frozenset({
    "opened", "claimed", "assigned", "given", "released", "called_back", "graded", "invited", "joined", "declined", "ready",
    "sitting_planned", "sitting_moved", "sitting_cancelled", "sitting_began", "sitting_ended", "agreement_frozen", "agreement_in_force",
    "agreement_printed", "paper_made", "court_applied", "court_decided", "performed", "ended", "closed", "case_reopened", "relapse",
})
DETAIL = frozenset({"grade", "at", "mode", "side", "form", "since", "reason", "matter", "outcome"})


def plain(event: CaseEvent, case: Case) -> dict[str, Any]:
    """Codes, days and ids. No name of a person, no word of the dispute."""
    return {
        "id": event.pk, "kind": event.kind, "at": event.at.isoformat(), "case": {"id": str(case.pk), "number": case.number},
        "detail": {k: v for k, v in event.detail.items() if k in DETAIL and isinstance(v, str | bool | int)},
    }
