"""What the lines of a case's history are called. Other parts of casework add theirs with `EVENTS.update(…)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from mediation.casework.enums import CaseState, DeclineReason, EndReason, Grade
from mediation.casework.models import CaseEvent
from mediation.casework.paperwork.catalogue import BY_CODE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

EVENTS: dict[str, str | _StrPromise] = {
    "opened": _("The case was opened"),
    "claimed": _("A mediator has taken the case"),
    "assigned": _("The case was given to a mediator"),
    "given": _("The case was given by the rule"),
    "released": _("The mediator gave the case back"),
    "another_mediator": _("Another mediator is being found"),
    "objection": _("A party asked for another mediator"),
    "called_back": _("The applicant was called back"),
    "graded": _("The difficulty was set"),
    "invited": _("The other side was invited"),
    "code_sent": _("A way to a new code was sent"),
    "joined": _("The other side has come in"),
    "declined": _("The other side answered the invitation"),
    "ready": _("Everybody is ready to talk"),
    "rights_read": _("Rights and duties were read"),
    "openness": _("A party chose how public the talk is"),
    "sitting_planned": _("An appointment was made"),
    "sitting_moved": _("The appointment was moved"),
    "sitting_cancelled": _("The appointment was cancelled"),
    "sitting_began": _("The talk began"),
    "sitting_ended": _("The talk ended"),
    "party_missed": _("A party did not come to the appointment"),
    "ended": _("Mediation ended without an agreement"),
    "evidence_given": _("Evidence was handed in"),
    "paper_made": _("A paper was issued"),
}

STANDING: dict[str, str | _StrPromise] = {
    CaseState.POOL: _("A mediator is being found for you"),
    CaseState.CLAIMED: _("Your mediator is getting ready"),
    CaseState.INVITING: _("The other side has been asked"),
    CaseState.READY: _("Everybody is ready to talk"),
    CaseState.MEDIATING: _("You are in mediation"),
    CaseState.AGREED: _("You have an agreement"),
    CaseState.ENDED: _("Mediation has ended"),
    CaseState.CLOSED: _("The case is closed"),
}
COMES_NEXT: dict[str, str | _StrPromise] = {
    CaseState.POOL: _("A mediator nearby takes the case and calls you."),
    CaseState.CLAIMED: _("The mediator calls you, then asks the other side whether it will come."),
    CaseState.INVITING: _("As soon as the other side answers, you hear of it here."),
    CaseState.READY: _("The mediator makes an appointment that suits everybody."),
    CaseState.MEDIATING: _("You go on talking until there is a solution, or until somebody wishes to stop."),
    CaseState.AGREED: _("Everybody does what was agreed. Somebody asks later how it went."),
    CaseState.ENDED: _("Arbitration, an authority or the court remain open to you."),
    CaseState.CLOSED: _("Nothing more has to be done."),
}


def event_label(event: CaseEvent) -> str:
    return str(EVENTS.get(event.kind, _("The case moved on")))


def event_detail(event: CaseEvent) -> str:
    """The part of a line's detail that may be read by everybody in the case."""
    detail = event.detail
    if event.kind == "declined" and detail.get("reason") in DeclineReason.values:
        return str(DeclineReason(detail["reason"]).label)
    if event.kind == "ended" and detail.get("reason") in EndReason.values:
        return str(EndReason(detail["reason"]).label)
    if event.kind == "graded" and detail.get("grade") in Grade.values:
        return str(Grade(detail["grade"]).label)
    if event.kind == "paper_made" and detail.get("form") in BY_CODE:
        return str(BY_CODE[detail["form"]].label)
    if event.kind in ("claimed", "assigned", "given"):
        return str(detail.get("mediator", ""))
    return ""
