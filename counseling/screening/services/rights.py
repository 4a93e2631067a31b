"""What a person may do with their own answers: see them, have a copy, correct, close them to everyday reading, have them erased.

The rule of keeping is the one that was agreed to (`consent_text`): three years, then the key is destroyed; asked earlier, at
once, except what belongs to an emergency. That stays, closed, until its time.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counseling.screening.enums import Right, ScreeningState
from counseling.screening.models import Consent, Response, RightsRequest, Score, Screening
from counseling.screening.policies import screenings
from counseling.screening.selectors import rights as reading_rights
from counseling.screening.selectors import screening as reading
from counseling.screening.selectors.screening import Given
from counseling.screening.services import answering, scores
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.common.push import publish_on_commit
from mediation.vault import sealing


@dataclass(frozen=True, slots=True)
class Own:
    """A person's answers in plain, for themselves."""

    answers: list[Given]


@transaction.atomic
def show(*, actor: Actor, screening: Screening, copy: bool = False) -> Own:
    """Open one's own answers; written down like every opening. `copy`: they leave the product as a file."""
    _living(actor, screening)
    if copy:
        _note(screening, Right.COPY)
    trail.record_read(actor, "care.own_copy" if copy else "care.own_read", ("screening", screening.id))
    return Own(reading.open_answers(screening))


@transaction.atomic
def correct(*, actor: Actor, screening: Screening, number: int, value: int | None) -> bool:
    """Put an answer right, at any time. The old one stays sealed beside it. Returns whether help is to be shown at once.

    The counting is done anew; a critical answer calls somebody as if it had been given at first, and none takes a call back.
    """
    _living(actor, screening)
    question = reading.catalogue(screening)[number - 1]
    if value is not None and not question.fits(value):
        raise Invalid(fields={"answer": _("Please choose one of the answers, or say that you would rather not.")})
    if question.item not in reading.newest(screening):
        raise Conflict(_("This question was not answered before, so there is nothing to correct."))
    if answering.replace(actor=actor, screening=screening, question=question, value=value):
        answering.corrected(actor, screening)
        scores.record(actor=actor, screening=screening)
        publish_on_commit("care")
    return answering.calls_now(question, value)


@transaction.atomic
def restrict(*, actor: Actor, screening: Screening, closed: bool) -> None:
    """Close one's answers of every occasion to everyday reading, or open them again. In an emergency they can still be read, and that
    is written down."""
    _living(actor, screening)
    for one in reading_rights.occasions(screening):
        rows = Screening.objects.filter(pk=one.pk, restricted_at__isnull=closed).exclude(state=ScreeningState.ERASED)
        if rows.update(restricted_at=clock.now() if closed else None):
            _note(one, Right.RESTRICTION if closed else Right.RELEASE)
            trail.record(actor, "care.restrict" if closed else "care.release", ("screening", one.id))
    publish_on_commit("care")


@transaction.atomic
def erase(*, actor: Actor, screening: Screening) -> RightsRequest:
    """Erase one's answers of every occasion now. What belongs to an emergency is kept until its time, closed to everyday reading instead.

    Erasing deletes the sealed answers and scores and destroys their key, so that no backup can be read either.
    """
    screenings.require(actor, "own", screening)
    done = RightsRequest.objects.filter(screening=screening, kind=Right.ERASURE).first()
    if done is not None:
        return done  # pressed twice
    kept = reading_rights.belongs_to_an_emergency(screening)
    if kept:
        restrict(actor=actor, screening=screening, closed=True)
        trail.record(actor, "care.erasure_kept", ("screening", screening.id))
        return _note(screening, Right.ERASURE, granted=False)
    Consent.objects.filter(subject=screening.subject, case_ref=screening.case_ref, withdrawn_at=None, replaced_at=None).update(
        withdrawn_at=clock.now()
    )
    for one in reading_rights.occasions(screening):
        if one.pk != screening.pk and _erased(actor, one):
            _note(one, Right.ERASURE)
    _erased(actor, screening)
    publish_on_commit("care")
    return _note(screening, Right.ERASURE)


def _erased(actor: Actor, screening: Screening) -> bool:
    if not Screening.objects.filter(pk=screening.pk).exclude(state=ScreeningState.ERASED).update(state=ScreeningState.ERASED):
        return False
    Score.objects.filter(screening=screening).delete()
    Response.objects.filter(screening=screening).delete()
    sealing.destroy(screening.scope)
    trail.record(actor, "care.erase", ("screening", screening.id))
    return True


def _living(actor: Actor, screening: Screening) -> None:
    screenings.require(actor, "own", screening)
    fresh = Screening.objects.get(pk=screening.pk)
    if fresh.state == ScreeningState.ERASED or not Response.objects.filter(screening=screening).exists():
        raise Conflict(_("There are no answers of yours here."))
    if fresh.kept_until is not None and fresh.kept_until <= clock.now():
        raise Conflict(_("The three years are over: nobody can read these answers any more."))


def _note(screening: Screening, kind: Right, *, granted: bool = True) -> RightsRequest:
    return RightsRequest.objects.create(
        screening=screening, kind=kind, granted=granted, kept_until=None if granted else screening.kept_until, at=clock.now()
    )
