"""Ending on both counts: what the counsellor sees settled, and what the person says; the matter and the heart each with its evidence."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.crises import PersonView
from counseling.interventions.enums import EntryKind, Outcome
from counseling.interventions.models import CareEntry, Referral
from counseling.interventions.ports import people
from counseling.interventions.referring import TAKEN
from counseling.interventions.selectors import appointment
from counseling.interventions.services import crisis, writing
from counseling.screening import services as screening
from counseling.screening.enums import FlagState, Reason
from counseling.screening.models import Flag
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid
from mediation.jobs import outbox
from mediation.notifications.services import notify

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TASK = "counseling.interventions.tasks.look_in"
CLERK = system("care.follow_up")
LATEST = timedelta(days=183)
WORDS_AT_LEAST = 10
TAKEN_OVER = (Outcome.REFERRED, Outcome.MOVED)


@dataclass(frozen=True, slots=True)
class Grounds:
    """evidence: why the counsellor sees it settled; view and words: the person's own; look_in_on: the day somebody asks again."""

    evidence: str
    view: PersonView
    view_words: str
    look_in_on: date


@transaction.atomic
def close_file(*, actor: Actor, user: User, flag: Flag, outcome: Outcome, grounds: Grounds, press: uuid.UUID) -> None:
    """End the accompaniment for now. Raises Invalid, at the field where there is one.

    Never while the level is red or orange, while somebody who did not come is being looked for, or while a receipt is missing.
    """
    writing.guard(actor, user, flag, "close")
    if appointment.searching(flag.subject):
        raise Invalid(_("This person did not come and has not been reached yet. Nobody is closed because they did not come."))
    if crisis.open_reports(flag.subject):
        raise Invalid(_("The receipt of a mandatory report is still missing. Write it down first."))
    wrong = _wrong(flag, outcome, grounds)
    if wrong:
        raise Invalid(fields=wrong)
    try:
        screening.close(actor=actor, flag=flag)
    except Invalid as why:
        raise Invalid(
            _("This can be closed once somebody has been in touch and the level is no longer red or orange (two signatures).")
        ) from why
    body = {
        "evidence": grounds.evidence.strip(), "view": grounds.view, "view_words": grounds.view_words.strip(),
        "matter": people().matter(flag.subject), "look_in_on": grounds.look_in_on.isoformat(),
    }
    entry = writing.write(actor=actor, user=user, flag=flag, kind=EntryKind.CLOSING, press=press, code=outcome, body=body)
    if entry is not None:
        nine = datetime.combine(grounds.look_in_on, time(9), tzinfo=clock.SHANGHAI)
        outbox.add(TASK, key=f"care-look-in:{entry.id}", due_at=nine, entry=str(entry.id))


def _wrong(flag: Flag, outcome: Outcome, grounds: Grounds) -> dict[str, str | _StrPromise]:
    wrong: dict[str, str | _StrPromise] = {}
    if len(grounds.evidence.strip()) < WORDS_AT_LEAST:
        wrong["evidence"] = _("Please write why it is settled, in a sentence another counsellor understands.")
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
def look_in(*, entry_id: uuid.UUID) -> bool:
    """The day has come to ask again how the person is. Whether anybody was told: not when it was opened again meanwhile."""
    entry = CareEntry.objects.filter(pk=entry_id, kind=EntryKind.CLOSING).select_related("by").first()
    if entry is None or Flag.objects.filter(subject=entry.subject).exclude(state=FlagState.CLOSED).exists():
        return False
    notify(f"user:{entry.by.public_id}", "care.look_in", link=f"/care/people/{entry.subject}/")
    trail.record(CLERK, "care.look_in", ("care", entry.id))
    return True


@transaction.atomic
def reopen_file(*, actor: Actor, user: User, flag: Flag) -> Flag:
    """It has come back: a new flag for the same person and case. Raises Conflict while one is open."""
    writing.guard(actor, user, flag, "contact")
    if flag.state != FlagState.CLOSED:
        raise Conflict
    return screening.raise_flag(
        actor=actor, subject=flag.subject, case_ref=flag.case_ref, area_path=flag.area_path, reason=Reason.STAFF
    )
