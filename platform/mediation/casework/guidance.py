"""The one next step of a case, in words, for its mediator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from mediation.casework.enums import CaseState, DeclineReason, PartyRole, SittingState, Willingness
from mediation.casework.models import Case, Party, Sitting

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Step:
    """code: which control the page offers for it (call, party, invite, plan, room, sign, close, none)."""

    code: str
    words: str | _StrPromise
    why: str | _StrPromise = ""


def next_step(case: Case, parties: Sequence[Party], sitting: Sitting | None) -> Step:
    """The first thing that is still missing, in the order in which a mediator works."""
    state = CaseState(case.state)
    if state is CaseState.AGREED:
        return Step("sign", _("Watch over the performance"), _("Art. 31: the committee supervises what was agreed."))
    if state is CaseState.CLOSED:
        return Step("none", _("The case is closed"), _("Nothing more has to be done."))
    if state is CaseState.ENDED:
        return Step("close", _("Close the file"))
    if case.called_back_at is None:
        return Step("call", _("Call the applicant"), _("They were promised a call."))
    others = [p for p in parties if p.role == PartyRole.RESPONDENT]
    if not others:
        return Step("party", _("Find out who the other side is"), _("Ask in the call."))
    talk = [p for p in others if p.decline_reason == DeclineReason.TALK_FIRST]
    if talk:
        return Step("invite", _("Call the other side"), _("They asked for a call before anything else."))
    not_asked = [p for p in others if p.willingness == Willingness.NOT_ASKED]
    if not_asked:
        return Step("invite", _("Call the other side, then send the link"), _("Who has been called does not take the link for fraud."))
    if any(p.willingness == Willingness.ASKED for p in others):
        return Step("invite", _("Wait for the answer, or call again"))
    if sitting is not None and sitting.state == SittingState.OPEN:
        return Step("room", _("Go on with the sitting"))
    if sitting is not None:
        return Step("room", _("Prepare the sitting"))
    return Step("plan", _("Make an appointment"))
