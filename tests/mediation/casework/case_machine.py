"""Moves x roles: a case played at random by everybody at once, held against a model of its own.

The model knows nothing of `workflow.MOVES`: it is the second opinion. A move that the model allows has to succeed and lead where
the model says; every other one has to be refused with a `DomainError` and change nothing. After each step the people who see the
case are exactly those whom the model names.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mediation.accounts.services import fresh_code
from mediation.casework.models import Case, Sitting
from mediation.casework.policies import cases
from mediation.casework.selectors.case import case_for
from mediation.casework.services import agreement, case, claim, clause, closing, freezing, invitation, party, reading, sitting
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import DomainError, NotFound
from mediation.followups.models import FollowUpVisit
from mediation.followups.services import Talk, record
from tests.cast import user_of

LOCAL = ("mediator", "colleague", "mentor")  # who may claim in this town
STAFF = (*LOCAL, "other_mediator", "supervisor", "far_supervisor", "gridworker", "counsellor", "admin", "outsider")
SIDES = ("applicant", "respondent")
EVERYBODY = (*STAFF, *SIDES, "other_party", "anonymous")
ACTIONS = ("pool", "work", "take_part", "told", "oversee", "follow", "view")
OPEN = ("pool", "claimed", "inviting", "ready", "mediating")
BEFORE = ("claimed", "inviting", "ready")
RIGHT = "whoever may"
people = st.one_of(st.just(RIGHT), st.just(RIGHT), st.sampled_from(EVERYBODY))
seldom = st.sampled_from((*EVERYBODY, RIGHT, RIGHT, RIGHT))  # for moves that end a play early
sides = st.sampled_from((*SIDES, *SIDES, *SIDES, "mediator", "supervisor", "other_party", "outsider", "anonymous"))


WAYS = ("agreed", "refused", "denied", "left", "given", "kept", "ended", "back")


class CaseMachine(RuleBasedStateMachine):
    """One case. `cast` and `report` are set by the test; every example is rolled back."""

    cast: ClassVar[dict[str, Actor]]
    open_case: ClassVar[Callable[[], Any]]
    seen: ClassVar[set[tuple[str, str]]] = set()  # (move, state before) that succeeded, so that a walk that goes nowhere is noticed

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        told = type(self).open_case()
        self.case, self.parties = told.case, {"applicant": told.party, "respondent": told.respondent}
        self.actors = {
            **self.cast, "applicant": told.applicant, "respondent": Actor.guest(told.respondent.subject, "陈大山"),
        }
        self.state, self.mine, self.frozen, self.reason, self.visited = "pool", "", False, "", False
        self.willing = {"applicant": "willing", "respondent": "not_asked"}
        self.objected: set[tuple[str, str]] = set()
        self.passed: set[str] = set()
        self.token = ""
        self.sitting: Sitting | None = None
        self.appointment, self.asked = "", frozenset[str]()
        self.hours = 0

    def teardown(self) -> None:
        try:
            self.the_whole_matrix()
        finally:
            transaction.set_rollback(True)
            self.whole.__exit__(None, None, None)

    @initialize(way=st.sampled_from(WAYS), steps=st.one_of(st.just(10), st.integers(0, 10)))
    def head_start(self, way: str, steps: int) -> None:
        """Random walks seldom get far by themselves: begin somewhere on a way that people go."""
        invited = (lambda: self.claim(RIGHT), lambda: self.invite(RIGHT, "respondent"))
        sat = (
            *invited, lambda: self.come_in(""), lambda: self.plan(RIGHT), lambda: self.answer("respondent"), lambda: self.begin(RIGHT),
        )
        agreed = (*sat, lambda: self.agree_orally(RIGHT))
        ways: dict[str, tuple[Callable[[], None], ...]] = {
            "agreed": agreed, "refused": (*invited, lambda: self.come_in("no_mediation"), lambda: self.reopen(RIGHT)),
            "denied": (*invited, lambda: self.come_in("not_me"), lambda: self.thaw(RIGHT)),
            "left": (*sat[:3], lambda: self.object_to_mediator("respondent"), lambda: self.pass_by(RIGHT)),
            "given": (*sat, lambda: self.object_to_mediator("applicant"), lambda: self.assign(RIGHT, "mentor")),
            "kept": (*agreed, lambda: self.visit(RIGHT), lambda: self.close(RIGHT), lambda: self.reopen(RIGHT)),
            "ended": (*sat, lambda: self.finish(RIGHT), lambda: self.end(RIGHT), lambda: self.close(RIGHT)),
            "back": (
                lambda: self.claim(RIGHT), lambda: self.describe(RIGHT), lambda: self.release(RIGHT), lambda: self.withdraw("applicant"),
                lambda: self.read_rights("applicant"), lambda: self.reopen("supervisor"),
            ),
        }
        for step in ways[way][:steps]:
            step()

    # -- the frame ------------------------------------------------------------------------------------------------

    def who(self, drawn: str, right: str = "") -> tuple[str, Actor]:
        """The drawn person; `RIGHT` is the one for whom the move is made."""
        name = (right or self.mine or "mediator") if drawn == RIGHT else drawn
        return name, self.actors[name]

    def fresh(self) -> Case:
        return Case.objects.select_related("area", "organisation", "mediator").get(pk=self.case.pk)

    def told(self) -> tuple[Any, ...]:
        now = self.fresh()
        sittings = list(Sitting.objects.filter(case=now).order_by("pk").values_list("pk", "state", "starts_at"))
        held = list(now.parties.order_by("pk").values_list("willingness", "decline_reason", "asked_at", "answered_at"))
        return (
            now.state, now.mediator_id, now.frozen_at, now.ended_reason, now.closed_at, now.grade, now.title, now.accepted_at, sittings,
            held, now.objections.count(), now.passes.count(), now.agreements.count(), now.events.count(),
        )

    def attempt(self, allowed: bool, act: Callable[[], Any]) -> bool:
        """Do it. Whether it was allowed; that a refusal changes nothing is seen by the invariants."""
        try:
            act()
        except DomainError as why:
            if allowed:
                raise AssertionError("refused although the model allows it") from why
            return False
        assert allowed, "an illegal move succeeded"
        self.seen.add((sys._getframe(1).f_code.co_name, self.state))
        return True

    def nothing(self, act: Callable[[], Any]) -> None:
        """Pressed again: no refusal, and nothing happens."""
        before = self.told()
        act()
        assert self.told() == before

    def may_claim(self, name: str) -> bool:
        refused = {whom for _side, whom in self.objected}
        return self.state == "pool" and name in LOCAL and name not in refused and name not in self.passed

    def works(self, name: str) -> bool:
        return bool(self.mine) and name == self.mine

    # -- mediators and supervisors ---------------------------------------------------------------------------------

    @rule(drawn=people)
    def claim(self, drawn: str) -> None:
        name, actor = self.who(drawn, next((n for n in LOCAL if self.may_claim(n)), ""))
        if self.works(name):
            self.nothing(lambda: claim.claim(actor=actor, case=self.fresh()))
        elif self.attempt(self.may_claim(name), lambda: claim.claim(actor=actor, case=self.fresh())):
            self.state, self.mine = "claimed", name

    @rule(drawn=people)
    def pass_by(self, drawn: str) -> None:
        name, actor = self.who(drawn, "colleague")
        if self.attempt(self.may_claim(name), lambda: claim.pass_by(actor=actor, case=self.fresh(), reason="no_time")):
            self.passed.add(name)

    @rule(drawn=seldom)
    def release(self, drawn: str) -> None:
        name, actor = self.who(drawn)
        if self.attempt(self.works(name) and self.state in BEFORE, lambda: claim.release(actor=actor, case=self.fresh())):
            self.to_pool()

    @rule(drawn=people, other=st.sampled_from((*LOCAL, "other_mediator", "supervisor", "counsellor")))
    def assign(self, drawn: str, other: str) -> None:
        name, actor = self.who(drawn, "supervisor")
        fit = other in LOCAL and other not in {whom for _side, whom in self.objected}

        def act() -> None:
            claim.assign(actor=actor, case=self.fresh(), mediator=user_of(self.actors[other]))

        if name == "supervisor" and fit and self.mine == other:
            self.nothing(act)
        elif self.attempt(name == "supervisor" and fit and self.state in ("pool", *BEFORE, "mediating", "agreed"), act):
            self.mine = other
            if self.state in ("pool", *BEFORE):
                self.state = "claimed"

    @rule(drawn=people, side=st.sampled_from(SIDES))
    def invite(self, drawn: str, side: str) -> None:
        name, actor = self.who(drawn)
        sent: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(invitation, "text", lambda *_a, link, **_k: sent.append(link.rstrip("/").rsplit("/", 1)[-1]))
            done = self.attempt(
                self.works(name) and self.state in OPEN,
                lambda: invitation.invite(actor=actor, party=self.row(side), origin="https://x.example"),
            )
        if done and side == "respondent":
            self.token = sent[0]
        if done and self.willing[side] != "willing":
            self.willing[side] = "asked"
            if side == "respondent" and self.state == "claimed":
                self.state = "inviting"

    @rule(drawn=seldom)
    def end(self, drawn: str) -> None:
        name, actor = self.who(drawn)
        if self.attempt(self.works(name) and self.state in OPEN, lambda: case.end(actor=actor, case=self.fresh(), reason="gap_too_wide")):
            self.ended("gap_too_wide")

    @rule(drawn=people)
    def describe(self, drawn: str) -> None:
        name, actor = self.who(drawn)
        self.attempt(
            self.works(name), lambda: case.describe(actor=actor, case=self.fresh(), title="夜里太吵", kind="neighbour", grade="simple")
        )

    @rule(drawn=people)
    def agree_orally(self, drawn: str) -> None:
        name, actor = self.who(drawn)

        @transaction.atomic
        def act() -> None:
            row = agreement.open_draft(actor=actor, case=self.fresh(), form="oral")
            a, b = self.parties["applicant"].pk, self.parties["respondent"].pk
            for kind, more in (
                ("fact", {}), ("dispute", {}), ("responsibility", {}),
                ("obligation", {"payer": b, "payee": a, "amount": Decimal(100), "due_on": clock.today(), "manner": "现金"}),
            ):
                clause.add(actor=actor, agreement=row, values=clause.ClauseValues(kind=kind, text="一段话", **more))  # type: ignore[arg-type]
            row.refresh_from_db()
            agreement.record_oral(actor=actor, agreement=row, reached_at=clock.now(), version=row.version)

        if self.attempt(self.works(name) and self.state in ("ready", "mediating"), act):
            self.state = "agreed"

    @rule(drawn=people)
    def visit(self, drawn: str) -> None:
        name, actor = self.who(drawn)
        row = FollowUpVisit.objects.filter(subject_id=self.case.pk, done_at=None).first()
        if row is not None and self.attempt(
            self.works(name) or name == "supervisor",
            lambda: record(actor=actor, visit=row, talk=Talk(
                outcome="reached", performed="fully", heart="at_rest", satisfaction="" if self.works(name) else "satisfied")),
        ):
            self.visited = True

    @rule(drawn=people)
    def close(self, drawn: str) -> None:
        name, actor = self.who(drawn)
        ripe = not self.frozen and (self.state == "ended" or (self.state == "agreed" and self.visited))
        if self.attempt(self.works(name) and ripe, lambda: closing.close(actor=actor, case=self.fresh(), matter_settled=True)):
            self.state = "closed"
            self.no_appointment()

    @rule(drawn=people)
    def reopen(self, drawn: str) -> None:
        name, actor = self.who(drawn, self.mine or "supervisor")
        may = self.works(name) or name == "supervisor"
        if self.attempt(may and self.state in ("agreed", "closed", "ended"), lambda: closing.reopen(actor=actor, case=self.fresh())):
            self.state, self.reason = ("claimed" if self.mine else "pool"), ""

    @rule(drawn=people)
    def thaw(self, drawn: str) -> None:
        name, actor = self.who(drawn, "supervisor")
        if name == "supervisor" and not self.frozen:
            self.nothing(lambda: freezing.thaw(actor=actor, case=self.fresh()))
        elif self.attempt(name == "supervisor", lambda: freezing.thaw(actor=actor, case=self.fresh())):
            self.frozen = False

    # -- appointments ----------------------------------------------------------------------------------------------

    @rule(drawn=people)
    def plan(self, drawn: str) -> None:
        name, actor = self.who(drawn)
        self.hours += 1
        at = clock.now() + timedelta(hours=24 + self.hours)
        if self.attempt(
            self.works(name) and self.state in OPEN[1:],
            lambda: sitting.plan(actor=actor, case=self.fresh(), starts_at=at, minutes=60, mode="joint", risk="心里有数"),
        ):
            if self.sitting is not None:  # the model follows one appointment at a time
                (sitting.cancel if self.appointment == "planned" else sitting.finish)(actor=actor, sitting=self.sitting_row())
            self.sitting, self.appointment = Sitting.objects.select_related("case").get(case=self.case, starts_at=at), "planned"
            self.asked = frozenset(s for s in SIDES if self.willing[s] == "willing")

    @rule(drawn=people)
    def begin(self, drawn: str) -> None:
        if self.sitting is None:
            return
        name, actor = self.who(drawn)
        row = self.sitting_row()
        if self.works(name) and self.appointment == "open":
            self.nothing(lambda: sitting.begin(actor=actor, sitting=row))
            return
        all_willing = set(self.willing.values()) == {"willing"}
        ripe = self.state in ("ready", "mediating") or (self.state in ("claimed", "inviting") and all_willing)
        if self.attempt(self.works(name) and self.appointment == "planned" and ripe, lambda: sitting.begin(actor=actor, sitting=row)):
            self.state, self.appointment = "mediating", "open"

    @rule(drawn=people)
    def finish(self, drawn: str) -> None:
        if self.sitting is None:
            return
        name, actor = self.who(drawn)
        if self.works(name) and self.appointment != "open":
            self.nothing(lambda: sitting.finish(actor=actor, sitting=self.sitting_row()))
        elif self.attempt(self.works(name), lambda: sitting.finish(actor=actor, sitting=self.sitting_row())):
            self.appointment = "over"

    @rule(drawn=sides)
    def answer(self, drawn: str) -> None:
        if self.sitting is None:
            return
        name, actor = self.who(drawn)
        self.attempt(
            name in self.asked and self.appointment == "planned",
            lambda: sitting.answer(actor=actor, sitting=self.sitting_row(), coming="yes"),
        )

    # -- the parties -----------------------------------------------------------------------------------------------

    @rule(reason=st.sampled_from(("", "", "", "talk_first", "no_mediation", "not_me")))
    def come_in(self, reason: str) -> None:
        """The link is used: yes, or no with a reason. It works once, and only while the case is open."""
        if not self.token:
            return
        good = self.state in OPEN
        if not reason:
            if self.attempt(good, lambda: invitation.accept(token=self.token, fresh=fresh_code())):
                self.token, self.willing["respondent"] = "used", "willing"
                if self.state in ("claimed", "inviting") and self.willing["applicant"] == "willing":
                    self.state = "ready"
        elif self.attempt(
            good and self.willing["respondent"] != "willing" and self.token != "used",
            lambda: invitation.decline(token=self.token, reason=reason),
        ):
            self.token, self.frozen = "used", self.frozen or reason == "not_me"
            self.willing["respondent"] = "asked" if reason == "talk_first" else "unwilling"
            if reason == "no_mediation":
                self.ended("unwilling")
        if self.token == "used":
            self.token = ""

    @rule(drawn=st.sampled_from((*SIDES, *SIDES, *STAFF, "other_party", "anonymous")))
    def withdraw(self, drawn: str) -> None:
        name, actor = self.who(drawn)
        if name in SIDES and self.state in ("ended", "closed"):
            self.nothing(lambda: party.withdraw(actor=actor, case=self.fresh()))
        elif self.attempt(name in SIDES and self.state in OPEN, lambda: party.withdraw(actor=actor, case=self.fresh())):
            self.willing[name] = "unwilling"
            self.ended("withdrawn")

    @rule(drawn=st.sampled_from((*SIDES, *SIDES, *STAFF, "other_party", "anonymous")))
    def object_to_mediator(self, drawn: str) -> None:
        name, actor = self.who(drawn)
        if name in SIDES and (name, self.mine) in self.objected and self.state == "mediating":
            self.nothing(lambda: party.object_to_mediator(actor=actor, case=self.fresh(), reason="还是不放心"))
        elif self.attempt(
            name in SIDES and bool(self.mine) and self.state in OPEN,
            lambda: party.object_to_mediator(actor=actor, case=self.fresh(), reason="不放心"),
        ):
            self.objected.add((name, self.mine))
            if self.state != "mediating":
                self.to_pool()

    @rule(drawn=sides)
    def read_rights(self, drawn: str) -> None:
        name, actor = self.who(drawn)
        self.attempt(name in SIDES, lambda: party.read_rights(actor=actor, case=self.fresh()))

    # -- what the model says happens --------------------------------------------------------------------------------

    def row(self, side: str) -> Any:
        return type(self.parties[side]).objects.select_related("person", "case__area", "case__organisation").get(pk=self.parties[side].pk)

    def sitting_row(self) -> Sitting:
        assert self.sitting is not None
        return Sitting.objects.select_related("case__area", "case__mediator").get(pk=self.sitting.pk)

    def no_appointment(self) -> None:
        self.appointment = {"planned": "cancelled", "open": "over"}.get(self.appointment, self.appointment)

    def to_pool(self) -> None:
        self.state, self.mine = "pool", ""
        self.no_appointment()

    def ended(self, reason: str) -> None:
        self.state, self.reason = "ended", reason
        self.no_appointment()

    # -- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def the_row_says_what_the_model_says(self) -> None:
        now = self.fresh()
        mediator = user_of(self.actors[self.mine]).pk if self.mine else None
        assert (now.state, now.mediator_id, now.frozen_at is not None) == (self.state, mediator, self.frozen)
        assert now.ended_reason == self.reason
        assert now.state in ("pool", "ended", "closed") or now.mediator_id is not None, "nobody has the case in hand"
        live = set(now.sittings.filter(state__in=("planned", "open")).values_list("state", flat=True))
        assert live == ({self.appointment} if self.appointment in ("planned", "open") else set())
        assert not live or now.state not in ("pool", "ended", "closed"), "an appointment has outlived its case"

    @invariant()
    def nobody_outside_sees_it(self) -> None:
        viewers = {n for n in EVERYBODY if cases.can(self.actors[n], "view", self.case)}
        assert viewers == {"supervisor", *SIDES, *([self.mine] if self.mine else [])}
        for name in set(EVERYBODY) - viewers:
            with pytest.raises(NotFound):
                case_for(self.actors[name], self.case.pk)
            break  # one is enough at every step; the whole matrix at the end

    def the_whole_matrix(self) -> None:
        """Every person x every action, and the words: only the mediator, the supervisor and who told them read the story."""
        wanted = {name: self.allowed_to(name) for name in EVERYBODY}
        assert {n: {a for a in ACTIONS if cases.can(self.actors[n], a, self.case)} for n in EVERYBODY} == wanted
        now = self.fresh()
        for name in EVERYBODY:
            for read, who in ((reading.story_of, {self.mine, "supervisor"}), (reading.own_story_of, {"applicant"})):
                try:
                    found = read(actor=self.actors[name], case=now).story
                except NotFound:
                    assert name not in who
                else:
                    assert name in who and "canary-story" in found

    def allowed_to(self, name: str) -> set[str]:
        told = {"pool"} if self.may_claim(name) else set()
        if self.works(name):
            told |= {"work", "view"}
        if name == "supervisor":
            told |= {"oversee", "view"}
        if name in SIDES:
            told |= {"take_part", "view"}
        return told | ({"told"} if name == "applicant" else set())
