"""Contract, log, signatures, review. Whether a stage may be left is asked of `rules` alone."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import actor_of_user
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.common.text import clean
from mediation.notifications.services import notify
from mediation.vault import sealing
from training.mentoring import defaults, rules, selectors
from training.mentoring.enums import LOGGED, REAL, ContractState, Evidence, Stage
from training.mentoring.models import (
    Appeal,
    Contract,
    LadderTemplate,
    LogEntry,
    LogSignature,
    Panel,
    PanelVote,
    Requirement,
    SignOff,
)
from training.mentoring.policies import appeals, contracts

LATE = timedelta(days=6)  # four working days with a weekend between (Relationships Scotland: within 4 working days)
SHEET = timedelta(hours=48 + 24)  # 48 hours from the end of that day


@transaction.atomic
def lay_ladder(*, actor: Actor, valid_from: date, numbers: dict[tuple[int, str], int] | None = None, notice_days: int = 7) -> LadderTemplate:
    """A ladder from a day on: the delivered gates, with other numbers where given. No gate can be left out or set to nothing."""
    if not actor.is_system and not actor.holds(Capability.TERRITORY_MANAGE):
        raise NotFound
    if LadderTemplate.objects.filter(valid_from=valid_from).exists():
        raise Invalid(fields={"valid_from": _("There is a ladder from this day already.")})
    if not actor.is_system and valid_from <= clock.today():
        raise Invalid(fields={"valid_from": _("A ladder can only begin on a day to come: what holds today stays as it is.")})
    wanted = numbers or {}
    if any(not 1 <= n <= 500 for n in wanted.values()) or not 1 <= notice_days <= 60:
        raise Invalid(fields={"numbers": _("Every number is between 1 and 500, the notice between 1 and 60 days.")})
    row = LadderTemplate.objects.create(valid_from=valid_from, notice_days=notice_days, made_by=actor.key)
    for stage, kind, least, source in defaults.GATES:
        given = wanted.get((int(stage), str(kind)), least)
        words = source if given == least else _("decided by the county")
        Requirement.objects.create(template=row, stage=stage, kind=kind, least=given, source=words)
    trail.record(actor, "mentoring.lay_ladder", ("ladder", row.pk))
    publish_on_commit("mentoring")
    return row


def propose(*, actor: Actor, apprentice: uuid.UUID, plan: str, rhythm: str) -> Contract:
    """A mentor offers to accompany somebody: the plan is signed by both before anything counts."""
    if not actor.is_user or not actor.holds(Capability.MENTOR):
        raise NotFound
    template = selectors.template_today()
    user = User.objects.filter(public_id=apprentice).first()
    other = actor_of_user(user) if user is not None else None
    reach = other.reach(Capability.LEARN) if other is not None else ()
    wrong: dict[str, str] = {}
    if other is None or str(apprentice) == actor.subject or not any(actor.holds(Capability.MENTOR, path) for path in reach):
        wrong["apprentice"] = _("Choose somebody of your place who learns here.")
    plan, rhythm = clean(plan).strip(), clean(rhythm).strip()
    if not 10 <= len(plan) <= 2000:
        wrong["plan"] = _("Please write the plan in 10 to 2,000 characters.")
    if not 1 <= len(rhythm) <= 120:
        wrong["rhythm"] = _("Please say how often you meet, in at most 120 characters.")
    if wrong:
        raise Invalid(fields=wrong)
    assert user is not None
    try:
        with transaction.atomic():
            LadderTemplate.objects.filter(pk=template.pk).update(at_most=template.at_most)  # one at a time: the load is counted
            if contracts.scope(actor, "mentor").count() >= template.at_most:
                raise Conflict(_("You accompany %(n)s already; more would be too much for anybody.") % {"n": template.at_most}, code="load")
            row = Contract.objects.create(
                mentor=uuid.UUID(actor.subject), apprentice=apprentice, mentor_name=actor.name, apprentice_name=str(user),
                template=template, area_path=reach[0], plan=plan, rhythm=rhythm, proposed_at=clock.now(),
            )
            trail.record(actor, "mentoring.propose", ("contract", row.pk))
            notify(f"user:{apprentice}", "mentoring.proposed", link=f"/learn/mentoring/{row.pk}/", name=actor.name)
            publish_on_commit(f"actor:user:{apprentice}")
    except IntegrityError as why:
        raise Invalid(fields={"apprentice": _("This person has a mentor, or an offer to answer.")}) from why
    return row


@transaction.atomic
def accept(*, actor: Actor, contract: Contract, yes: bool) -> None:
    contracts.require(actor, "apprentice", contract)
    values = {"state": ContractState.ACTIVE, "signed_at": clock.now()} if yes else {"state": ContractState.ENDED, "ended_at": clock.now()}
    if Contract.objects.filter(pk=contract.pk, state=ContractState.PROPOSED).update(**values):
        trail.record(actor, "mentoring.accept", ("contract", contract.pk), yes=yes)
        publish_on_commit(f"actor:user:{contract.mentor}")


@transaction.atomic
def end(*, actor: Actor, contract: Contract) -> None:
    """Either of the two, or their supervisor, at any time. The stage that was reached stays in the log."""
    if not (contracts.can(actor, "part", contract) or contracts.can(actor, "oversee", contract)):
        raise NotFound
    if Contract.objects.filter(pk=contract.pk).exclude(state=ContractState.ENDED).update(state=ContractState.ENDED, ended_at=clock.now()):
        trail.record(actor, "mentoring.end", ("contract", contract.pk))
        publish_on_commit(f"actor:user:{contract.apprentice}")


def write(
    *, actor: Actor, contract: Contract, kind: str, on: date, minutes: int, words: str, dispute: str = "", consented: bool = False,
    once: uuid.UUID,
) -> LogEntry:
    """A line of the log, by either of the two; it counts once the other one has signed."""
    contracts.require(actor, "part", contract)
    held = LogEntry.objects.filter(once=once, contract=contract).first()
    if held is not None:
        return held
    wrong: dict[str, str] = {}
    if kind not in [str(e) for e in LOGGED]:
        wrong["kind"] = _("Please choose what it was.")
    if on > clock.today() or on < clock.today() - timedelta(days=366):
        wrong["on"] = _("The day lies ahead, or more than a year back.")
    if not 1 <= minutes <= 720:
        wrong["minutes"] = _("Between 1 and 720 minutes.")
    if not 10 <= len(words.strip()) <= 2000:
        wrong["words"] = _("Write what you saw and learned, in 10 to 2,000 characters and without names.")
    if kind in [str(e) for e in REAL] and not consented:
        wrong["consented"] = _("Without both parties' recorded consent nobody more sits at the table, and nothing counts.")
    if kind == Evidence.CO and not dispute:
        wrong["dispute"] = _("Please say what kind of dispute it was.")
    if wrong:
        raise Invalid(fields=wrong)
    age = clock.now() - clock.day_end(on)
    row = LogEntry(
        id=uuid.uuid4(), contract=contract, kind=kind, on=on, minutes=minutes, dispute=dispute[:20], consented=consented,
        written_by=uuid.UUID(actor.subject), written_at=clock.now(), once=once,
        late=age > (SHEET - timedelta(hours=24) if kind == Evidence.OBSERVATION else LATE),
    )
    row.words_sealed = sealing.seal(f"person:{contract.apprentice}", selectors.place(row.pk), clean(words).strip())
    with transaction.atomic():
        if not Contract.objects.filter(pk=contract.pk, state=ContractState.ACTIVE).update(state=ContractState.ACTIVE):
            raise Conflict(_("The contract is not in force: nothing is written into its log."), code="not-in-force")
        row.save(force_insert=True)
        trail.record(actor, "mentoring.write", ("log", row.pk), kind=kind, late=row.late)
        other = contract.mentor if str(contract.apprentice) == actor.subject else contract.apprentice
        notify(f"user:{other}", "mentoring.to_sign", link=f"/learn/mentoring/{contract.pk}/")
        publish_on_commit(f"actor:user:{other}")
    return row


def sign(*, actor: Actor, entry: LogEntry, yes: bool, reason: str = "") -> None:
    """The other one's yes, or a no with its reason; for an assessed drill also raters who are neither. Nobody signs their own line."""
    contract = entry.contract
    part = contracts.can(actor, "part", contract)
    rates = entry.kind == Evidence.ASSESSED and contracts.can(actor, "vote", contract)
    if not (part or rates) or str(entry.written_by) == actor.subject:
        raise NotFound
    if not yes and not 5 <= len(reason.strip()) <= 300:
        raise Invalid(fields={"reason": _("Please say why, in 5 to 300 characters.")})
    try:
        with transaction.atomic():
            LogSignature.objects.create(
                entry=entry, signer=uuid.UUID(actor.subject), yes=yes, reason=clean(reason).strip(), at=clock.now()
            )
            trail.record(actor, "mentoring.sign", ("log", entry.pk), yes=yes)
            publish_on_commit(f"actor:user:{contract.apprentice}")
    except IntegrityError:
        return  # pressed twice


@transaction.atomic
def sign_off(*, actor: Actor, contract: Contract, to: int) -> Stage:
    """The mentor signs for the next stage. `to` is the stage the page offered: an old page signs nothing it did not show."""
    contracts.require(actor, "mentor", contract)
    if not Contract.objects.filter(pk=contract.pk, state=ContractState.ACTIVE).update(state=ContractState.ACTIVE):  # takes the row
        raise Conflict(_("The contract is not in force."), code="not-in-force")
    contract.refresh_from_db()
    if contract.stage == to:
        return Stage(to)  # pressed twice
    have = selectors.evidence(contract)
    review = selectors.review(selectors.panel_of(contract))
    reached = rules.next_stage(Stage(contract.stage), selectors.gates(contract), have, review, clock.today())
    if reached is None or reached != to:
        raise Conflict(_("Not every condition of this stage is met. Nothing was signed."), code="gate")
    SignOff.objects.create(
        contract=contract, stage=reached, by=uuid.UUID(actor.subject), at=clock.now(), rests_on={str(k): n for k, n in have.items() if n}
    )
    Contract.objects.filter(pk=contract.pk).update(stage=reached)
    trail.record(actor, "mentoring.sign_off", ("contract", contract.pk), stage=int(reached))
    notify(f"user:{contract.apprentice}", "mentoring.next_stage", link=f"/learn/mentoring/{contract.pk}/")
    publish_on_commit(f"actor:user:{contract.apprentice}")
    return reached


def open_panel(*, actor: Actor, contract: Contract) -> Panel:
    """The mentor lays the file before others. Only with every gate of the stage met."""
    contracts.require(actor, "mentor", contract)
    held = selectors.panel_of(contract)
    if held is not None:
        return held
    if contract.stage != Stage.SUPERVISED or not rules.met(Stage.SUPERVISED, selectors.gates(contract), selectors.evidence(contract)):
        raise Conflict(_("Not every condition of this stage is met. Nothing was signed."), code="gate")
    try:
        with transaction.atomic():
            row = Panel.objects.create(contract=contract, opened_at=clock.now())
            trail.record(actor, "mentoring.open_panel", ("panel", row.pk))
            publish_on_commit(f"actor:user:{contract.apprentice}")
    except IntegrityError:
        return Panel.objects.get(contract=contract, void=False)
    return row


def vote(*, actor: Actor, panel: Panel, yes: bool) -> None:
    """A member's vote, once and for good. Never the mentor's, never the apprentice's; none after the notice has begun."""
    contracts.require(actor, "vote", panel.contract)
    try:
        with transaction.atomic():
            if not Panel.objects.filter(pk=panel.pk, notice_from=None, void=False).update(void=False):
                raise Conflict(_("The review is closed."), code="closed")
            PanelVote.objects.create(panel=panel, member=uuid.UUID(actor.subject), yes=yes, at=clock.now())
            trail.record(actor, "mentoring.vote", ("panel", panel.pk))
            publish_on_commit(f"actor:user:{panel.contract.apprentice}")
    except IntegrityError:
        return


@transaction.atomic
def announce(*, actor: Actor, panel: Panel) -> None:
    """A supervisor puts the result up publicly, for the days the ladder says."""
    contracts.require(actor, "oversee", panel.contract)
    review = selectors.review(panel)
    if review is None or not review.carried:
        raise Conflict(_("It takes three votes or more, and more yes than no."), code="not-carried")
    today = clock.today()
    last = today + timedelta(days=panel.contract.template.notice_days)
    if Panel.objects.filter(pk=panel.pk, notice_from=None, void=False).update(notice_from=today, notice_until=last):
        trail.record(actor, "mentoring.announce", ("panel", panel.pk))
        publish_on_commit(f"actor:user:{panel.contract.apprentice}")


def appeal(*, actor: Actor, panel: Panel, words: str) -> Appeal:
    """Anybody signed in may object while the notice runs; the apprentice also before. One objection a person."""
    open_ = panel.notice_until is not None and clock.today() <= panel.notice_until
    own = str(panel.contract.apprentice) == actor.subject
    if not actor.is_user or panel.void or not (open_ or (own and panel.notice_until is None)):
        raise NotFound
    if not 10 <= len(words.strip()) <= 2000:
        raise Invalid(fields={"words": _("Please say what is wrong, in 10 to 2,000 characters.")})
    row = Appeal(id=uuid.uuid4(), panel=panel, by=uuid.UUID(actor.subject), at=clock.now())
    row.words_sealed = sealing.seal(f"person:{panel.contract.apprentice}", f"mentoring.appeal:{row.pk}", clean(words).strip())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            trail.record(actor, "mentoring.appeal", ("panel", panel.pk))
            publish_on_commit("mentoring")
    except IntegrityError:
        return Appeal.objects.get(panel=panel, by=actor.subject)
    return row


@transaction.atomic
def decide_appeal(*, actor: Actor, row: Appeal, upheld: bool) -> None:
    """Upheld, the review is void and begins anew; nobody has gone a stage further meanwhile."""
    appeals.require(actor, "decide", row)
    if Appeal.objects.filter(pk=row.pk, upheld=None).update(
        upheld=upheld, decided_by=uuid.UUID(actor.subject), decided_at=clock.now()
    ):
        if upheld:
            Panel.objects.filter(pk=row.panel_id).update(void=True)
        trail.record(actor, "mentoring.decide_appeal", ("panel", row.panel_id), upheld=upheld)
        publish_on_commit(f"actor:user:{row.panel.contract.apprentice}")
