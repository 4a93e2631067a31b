"""A person's own way through the questions: declining, agreeing, answering, taking back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.screening import battery, consent_text, ports
from counseling.screening.bundles.loader import bundle
from counseling.screening.enums import Informant, Mode, Reason, Right, ScreeningState
from counseling.screening.models import Consent, Flag, Response, RightsRequest, Screening
from counseling.screening.policies import screenings
from counseling.screening.selectors import rota
from counseling.screening.selectors import screening as reading
from counseling.screening.services import scores
from counseling.screening.services.flags import raise_flag
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.vault import sealing

KEPT_FOR = timedelta(days=3 * 365 + 1)  # three years, as the consent says
CORRECTION = timedelta(hours=1)  # how long an answer may still be given anew after the last question
GOING_ON = timedelta(days=1)  # how long the further questions wait for somebody who said yes to them
LONGEST_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Brought:
    """An answer from elsewhere; `value` None: would rather not say."""

    item: str
    value: int | None
    elapsed_ms: int | None = None


@transaction.atomic
def decline(*, actor: Actor, screening: Screening) -> None:
    """"No, thank you." Counted, never named, and asked no second time."""
    screenings.require(actor, "own", screening)
    if Screening.objects.filter(pk=screening.pk, state=ScreeningState.OFFERED).update(state=ScreeningState.DECLINED):
        trail.record(actor, "care.decline", ("screening", screening.id))


@transaction.atomic
def decline_for(*, actor: Actor, screening: Screening) -> None:
    """A no that was said to a helper."""
    screenings.require(actor, "help", screening)
    if Screening.objects.filter(pk=screening.pk, state=ScreeningState.OFFERED).update(state=ScreeningState.DECLINED):
        trail.record(actor, "care.decline", ("screening", screening.id))


@transaction.atomic
def consent(
    *, actor: Actor, screening: Screening, language: str, mode: Mode = Mode.SELF, informant: Informant = Informant.PERSON,
    already: bool = False,
) -> None:
    """Agree, separately from everything else (Art. 29 of the Personal Information Protection Law). Pressing twice agrees once.

    already: the person has agreed and answered elsewhere (paper, a device without network); the rota of this moment is then
    no reason to leave the answers out.
    """
    _mine_or_helped(actor, screening)
    if ports.guardian().waits(screening.subject, screening.case_ref):
        raise Conflict(_("Whoever looks after you has to agree first, or a counsellor talks with you before."))
    if not already and not rota.staffed(screening.area_path):
        raise Conflict(_("Right now nobody could take a call here, so we do not ask. The numbers on this page are always there for you."))
    asked = bundle(screening.bundle)
    if asked.guardian and not ports.guardian().allows(screening.subject, screening.case_ref):
        raise Conflict(_("A guardian has to agree first. A counsellor arranges that; you can always call the numbers on this page."))
    now = clock.now()
    moved = Screening.objects.filter(pk=screening.pk, state__in=[ScreeningState.OFFERED, ScreeningState.DECLINED]).update(
        state=ScreeningState.BEGUN, started_at=now, language=language, packages=battery.versions(asked, language),
        kept_until=now + KEPT_FOR, mode=mode, informant=informant,
    )
    if not moved:
        return
    _agreed(actor, screening, language, now)
    outbox.add(
        "counseling.screening.tasks.shred", key=f"care-shred:{screening.id}", due_at=now + KEPT_FOR, screening=str(screening.id)
    )
    if screening.occasion == 1:
        for day in asked.repeat_days:
            outbox.add(
                "counseling.screening.tasks.again", key=f"care-again:{screening.id}:{day}", due_at=now + timedelta(days=day),
                screening=str(screening.id),
            )


def _agreed(actor: Actor, screening: Screening, language: str, now: datetime) -> None:
    """One living row a person and case: what is agreed to in other words, or for other questions, replaces what was."""
    wanted = {
        "scope": consent_text.scope_of(screening.bundle, language), "version": consent_text.VERSION, "text_digest": consent_text.digest(),
    }
    alive = Consent.objects.filter(
        subject=screening.subject, case_ref=screening.case_ref, purpose=consent_text.PURPOSE, withdrawn_at=None,
        replaced_at=None,
    )
    if alive.filter(**wanted).exists():
        return
    alive.update(replaced_at=now)
    row = Consent.objects.create(
        subject=screening.subject, case_ref=screening.case_ref, purpose=consent_text.PURPOSE, language=language, given_by=actor.key,
        given_at=now, **wanted,
    )
    trail.record(actor, "care.consent", ("consent", row.id), version=row.version)


def _mine_or_helped(actor: Actor, screening: Screening) -> None:
    if actor.is_guest:
        screenings.require(actor, "own", screening)
    else:
        screenings.require(actor, "help", screening)


def answer(
    *, actor: Actor, screening: Screening, number: int, value: int | None, elapsed_ms: int | None = None, mode: Mode = Mode.SELF
) -> bool:
    """Take one answer; `value` None means "I would rather not say". Returns whether help is to be shown at once.

    number: 1-based place in the questions as they stand now. The flag of a critical answer stands or falls with the answer:
    one transaction. Raises Invalid (field `answer`) for a value no option has, Conflict when there is no consent or it is too
    late, and when the instrument was renewed since: the answer is kept and looked after even then, and a critical one leads to
    help first.
    """
    needs_help, renewed = _take(actor, screening, number, value, elapsed_ms, mode)
    if renewed and not needs_help:
        raise Conflict(_("These questions were renewed since you began, so old and new answers cannot be counted together. What you "
                         "answered is kept. A counsellor can begin anew with you."))
    return needs_help


@transaction.atomic
def _take(
    actor: Actor, screening: Screening, number: int, value: int | None, elapsed_ms: int | None, mode: Mode
) -> tuple[bool, bool]:
    """Whether help is to be shown at once, and whether the question was renewed since: then it is kept but not counted."""
    _mine_or_helped(actor, screening)
    asked = reading.flow(screening)
    if not 1 <= number <= len(asked):
        raise Conflict(_("This question is no longer asked. Nothing was lost."))
    question = asked[number - 1]
    if value is not None and not question.fits(value):
        raise Invalid(fields={"answer": _("Please choose one of the answers, or say that you would rather not.")})
    _still_open(screening)
    renewed = reading.renewed(screening, question)
    again = screening_ended(screening) and question.item in reading.newest(screening)
    worse = _worse(screening, question, value)
    if _store(actor, screening, question, value, elapsed_ms, mode):
        if again:
            corrected(actor, screening)
        _look_after(actor, screening, question, value, worse=worse)
        if not renewed:
            _finish(actor, screening)
    return calls_now(question, value), renewed


def screening_ended(screening: Screening) -> bool:
    return Screening.objects.filter(pk=screening.pk, state=ScreeningState.FINISHED).exists()


def corrected(actor: Actor, screening: Screening) -> None:
    """An answer was put right after the end: that is a right that was used, wherever it was done. Inside the caller's transaction."""
    RightsRequest.objects.create(screening=screening, kind=Right.CORRECTION, granted=True, at=clock.now())
    trail.record(actor, "care.correct", ("screening", screening.id))


@transaction.atomic
def bring_in(*, actor: Actor, screening: Screening, given: Sequence[Brought], mode: Mode, whole: bool = True) -> bool:
    """Take answers that were given elsewhere, on paper or without a network. Returns whether one of them called somebody.

    whole: nothing more will come; what is missing stays missing. Raises Invalid for a question or a value that does not exist.
    """
    _mine_or_helped(actor, screening)
    questions = {q.item: q for q in reading.catalogue(screening)}
    called = False
    for one in given:
        question = questions.get(one.item)
        if question is None or (one.value is not None and not question.fits(one.value)):
            raise Invalid(_("An answer belongs to no question here."))
        if _store(actor, screening, question, one.value, one.elapsed_ms, mode):
            _look_after(actor, screening, question, one.value, mode)
            called = called or calls_now(question, one.value)
    _finish(actor, screening)
    if whole and Screening.objects.filter(pk=screening.pk, state=ScreeningState.BEGUN).update(
        state=ScreeningState.FINISHED, finished_at=clock.now()
    ):
        trail.record(actor, "care.finish", ("screening", screening.id))
        scores.record(actor=actor, screening=screening)
    return called


def calls_now(question: battery.Question, value: int | None) -> bool:
    return value is not None and question.critical_from is not None and value >= question.critical_from


@transaction.atomic
def go_on(*, actor: Actor, screening: Screening) -> None:
    """Yes to the further questions. Pressing twice goes on once."""
    _mine_or_helped(actor, screening)
    if not rota.staffed(screening.area_path):
        raise Conflict(_("Right now nobody could take a call here, so we do not ask. The numbers on this page are always there for you."))
    if not reading.consent_alive(screening):
        raise Conflict(_("These questions are closed. Nothing was lost, and nothing more is needed from you."))
    if Screening.objects.filter(pk=screening.pk, state=ScreeningState.FINISHED, stage=1).update(stage=2, went_on_at=clock.now()):
        trail.record(actor, "care.go_on", ("screening", screening.id))


def replace(*, actor: Actor, screening: Screening, question: battery.Question, value: int | None) -> bool:
    """Another answer to a question, inside the caller's transaction: added, and looked after like a first one."""
    worse = _worse(screening, question, value)
    if not _store(actor, screening, question, value, None, Mode.SELF):
        return False
    _look_after(actor, screening, question, value, worse=worse)
    _hint(actor, screening)
    return True


def _worse(screening: Screening, question: battery.Question, value: int | None) -> bool:
    """Whether this takes the place of a milder answer."""
    before = reading.newest(screening).get(question.item)
    said = None if before is None else _says(screening, before)
    return before is not None and value is not None and (said is None or value > said)


def _still_open(screening: Screening) -> None:
    fresh = Screening.objects.get(pk=screening.pk)
    alive = fresh.state in {ScreeningState.BEGUN, ScreeningState.FINISHED} and reading.consent_alive(fresh)
    last, longest = fresh.finished_at, CORRECTION
    if fresh.went_on_at is not None and reading.first_open(fresh) is not None:
        last, longest = fresh.went_on_at, GOING_ON
    if not alive or (last and clock.now() - last > longest):
        raise Conflict(_("These questions are closed. Nothing was lost, and nothing more is needed from you."))


def _store(
    actor: Actor, screening: Screening, question: battery.Question, value: int | None, elapsed_ms: int | None, mode: Mode
) -> bool:
    """Add the answer unless it is the same as the one that counts already (sent twice, gone back). Returns whether it was added."""
    before = reading.newest(screening).get(question.item)
    if before is not None and _says(screening, before) == value:
        return False
    row = Response(
        id=uuid.uuid4(), screening=screening, instrument=question.instrument, item=question.item,
        number=1 if before is None else before.number + 1, refused=value is None, at=clock.now(), mode=mode, entered_by=actor.key,
        elapsed_ms=elapsed_ms if elapsed_ms is not None and 0 <= elapsed_ms <= LONGEST_MS else None,
    )
    if value is not None:
        row.value_sealed = sealing.seal(screening.scope, row.place, str(value))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same page sent twice at the same moment: the other one is kept
        return False
    trail.record(actor, "care.answer", ("screening", screening.id), number=row.number)
    return True


def _says(screening: Screening, row: Response) -> int | None:
    return None if row.refused else int(sealing.unseal(screening.scope, row.place, row.value_sealed))


def _look_after(
    actor: Actor, screening: Screening, question: battery.Question, value: int | None, mode: Mode = Mode.SELF, *, worse: bool = False
) -> None:
    """What an answer calls for by itself, in the transaction that keeps it."""
    if value is None:
        if question.safety or question.critical_from is not None:
            _raise(actor, screening, Reason.QUIET)
    elif question.is_interview:
        if value == battery.YES:
            _raise(actor, screening, Reason.TALK)
    elif calls_now(question, value):
        urgent = Reason.PAPER if mode == Mode.PAPER else Reason.CRITICAL
        _raise(actor, screening, Reason.SAFETY if question.safety == "violence" else urgent, worse=worse)


def _finish(actor: Actor, screening: Screening) -> None:
    """A cut that is surely reached is looked after at once, also where the person stops half way."""
    fresh = _hint(actor, screening)
    if reading.first_open(fresh) is not None:
        return
    if Screening.objects.filter(pk=screening.pk, state=ScreeningState.BEGUN).update(
        state=ScreeningState.FINISHED, finished_at=clock.now()
    ):
        trail.record(actor, "care.finish", ("screening", screening.id))
    scores.record(actor=actor, screening=fresh)


def _hint(actor: Actor, screening: Screening) -> Screening:
    """A cut that is surely reached calls somebody, once an occasion; nothing more where its answers have called for more."""
    fresh = Screening.objects.get(pk=screening.pk)
    if not fresh.called and any(battery.reached(f, reading.answers(fresh)) == "yes" for f in bundle(fresh.bundle).flags):
        _raise(actor, screening, Reason.MOOD)
    return fresh


def _raise(actor: Actor, screening: Screening, reason: Reason, *, worse: bool = False) -> Flag:
    return raise_flag(
        actor=actor, subject=screening.subject, case_ref=screening.case_ref, area_path=screening.area_path, reason=reason,
        screening=screening, worse=worse,
    )


@transaction.atomic
def withdraw(*, actor: Actor, screening: Screening) -> None:
    """Take the consent back: no new question, no new answer, and every occasion it covered is closed, not only this one. What was
    raised for an emergency stays."""
    screenings.require(actor, "own", screening)
    mine = {"subject": screening.subject, "case_ref": screening.case_ref}
    if not Consent.objects.filter(**mine, withdrawn_at=None, replaced_at=None).update(withdrawn_at=clock.now()):
        return
    open_ = [ScreeningState.OFFERED, ScreeningState.BEGUN, ScreeningState.FINISHED]
    for one in Screening.objects.filter(**mine, state__in=open_):
        Screening.objects.filter(pk=one.pk, state__in=open_).update(state=ScreeningState.WITHDRAWN)
        trail.record(actor, "care.withdraw", ("screening", one.id))
    publish_on_commit("care")


@transaction.atomic
def shred(*, actor: Actor, screening_id: uuid.UUID) -> None:
    """After the time promised in the consent: destroy the key, so that nobody can read the answers any more."""
    if Screening.objects.filter(pk=screening_id).exists():
        sealing.destroy(f"screening:{screening_id}")
        trail.record(actor, "care.shred", ("screening", screening_id))
