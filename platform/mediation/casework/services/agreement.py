"""The life of an agreement: opened, fixed, reopened, given up, in force. Signatures are in `services.signing`."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.casework import agreement_moves, effect, lawpack, workflow
from mediation.casework.agreement_enums import AgreementForm, AgreementState, ClauseKind, PersonalMatter
from mediation.casework.completeness import missing
from mediation.casework.models import Agreement, Case, Clause, Signature, Sitting
from mediation.casework.policies import cases
from mediation.casework.selectors import agreement as selectors
from mediation.casework.services import performance
from mediation.casework.services.case import ASK_FEEDBACK, FEEDBACK_AFTER
from mediation.casework.services.clause import tell_room
from mediation.casework.services.history import advance, tell
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.common.push import publish_on_commit
from mediation.followups.services import plan
from mediation.jobs import outbox
from mediation.notifications.services import notify
from realtime.rooms.models import RoomHead

REMIND_AT = time(9, 0)  # reminders come in the morning, Shanghai time


@transaction.atomic
def open_draft(*, actor: Actor, case: Case, form: str = AgreementForm.WRITTEN) -> Agreement:
    """The draft of the case's agreement; the one there is, if it was opened already."""
    cases.require(actor, "work", case)
    live, mediating = selectors.live_of(case), workflow.after(case.state, "agree") is not None
    if live is not None and not (live.state == AgreementState.IN_FORCE and mediating):  # a reopened case gets a new agreement
        return live
    if not mediating:
        raise Conflict(_("An agreement can be drafted once both sides are ready to mediate."), code="not-in-mediation")
    count = Agreement.objects.filter(case=case).count()
    agreement = Agreement.objects.create(
        case=case, form=form, created_at=clock.now(), on_paper=case.ink_only or lawpack.current().ink_only(case.kind, ""),
        number=f"{case.number}-{count + 1}",
    )
    trail.record(actor, "casework.agreement_open", ("agreement", agreement.pk), case=str(case.pk), form=form)
    publish_on_commit(f"case:{case.pk}")
    return agreement


@transaction.atomic
def settings_of_draft(*, actor: Actor, agreement: Agreement, matter: str, on_paper: bool, form: str) -> Agreement:
    """What kind of matter it is and how it is signed. Where the law wants ink, ink it is, whatever was asked."""
    case = cases.require(actor, "work", agreement.case)
    if matter and matter not in PersonalMatter.values:
        raise Invalid(fields={"matter": _("Please choose one of the matters.")})
    if form not in AgreementForm.values:
        raise Invalid(fields={"form": _("Please choose written or oral.")})
    ink = case.ink_only or lawpack.current().ink_only(case.kind, matter)
    changed = Agreement.objects.filter(pk=agreement.pk, state=AgreementState.DRAFT).update(
        matter=matter, on_paper=ink or on_paper, form=form, version=F("version") + 1
    )
    if not changed:
        raise Conflict
    trail.record(actor, "casework.agreement_settings", ("agreement", agreement.pk), matter=matter, on_paper=ink or on_paper, form=form)
    tell_room(actor, agreement, "agreement.changed")
    agreement.refresh_from_db()
    return agreement


@transaction.atomic
def freeze(*, actor: Actor, agreement: Agreement, version: int) -> Agreement:
    """Fix the text for signing. Raises Invalid (field `text`) naming what Article 29 still wants."""
    case = cases.require(actor, "work", agreement.case)
    if agreement.form == AgreementForm.ORAL:
        raise Conflict(code="oral")
    if workflow.after(case.state, "agree") is None:
        raise Conflict(_("This case is not in mediation."), code="not-in-mediation")
    now, head = clock.now(), _room_head(case)
    signers = selectors.parties_of(agreement)
    changed = Agreement.objects.filter(pk=agreement.pk, version=version, state=AgreementState.DRAFT).update(
        state=AgreementState.FROZEN, frozen_at=now, room_head=head, signers=[str(p.pk) for p in signers]
    )
    if not changed:
        raise Conflict(_("The text has changed since this page was opened. Please read it again."), code="text-changed")
    sheet = selectors.sheet_of(actor, agreement)  # `agreement` still says draft: the sheet is judged as one
    lacking = missing(sheet)
    if lacking:
        raise Invalid(_("Something is missing before the text can be fixed."), fields={"text": " ".join(lacking)}, code="incomplete")
    agreement.refresh_from_db()
    agreement.frozen_hash = text_hash(agreement)
    agreement.save(update_fields=["frozen_hash"])
    for party in sheet.parties:
        link = f"/c/agreement/{agreement.pk}/"
        notify(party.actor_key, "agreement.ready", link=link, number=case.number)
    tell(case, "agreement_frozen", actor)
    trail.record(actor, "casework.agreement_freeze", ("agreement", agreement.pk), hash=agreement.frozen_hash)
    tell_room(actor, agreement, "agreement.frozen")
    return agreement


@transaction.atomic
def reopen(*, actor: Actor, agreement: Agreement) -> Agreement:
    """Back to the draft, before it is in force: every signature under the old text is void and removed."""
    case = cases.require(actor, "work", agreement.case)
    move(agreement, "reopen", frozen_at=None, frozen_hash="", room_head="", signers=[], version=F("version") + 1)
    void, _rows = Signature.objects.filter(agreement=agreement).delete()
    tell(case, "agreement_reopened", actor, void=void)
    trail.record(actor, "casework.agreement_reopen", ("agreement", agreement.pk), void=void)
    tell_room(actor, agreement, "agreement.changed")
    agreement.refresh_from_db()
    return agreement


@transaction.atomic
def withdraw(*, actor: Actor, agreement: Agreement) -> None:
    """Give the attempt up; the case stays where it is and another agreement may be drafted."""
    case = cases.require(actor, "work", agreement.case)
    move(agreement, "withdraw")
    tell(case, "agreement_withdrawn", actor)
    trail.record(actor, "casework.agreement_withdraw", ("agreement", agreement.pk))
    tell_room(actor, agreement, "agreement.changed")


@transaction.atomic
def record_oral(*, actor: Actor, agreement: Agreement, reached_at: datetime, version: int) -> Agreement:
    """An oral agreement, recorded by the mediator: in force since it was reached (Art. 30), unconfirmed until each party says so."""
    cases.require(actor, "work", agreement.case)
    if agreement.form != AgreementForm.ORAL:
        raise Conflict(code="written")
    if reached_at > clock.now():
        raise Invalid(fields={"reached_at": _("This moment is still to come.")})
    if reached_at < agreement.case.opened_at:
        raise Invalid(fields={"reached_at": _("This is before the case was opened.")})
    signers = selectors.parties_of(agreement)
    lacking = missing(selectors.sheet_of(actor, agreement))
    if lacking:
        raise Invalid(_("Something is missing before this can be recorded."), fields={"text": " ".join(lacking)}, code="incomplete")
    fixed = Agreement.objects.filter(pk=agreement.pk, state=AgreementState.DRAFT, version=version).update(
        signers=[str(p.pk) for p in signers], frozen_at=clock.now(), frozen_hash=text_hash(agreement, signers=[str(p.pk) for p in signers]),
        reached_at=reached_at,
    )
    if not fixed:
        raise Conflict(_("The text has changed since this page was opened. Please read it again."), code="text-changed")
    agreement.refresh_from_db()
    trail.record(actor, "casework.agreement_oral", ("agreement", agreement.pk), reached_at=reached_at.isoformat())
    settle(actor=actor, agreement=agreement)
    return agreement


def settle(*, actor: Actor, agreement: Agreement) -> bool:
    """Look whether the agreement is in force now, and if so since when. Called after every signature, inside its transaction."""
    signers = [uuid.UUID(i) for i in agreement.signers]
    since = effect.effective_at(
        agreement.form, text=agreement.frozen_hash, parties=signers, marks=selectors.marks_of(agreement), reached_at=agreement.reached_at
    )
    if since is None:
        return False
    pack = lawpack.current()
    ends = pack.confirmation_ends(clock.day_of(since)) if pack.confirmable(agreement.matter) else None
    step = "reach" if agreement.form == AgreementForm.ORAL else "stamp"
    move(agreement, step, effective_at=since, confirmation_ends=ends, law_pack=pack.version)
    case = advance(agreement.case_id, "agree")
    agreement.refresh_from_db()
    agreement.case = case
    tell(case, "agreement_in_force", actor, since=since.isoformat(), form=agreement.form)
    trail.record(actor, "casework.agreement_in_force", ("agreement", agreement.pk), since=since.isoformat(), ends=str(ends or ""))
    _promise(agreement, case, pack, clock.day_of(since), ends)
    tell_room(actor, agreement, "agreement.in_force")
    publish_on_commit("pool")
    return True


def text_hash(agreement: Agreement, *, signers: list[str] | None = None) -> str:
    """SHA-256 over what is signed: number, matter, people, clauses in order, and the head of the room's log if there was one."""
    clauses = [[str(c.pk), c.hash] for c in selectors.clause_rows(agreement)]
    body = [
        agreement.number, agreement.form, agreement.matter, agreement.on_paper, signers if signers is not None else agreement.signers,
        clauses, agreement.room_head,
    ]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def court_applied(*, actor: Actor, agreement: Agreement) -> None:
    """Both parties have applied for judicial confirmation: the reminders stop."""
    cases.require(actor, "work", agreement.case)
    changed = Agreement.objects.filter(pk=agreement.pk, state=AgreementState.IN_FORCE, court_applied_on=None).update(
        court_applied_on=clock.today()
    )
    if changed:
        tell(agreement.case, "court_applied", actor)
        trail.record(actor, "casework.court_applied", ("agreement", agreement.pk))
        publish_on_commit(f"case:{agreement.case_id}")


def move(agreement: Agreement, name: str, **changes: Any) -> None:
    """One legal move by a conditional UPDATE; Conflict where somebody else was first."""
    allowed, target = agreement_moves.MOVES[name]
    if not Agreement.objects.filter(pk=agreement.pk, state__in=allowed).update(state=target, **changes):
        raise Conflict
    agreement.state = target


def _room_head(case: Case) -> str:
    """The last hash of the log of the case's latest sitting, so that the text is tied to what led to it."""
    room = Sitting.objects.filter(case=case, room__isnull=False).order_by("-starts_at").values_list("room", flat=True).first()
    return RoomHead.objects.filter(pk=room).values_list("chain", flat=True).first() or "" if room else ""


def _promise(agreement: Agreement, case: Case, pack: lawpack.LawPack, since: date, ends: date | None) -> None:
    """What follows by itself: the sealed PDF, receipts, reminders of the court's term, follow-up visits."""
    outbox.add("mediation.casework.agreement_tasks.print_agreement", key=f"agreement-pdf:{agreement.pk}", agreement=str(agreement.pk))
    outbox.add("mediation.casework.agreement_tasks.send_receipts", key=f"agreement-receipt:{agreement.pk}", agreement=str(agreement.pk))
    mornings = [(left, ends - timedelta(days=left)) for left in pack.reminders] if ends is not None else []
    for left, day in mornings:
        due = datetime.combine(day, REMIND_AT, tzinfo=clock.SHANGHAI)
        outbox.add(
            "mediation.casework.agreement_tasks.remind_confirmation", key=f"agreement-court:{agreement.pk}:{left}", due_at=due,
            agreement=str(agreement.pk), left=left,
        )
    performance.promise(agreement)
    outbox.add(ASK_FEEDBACK, key=f"feedback:{case.pk}", due_at=clock.now() + FEEDBACK_AFTER, case=str(case.pk))
    dues = Clause.objects.filter(agreement=agreement, removed_at=None, kind=ClauseKind.OBLIGATION).exclude(due_on=None)
    days = {"effective": [since], "due": sorted({day for day in dues.values_list("due_on", flat=True) if day})}
    for rule in pack.follow_ups:
        for anchor in days[rule.anchor]:
            plan(
                subject=("case", case.pk), scope=case.scope, label=f"{case.number} {case.title}", area_path=case.area.path,
                owner=f"user:{case.mediator.public_id}" if case.mediator else "", anchor=anchor, days=rule.days, channel=rule.channel,
                reason=rule.anchor,
            )
