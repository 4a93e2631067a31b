"""Closing on both counts (事心双解), and reopening after a relapse."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.casework.agreement_enums import AgreementState
from mediation.casework.enums import CaseState
from mediation.casework.models import Case, Closing
from mediation.casework.policies import cases
from mediation.casework.selectors.agreement import live_of
from mediation.casework.services.case import offer_to_pool
from mediation.casework.services.history import advance, tell
from mediation.casework.services.winding import wind_up
from mediation.casework.workflow import after
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.followups import selectors as followups
from mediation.followups.enums import Heart, Outcome, Performed
from mediation.followups.models import FollowUpVisit
from mediation.jobs import outbox
from mediation.vault import sealing

WORDS_LIMIT = 1000
HEART = {Heart.AT_REST: True, Heart.HEAVY: False}


def heart_of(case: Case) -> FollowUpVisit | None:
    """The latest talk in which somebody said how it is now. The heart comes from here and from nowhere else."""
    return followups.of_subject(("case", case.pk)).filter(outcome=Outcome.REACHED).order_by("-done_at").first()


def obstacle(case: Case) -> Conflict | None:
    """Why the case cannot be closed as things are, in words; None if it can. The page offers no button that cannot work."""
    now = Case.objects.get(pk=case.pk)
    if now.state == CaseState.CLOSED:
        return Conflict(_("This case is closed already."), code="closed")
    if now.frozen_at is not None:
        return Conflict(_("A party says: this is not me. The case stays open until the supervisors have looked into it."), code="frozen")
    if after(now.state, "close") is None:
        return _unfinished(now)
    visits = followups.of_subject(("case", case.pk))
    if now.state == CaseState.AGREED and not visits.exclude(done_at=None).exists():
        return Conflict(_("Nobody has asked yet how it went. Please make the follow-up call first."), code="no-follow-up")
    if visits.filter(relapse=True, rectified_at=None).exists():
        return Conflict(_("The dispute has flared up again. Put that right first, or take the case up anew."), code="relapse")
    return None


def may_reopen(case: Case) -> bool:
    """Whether there is something to take up anew: an end, or an agreement."""
    return after(case.state, "reopen") is not None


def _unfinished(case: Case) -> Conflict:
    agreement = live_of(case)
    if agreement is not None and agreement.state == AgreementState.SIGNED:
        return Conflict(_("The agreement still waits for the committee's seal. The case can be closed after that."), code="not-sealed")
    if agreement is not None:
        return Conflict(_("The agreement is not in force yet. The case can be closed after that."), code="not-in-force")
    return Conflict(_("The mediation is not over yet. First comes an agreement in force, or the end without one."), code="not-over")


@transaction.atomic
def close(*, actor: Actor, case: Case, matter_settled: bool, words: str = "") -> Closing:
    """Close on both counts. The matter is the mediator's judgement; the heart is what the person said in the follow-up talk."""
    cases.require(actor, "work", case)
    if len(words) > WORDS_LIMIT:
        raise Invalid(fields={"words": _("Please say it in at most 1000 characters.")})
    unready = obstacle(case)
    if unready is not None:
        raise unready
    talk = heart_of(case)
    if matter_settled and talk is not None and talk.performed == Performed.NOT:
        raise Invalid(fields={"matter_settled": _("In the last talk it was said that the agreement is not kept.")})
    heart = HEART.get(Heart(talk.heart)) if talk is not None and talk.heart else None
    now = clock.now()
    advance(case.pk, "close", matter_settled=matter_settled, heart_settled=heart, closed_at=now)
    row = Closing(
        id=uuid.uuid4(), case=case, matter_settled=matter_settled, heart_settled=heart, closed_at=now, closed_by=actor.key,
        closed_by_name=actor.name,
    )
    row.words_sealed = sealing.seal(case.scope, f"casework.closing.words:{row.pk}", words.strip())
    row.save(force_insert=True)
    wind_up(case)
    tell(case, "closed", actor, matter=matter_settled)
    trail.record(actor, "casework.close", ("case", case.pk), matter=matter_settled)
    outbox.add("mediation.casework.agreement_tasks.seal_dossier", key=f"dossier:{row.pk}", case=str(case.pk))
    publish_on_commit(f"case:{case.pk}")
    return row


@transaction.atomic
def reopen(*, actor: Actor, case: Case) -> Case:
    """Take the case up anew after a relapse (整改): back to its mediator, or to the pool where it never had one.

    What was agreed stays in force until replaced; the reason of an earlier end stays in the history and is no reason any more.
    """
    if not (cases.can(actor, "work", case) or cases.can(actor, "oversee", case)):
        raise NotFound
    move = "reopen" if Case.objects.filter(pk=case.pk).exclude(mediator=None).exists() else "reopen_unclaimed"
    case = advance(case.pk, move, closed_at=None, ended_reason="", matter_settled=None, heart_settled=None)
    if move == "reopen_unclaimed":
        offer_to_pool(case)
    FollowUpVisit.objects.filter(subject_kind="case", subject_id=case.pk, relapse=True, rectified_at=None).update(rectified_at=clock.now())
    tell(case, "case_reopened", actor)
    trail.record(actor, "casework.reopen", ("case", case.pk))
    publish_on_commit(f"case:{case.pk}")
    return case
