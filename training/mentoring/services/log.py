"""The log: written once, signed by both, corrected by addenda only."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.common.text import clean
from mediation.notifications.services import notify
from mediation.vault import sealing
from training.competencies.indicators import BY_CODE, Level
from training.mentoring.enums import AT_A_SITTING, ContractState, Kind
from training.mentoring.models import Contract, LogEntry, LogSignature, Portfolio, Seat
from training.mentoring.policies import portfolios
from training.mentoring.services.contract import page

LATE = 4  # working days (Relationships Scotland: records within four working days); weekends do not count
FAR = timedelta(days=366)


def _working_days(since: date, until: date) -> int:
    return sum(1 for n in range(1, (until - since).days + 1) if (since + timedelta(days=n)).weekday() < 5)


def write(
    *, actor: Actor, portfolio: Portfolio, kind: str, on: date, minutes: int, words: str, once: uuid.UUID, seat: uuid.UUID | None = None,
    seen: Mapping[str, int] | None = None,
) -> LogEntry:
    """A line of the log with the writer's signature; it counts once the other one has signed too.

    seen: indicators the mentor observed, with a level; what was not observed is left out and is no zero.
    Raises Invalid with the fields, Conflict where no contract is in force.
    """
    portfolios.require(actor, "part", portfolio)
    contract = _in_force(portfolio)
    held = LogEntry.objects.filter(once=once, contract=contract, written_by=actor.subject).first()
    if held is not None:
        return held
    levels = dict(seen or {})
    place = Seat.objects.filter(contract__portfolio=portfolio, pk=seat).first() if seat is not None else None
    wrong = _wrong(kind, on, minutes, words)
    if kind in AT_A_SITTING and place is None:
        wrong["seat"] = _("Please say which sitting it was. Only sittings to which both parties agreed are in the list.")
    known = set(levels) <= set(BY_CODE) and set(levels.values()) <= set(Level.values)
    if levels and (str(contract.mentor) != actor.subject or not known):
        wrong["seen"] = _("What was observed is written down by the mentor.")
    if wrong:
        raise Invalid(fields=wrong)
    return _keep(actor, contract, words, LogEntry(
        contract=contract, kind=kind, seat=place if kind in AT_A_SITTING else None, on=on, minutes=minutes, seen=levels, once=once,
        late=_working_days(on, clock.today()) > LATE,
    ))


def amend(*, actor: Actor, entry: LogEntry, words: str, once: uuid.UUID) -> LogEntry:
    """A later word to a line that stays as it is. It is signed like every line."""
    portfolio = entry.contract.portfolio
    portfolios.require(actor, "part", portfolio)
    contract = _in_force(portfolio)
    held = LogEntry.objects.filter(once=once, contract=contract, written_by=actor.subject).first()
    if held is not None:
        return held
    wrong = _wrong(entry.kind, entry.on, entry.minutes, words)
    if "words" in wrong:
        raise Invalid(fields={"words": wrong["words"]})
    return _keep(actor, contract, words, LogEntry(
        contract=contract, kind=entry.kind, seat=entry.seat, amends=entry if entry.amends_id is None else entry.amends, on=clock.today(),
        minutes=entry.minutes, once=once,
    ))


def _in_force(portfolio: Portfolio) -> Contract:
    row = Contract.objects.filter(portfolio=portfolio, state=ContractState.ACTIVE).first()
    if row is None:
        raise Conflict(_("No contract is in force: nothing is written into the log."), code="not-in-force")
    return row


def _wrong(kind: str, on: date, minutes: int, words: str) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if kind not in Kind.values:
        wrong["kind"] = _("Please choose what it was.")
    if on > clock.today() or on < clock.today() - FAR:
        wrong["on"] = _("The day lies ahead, or more than a year back.")
    if not 1 <= minutes <= 720:
        wrong["minutes"] = _("Between 1 and 720 minutes.")
    if not 10 <= len(clean(words).strip()) <= 2000:
        wrong["words"] = _("Please write what you saw and agreed, in 10 to 2,000 characters and without names.")
    return wrong


def _keep(actor: Actor, contract: Contract, words: str, row: LogEntry) -> LogEntry:
    portfolio, now = contract.portfolio, clock.now()
    row.written_by, row.written_at = uuid.UUID(actor.subject), now
    row.words_sealed = sealing.seal(f"person:{portfolio.person}", row.place, clean(words).strip())
    other = contract.mentor if str(portfolio.person) == actor.subject else portfolio.person
    try:
        with transaction.atomic():
            if not Contract.objects.filter(pk=contract.pk, state=ContractState.ACTIVE).update(state=ContractState.ACTIVE):
                raise Conflict(_("No contract is in force: nothing is written into the log."), code="not-in-force")
            row.save(force_insert=True)
            LogSignature.objects.create(entry=row, signer=row.written_by, name=actor.name, yes=True, at=now)
            trail.record(actor, "mentoring.amend" if row.amends_id else "mentoring.write", ("log", row.pk), kind=row.kind, late=row.late)
            notify(f"user:{other}", "mentoring.to_sign", link=page(portfolio))
            publish_on_commit(f"actor:user:{other}")
    except IntegrityError:
        found = LogEntry.objects.filter(once=row.once, contract=contract, written_by=actor.subject).first()
        if found is None:
            raise NotFound from None
        return found
    return row


def sign(*, actor: Actor, entry: LogEntry, yes: bool, reason: str = "") -> None:
    """The other one's yes, or a no with its reason; for an assessed drill also of raters who are neither and never were the mentor.

    Nobody signs their own line a second time, nor takes a signature back. Twice is once.
    """
    contract = entry.contract
    portfolio = contract.portfolio
    two = actor.subject in (str(portfolio.person), str(contract.mentor)) and portfolios.can(actor, "part", portfolio)
    rates = entry.kind == Kind.ASSESSED and entry.amends_id is None and portfolios.can(actor, "rate", portfolio)
    if not (two or rates) or str(entry.written_by) == actor.subject:
        raise NotFound
    words = clean(reason).strip()
    if not yes and not 5 <= len(words) <= 300:
        raise Invalid(fields={"reason": _("Please say why, in 5 to 300 characters.")})
    try:
        with transaction.atomic():
            LogSignature.objects.create(
                entry=entry, signer=uuid.UUID(actor.subject), name=actor.name, yes=yes, reason="" if yes else words, at=clock.now()
            )
            trail.record(actor, "mentoring.sign", ("log", entry.pk), yes=yes)
            if not yes:
                notify(f"user:{entry.written_by}", "mentoring.refused", link=page(portfolio))
            publish_on_commit(f"actor:user:{portfolio.person}")
            publish_on_commit(f"actor:user:{contract.mentor}")
    except IntegrityError:
        return  # pressed twice
