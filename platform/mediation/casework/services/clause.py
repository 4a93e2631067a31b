"""Writing the clauses of an agreement and saying yes to them."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.casework.agreement_enums import AgreementState, ClauseKind
from mediation.casework.models import Acceptance, Agreement, Clause, Party, Sitting
from mediation.casework.policies import cases
from mediation.casework.selectors import agreement as selectors
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.common.text import clean
from mediation.vault import sealing
from realtime.rooms.enums import RoomState
from realtime.rooms.models import Room
from realtime.rooms.services import note

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TEXT_LIMIT = 2000  # characters
MANNER_LIMIT = 120
CLAUSE_LIMIT = 40
PARTS_LIMIT = 24


@dataclass(frozen=True, slots=True)
class ClauseValues:
    """What the mediator entered. Ids are of parties of the case; `amount` in yuan."""

    kind: str
    text: str
    manner: str = ""
    party: uuid.UUID | None = None
    payer: uuid.UUID | None = None
    payee: uuid.UUID | None = None
    amount: Decimal | None = None
    due_on: date | None = None


class StaleEdit(Conflict):
    """The clause was changed after this edit began. `clause` holds it as it is now; what was typed stays with the caller."""

    code = "stale-clause"
    message = _("Somebody has changed this clause while you were writing. Both versions are shown; nothing you typed is lost.")

    def __init__(self, clause: Clause) -> None:
        super().__init__()
        self.clause = clause


@transaction.atomic
def add(*, actor: Actor, agreement: Agreement, values: ClauseValues) -> Clause:
    """A new clause at the end. Raises Invalid with the field, Conflict once the text is fixed."""
    cases.require(actor, "work", agreement.case)
    values = _checked(agreement, values)
    _touch(agreement)
    rows = selectors.clause_rows(agreement)
    if rows.count() >= CLAUSE_LIMIT:
        raise Invalid(_("An agreement has at most forty clauses."))
    last = Clause.objects.filter(agreement=agreement).aggregate(n=Max("position"))["n"] or 0
    clause = Clause(id=uuid.uuid4(), agreement=agreement, position=last + 1)
    _write(clause, values, agreement)
    clause.save(force_insert=True)
    _tell(actor, agreement, "casework.clause_add", clause)
    return clause


@transaction.atomic
def edit(*, actor: Actor, clause: Clause, version: int, values: ClauseValues) -> Clause:
    """Change a clause as read in `version`; every acceptance of it is void from here on. Raises StaleEdit."""
    agreement = clause.agreement
    cases.require(actor, "work", agreement.case)
    values = _checked(agreement, values)
    _touch(agreement)
    before = clause.hash
    _write(clause, values, agreement)
    changed = Clause.objects.filter(pk=clause.pk, version=version, removed_at=None).update(
        kind=clause.kind, version=F("version") + 1, body_sealed=clause.body_sealed, party=clause.party_id, payer=clause.payer_id,
        payee=clause.payee_id, amount=clause.amount, due_on=clause.due_on, salt=clause.salt, hash=clause.hash,
    )
    if not changed:
        raise StaleEdit(selectors.clause_for(actor, clause.pk, "work"))
    clause.version = version + 1
    _tell(actor, agreement, "casework.clause_edit", clause, before=before)
    return clause


@transaction.atomic
def remove(*, actor: Actor, clause: Clause, version: int) -> None:
    cases.require(actor, "work", clause.agreement.case)
    _touch(clause.agreement)
    if not Clause.objects.filter(pk=clause.pk, version=version, removed_at=None).update(removed_at=clock.now()):
        raise StaleEdit(selectors.clause_for(actor, clause.pk, "work"))
    _tell(actor, clause.agreement, "casework.clause_remove", clause)


@transaction.atomic
def split(*, actor: Actor, clause: Clause, version: int, parts: int, first: date, months: int = 1) -> list[Clause]:
    """Turn one sum into instalments: clauses of their own, so that each party reads, accepts and signs every day and amount.

    Equal parts in whole fen; the last takes what is left over. `months` between two days; the 31st becomes a month's last day.
    """
    agreement = clause.agreement
    cases.require(actor, "work", agreement.case)
    if clause.kind != ClauseKind.OBLIGATION or clause.amount is None:
        raise Invalid(fields={"parts": _("Only a sum of money can be paid in instalments.")})
    if not 2 <= parts <= PARTS_LIMIT:
        raise Invalid(fields={"parts": _("Please choose between 2 and 24 instalments.")})
    if not 1 <= months <= 12:
        raise Invalid(fields={"months": _("Please choose between 1 and 12 months.")})
    unfit = days.wrong_ahead(first, years=days.DUTY_YEARS)
    if unfit is None:
        unfit = days.too_far(_months_later(first, (parts - 1) * months), years=days.DUTY_YEARS)
    if unfit is not None:
        raise Invalid(fields={"first": unfit})
    each = (clause.amount / parts).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    if each <= 0:
        raise Invalid(fields={"parts": _("The sum is too small for so many instalments.")})
    text, manner = selectors.opened(agreement.case, [clause])[0]
    remove(actor=actor, clause=clause, version=version)
    made: list[Clause] = []
    for n in range(parts):
        amount = each if n < parts - 1 else clause.amount - each * (parts - 1)
        words = gettext("%(text)s (instalment %(n)s of %(parts)s)") % {"text": text, "n": n + 1, "parts": parts}
        made.append(add(actor=actor, agreement=agreement, values=ClauseValues(
            kind=clause.kind, text=words, manner=manner, payer=clause.payer_id, payee=clause.payee_id, amount=amount,
            due_on=_months_later(first, n * months),
        )))
    return made


def _months_later(day: date, months: int) -> date:
    """The same day of a later month; where there is none (the 31st), that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


@transaction.atomic
def move_up(*, actor: Actor, clause: Clause) -> None:
    """One place up. The order is part of the frozen text, not of a clause: acceptances stay."""
    agreement = clause.agreement
    cases.require(actor, "work", agreement.case)
    _touch(agreement)
    above = selectors.clause_rows(agreement).filter(position__lt=clause.position).order_by("-position").first()
    if above is None:
        return
    Clause.objects.filter(pk=above.pk).update(position=clause.position)
    Clause.objects.filter(pk=clause.pk).update(position=above.position)
    _tell(actor, agreement, "casework.clause_move", clause)


@transaction.atomic
def accept(*, actor: Actor, clause: Clause, seen_hash: str) -> Acceptance:
    """A party says yes to a clause as it was on the own screen. Raises Conflict when it has changed since."""
    party = selectors.party_of(actor, clause.agreement.case)
    _touch(clause.agreement)
    current = Clause.objects.filter(pk=clause.pk, removed_at=None).first()
    if current is None:
        raise NotFound
    if current.hash != seen_hash:
        raise Conflict(_("This clause has just been changed. Please read it again before you say yes."), code="clause-changed")
    row, _made = Acceptance.objects.update_or_create(
        clause=clause, party=party, defaults={"clause_hash": seen_hash, "at": clock.now(), "withdrawn_at": None}
    )
    _tell(actor, clause.agreement, "casework.clause_accept", clause, hash=seen_hash)
    return row


@transaction.atomic
def take_back(*, actor: Actor, clause: Clause) -> None:
    """A party takes its yes back, as long as the text is not fixed."""
    party = selectors.party_of(actor, clause.agreement.case)
    _touch(clause.agreement)
    Acceptance.objects.filter(clause=clause, party=party, withdrawn_at=None).update(withdrawn_at=clock.now())
    _tell(actor, clause.agreement, "casework.clause_take_back", clause)


def digest(clause: Clause, text: str, manner: str) -> str:
    """What an acceptance binds to. The salt keeps short texts from being guessed from the hash."""
    body = [
        clause.salt, clause.kind, text, manner, *(str(i or "") for i in (clause.party_id, clause.payer_id, clause.payee_id)),
        "" if clause.amount is None else f"{clause.amount:.2f}", "" if clause.due_on is None else clause.due_on.isoformat(),
    ]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False).encode()).hexdigest()


def tell_room(actor: Actor, agreement: Agreement, kind: str, **body: str) -> None:
    """A line in every open room of the case, so that the papers beside the people are fetched again."""
    open_rooms = Sitting.objects.filter(case_id=agreement.case_id, room__isnull=False).values("room")
    for room in Room.objects.filter(pk__in=open_rooms, parent=None).exclude(state=RoomState.CLOSED):
        note(actor, room, kind, {"agreement": str(agreement.pk), **body})
    publish_on_commit(f"case:{agreement.case_id}")


def _checked(agreement: Agreement, values: ClauseValues) -> ClauseValues:
    wrong: dict[str, str | _StrPromise] = {}
    text, manner = clean(values.text).strip(), clean(values.manner).strip()
    if not text:
        wrong["text"] = _("Please write what this clause says.")
    elif len(text) > TEXT_LIMIT:
        wrong["text"] = _("One clause has at most 2000 characters. Please split it.")
    if len(manner) > MANNER_LIMIT:
        wrong["manner"] = _("Please say it in at most 120 characters.")
    if values.kind not in ClauseKind.values:
        wrong["kind"] = _("Please choose what kind of clause this is.")
    people = set(Party.objects.filter(case_id=agreement.case_id).values_list("pk", flat=True))
    for name in ("party", "payer", "payee"):
        chosen = getattr(values, name)
        if chosen is not None and chosen not in people:
            wrong[name] = _("This person is not a party of this case.")
    if values.kind == ClauseKind.OBLIGATION:
        if values.payer is not None and values.payer == values.payee:
            wrong["payee"] = _("Nobody owes something to themselves. Please choose the other side.")
        if values.amount is not None and values.amount <= 0:
            wrong["amount"] = _("The amount must be more than nothing.")
        unfit = None if values.due_on is None else days.wrong_ahead(values.due_on, years=days.DUTY_YEARS)
        if unfit is not None:
            wrong["due_on"] = unfit
    if wrong:
        raise Invalid(fields=wrong)
    values = replace(values, text=text, manner=manner)
    if values.kind != ClauseKind.OBLIGATION:
        values = replace(values, payer=None, payee=None, amount=None, due_on=None, manner="")
    return values if values.kind == ClauseKind.RESPONSIBILITY else replace(values, party=None)


def _write(clause: Clause, values: ClauseValues, agreement: Agreement) -> None:
    clause.kind, clause.amount, clause.due_on = values.kind, values.amount, values.due_on
    clause.party_id, clause.payer_id, clause.payee_id = values.party, values.payer, values.payee
    body = json.dumps({"text": values.text, "manner": values.manner}, ensure_ascii=False)
    clause.body_sealed = sealing.seal(agreement.case.scope, selectors.place(clause), body)
    clause.salt = secrets.token_hex(16)
    clause.hash = digest(clause, values.text, values.manner)


def _touch(agreement: Agreement) -> None:
    """Take the agreement's row: an edit and the freezing of the text can never both go through."""
    if not Agreement.objects.filter(pk=agreement.pk, state=AgreementState.DRAFT).update(version=F("version") + 1):
        raise Conflict(_("The text of this agreement is fixed and cannot be changed any more."), code="text-fixed")


def _tell(actor: Actor, agreement: Agreement, action: str, clause: Clause, **detail: str) -> None:
    trail.record(actor, action, ("agreement", agreement.pk), clause=str(clause.pk), version=clause.version, **detail)
    tell_room(actor, agreement, "clause.changed", clause=str(clause.pk))
