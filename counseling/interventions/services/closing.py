"""Ending on both counts (事心双解): the matter and the heart, each with its own evidence.

The matter is where the dispute stands, told by the mediators' side through a port and never asked back. The heart is the
counsellor's judgement beside the person's own word. Both are written down as they are: a dispute that goes on holds nobody in an
accompaniment, but then it is said who goes on with it, and the end is not called one on both counts.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.crises import HeartState, PersonView
from counseling.interventions.enums import EntryKind, Outcome
from counseling.interventions.models import Referral
from counseling.interventions.ports import Matter, people
from counseling.interventions.referring import TAKEN
from counseling.interventions.selectors import appointment
from counseling.interventions.selectors.closing import unsettled
from counseling.interventions.services import crisis, look_in, writing
from counseling.screening import services as screening
from counseling.screening.enums import FlagState, Reason
from counseling.screening.models import Flag
from mediation.accounts.models import User
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LATEST = timedelta(days=183)
WORDS_AT_LEAST = 10
TAKEN_OVER = (Outcome.REFERRED, Outcome.MOVED)


@dataclass(frozen=True, slots=True)
class Grounds:
    """heart and evidence: how the person is and what that rests on; view and words: the person's own; matter_words: who goes on with
    a dispute that is not settled; look_in_on: the day somebody asks again."""

    heart: HeartState
    evidence: str
    view: PersonView
    view_words: str
    look_in_on: date
    matter_words: str = ""


@transaction.atomic
def close_file(*, actor: Actor, user: User, flag: Flag, outcome: Outcome, grounds: Grounds, press: uuid.UUID) -> None:
    """End the accompaniment for now. Raises Invalid, at the field where there is one.

    Never while the level is red or orange, while somebody who did not come is being looked for, while a receipt is missing, or while a
    talk is booked or a hand-over open: those are named.
    """
    writing.guard(actor, user, flag, "close")
    if appointment.searching(flag.subject):
        raise Invalid(_("This person did not come and has not been reached yet. Nobody is closed because they did not come."))
    if crisis.open_reports(flag.subject):
        raise Invalid(_("The receipt of a mandatory report is still missing. Write it down first."))
    if loose := unsettled(flag):
        named = _("; ").join(str(end.words) for end in loose)
        raise Invalid(_("Not yet: %(what)s. Please settle it or call it off first.") % {"what": named})
    matter = people().matter(flag.subject)
    wrong = _wrong(flag, outcome, grounds, matter)
    if wrong:
        raise Invalid(fields=wrong)
    try:
        screening.close(actor=actor, flag=flag)
    except Invalid as why:
        raise Invalid(
            _("This can be closed once somebody has been in touch and the level is no longer red or orange (two signatures).")
        ) from why
    told = None if matter is None else {
        "words": matter.words, "settled": matter.settled, "since": matter.since.isoformat() if matter.since else "",
    }
    body = {
        "matter": told, "matter_words": grounds.matter_words.strip(), "heart": grounds.heart, "evidence": grounds.evidence.strip(),
        "view": grounds.view, "view_words": grounds.view_words.strip(), "look_in_on": grounds.look_in_on.isoformat(),
        "both": matter is not None and matter.settled and grounds.heart == HeartState.REST and grounds.view == PersonView.AGREES,
    }
    entry = writing.write(actor=actor, user=user, flag=flag, kind=EntryKind.CLOSING, press=press, code=outcome, body=body)
    if entry is not None:
        look_in.promise(entry, flag.area_path, grounds.look_in_on)


def _wrong(flag: Flag, outcome: Outcome, grounds: Grounds, matter: Matter | None) -> dict[str, str | _StrPromise]:
    wrong: dict[str, str | _StrPromise] = {}
    if len(grounds.evidence.strip()) < WORDS_AT_LEAST:
        wrong["evidence"] = _("Please write why it is settled, in a sentence another counsellor understands.")
    if grounds.heart == HeartState.HEAVY and outcome == Outcome.BETTER:
        wrong["heart"] = _("While it weighs so much it goes on, or somebody takes over, or the person does not want company for now.")
    if matter is not None and not matter.settled and len(grounds.matter_words.strip()) < WORDS_AT_LEAST:
        wrong["matter_words"] = _("The dispute goes on. Please write who goes on with it, and why the accompaniment can end all the same.")
    if outcome in TAKEN_OVER and not Referral.objects.filter(subject=flag.subject, state__in=TAKEN).exists():
        wrong["outcome"] = _("Nobody has accepted a hand-over yet. Hand the person on first, and wait for the receiver's answer.")
    if grounds.view == PersonView.GO_ON:
        wrong["view"] = _("The person would rather go on: then it goes on, or a colleague takes over.")
    elif grounds.view == PersonView.UNASKED and outcome not in TAKEN_OVER:
        wrong["view"] = _("Please ask the person first. Without asking only where somebody else has taken over.")
    today = clock.today()
    if not today < grounds.look_in_on <= today + LATEST:
        wrong["look_in_on"] = _("Please choose a day from tomorrow on, within half a year.")
    return wrong


@transaction.atomic
def reopen_file(*, actor: Actor, user: User, flag: Flag) -> Flag:
    """It has come back: a new flag for the same person and case. Raises Conflict while one is open."""
    writing.guard(actor, user, flag, "contact")
    if flag.state != FlagState.CLOSED:
        raise Conflict
    return screening.raise_flag(
        actor=actor, subject=flag.subject, case_ref=flag.case_ref, area_path=flag.area_path, reason=Reason.STAFF
    )
