"""What was agreed: said by one side, confirmed by the other on its own phone, reminded of, overdue, and the ways the law gives."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mediation.casework import enforcement, performance_tasks
from mediation.casework.models import Agreement, Case, Clause, Performance
from mediation.casework.selectors import performance as selectors
from mediation.casework.services import agreement as agreements
from mediation.casework.services import clause, closing, freezing, performance, signing, statement
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.jobs.models import Job
from mediation.notifications.models import Notice
from tests.cast import client_of
from tests.mediation.casework import agreement_play as stage
from tests.mediation.documents.pictures import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def play(county: Any, mediator: Any, supervisor: Any, party: Any, other_party: Any) -> stage.Play:
    return stage.make_case(county, mediator, supervisor, party, other_party)


def owed(row: Any) -> Clause:
    return Clause.objects.select_related("agreement__case__area", "agreement__case__mediator").get(agreement=row, kind="obligation")


def test_said_by_the_payer_it_waits_for_the_payee_and_only_for_the_payee(play: stage.Play, outsider: Any, other_mediator: Any) -> None:
    duty = owed(stage.in_force(play))
    today = clock.today()
    row = performance.report(actor=play.b, clause=duty, done_on=today, amount=Decimal("1000"), photos=[jpeg()])
    assert row.proof is not None
    assert performance.report(actor=play.b, clause=duty, done_on=today, amount=Decimal("1000")).pk == row.pk  # pressed twice
    assert client_of(play.a).get(f"/papers/{row.proof}/").status_code == 200
    for actor in (play.mediator, play.b, outsider, other_mediator):
        with pytest.raises(NotFound):
            selectors.report_for(actor, row.pk)
    found, me = selectors.report_for(play.a, row.pk)
    performance.confirm(actor=play.a, row=found, me=me)
    now = selectors.duty_of(duty)
    assert (now.confirmed, now.rest, now.partly, now.standing) == (Decimal("1000"), Decimal("2000"), True, "waiting")
    performance.report(actor=play.a, clause=duty, done_on=today, amount=Decimal("2000"))  # the payee's own word counts at once
    assert selectors.duty_of(duty).standing == "done"


def test_what_the_receiving_side_denies_counts_for_nothing_and_stays_visible(play: stage.Play) -> None:
    duty = owed(stage.in_force(play))
    row = performance.report(actor=play.mediator, clause=duty, done_on=clock.today(), amount=Decimal("3000"))
    assert selectors.duty_of(duty).standing == "said"
    found, me = selectors.report_for(play.a, row.pk)
    performance.deny(actor=play.a, row=found, me=me)
    now = selectors.duty_of(duty)
    assert (now.rest, now.standing, len(now.reports)) == (Decimal("3000"), "waiting", 1)
    assert Notice.objects.filter(kind="performance.denied").count() == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [({"amount": Decimal("0")}, "amount"), ({"amount": Decimal("3000.01")}, "amount"), ({"done_on": "tomorrow"}, "done_on"),
     ({"done_on": "before"}, "done_on"), ({"amount": None, "complete": False}, "amount")],
)
def test_what_cannot_be_is_said_at_its_field(play: stage.Play, more: dict[str, Any], field: str) -> None:
    duty = owed(stage.in_force(play))
    days = {"tomorrow": clock.today() + clock.DAY, "before": clock.today() - timedelta(days=99)}
    values = {"done_on": clock.today(), "amount": Decimal("3000"), **more}
    values["done_on"] = days.get(values["done_on"], values["done_on"])
    with pytest.raises(Invalid) as caught:
        performance.report(actor=play.b, clause=duty, **values)
    assert list(caught.value.fields) == [field]
    assert not Performance.objects.exists()


def test_reminded_before_the_day_and_looked_after_it_until_it_is_said_to_be_done(play: stage.Play) -> None:
    duty = owed(stage.in_force(play))
    jobs = Job.objects.filter(task__startswith="mediation.casework.performance_tasks")
    assert sorted((j.payload["days"], clock.day_of(j.due_at) - duty.due_on) for j in jobs) == [  # type: ignore[operator]
        (0, timedelta(0)), (1, timedelta(days=1)), (3, timedelta(days=-3)), (7, timedelta(days=7))
    ]
    Notice.objects.all().delete()
    with clock.told(clock.now() + timedelta(days=21)):
        performance_tasks.overdue(str(duty.pk), 1)
        assert sorted(Notice.objects.values_list("kind", "recipient")) == sorted([
            ("performance.overdue", play.b.key), ("performance.not_come", play.a.key), ("performance.late", play.mediator.key)
        ])
        assert [w.case.pk for w in selectors.watch(play.supervisor).overdue] == [play.case.pk]
        assert selectors.watch(play.a).overdue == []
    with clock.told(clock.now() + timedelta(days=27)):
        performance_tasks.overdue(str(duty.pk), 7)
        assert Notice.objects.filter(kind="performance.late", recipient=play.supervisor.key).count() == 1
        performance.report(actor=play.b, clause=duty, done_on=clock.today(), amount=Decimal("3000"))
        Notice.objects.all().delete()
        performance_tasks.overdue(str(duty.pk), 7)
        performance_tasks.remind(str(duty.pk), 0)
    assert not Notice.objects.exists()


def test_the_ways_follow_the_court(play: stage.Play) -> None:
    row = stage.in_force(play)
    assert [w.code for w in enforcement.ways(row)] == ["talk", "confirm", "sue", "order"]
    with pytest.raises(Conflict):
        performance.court_decided(actor=play.mediator, agreement=row, decided_on=clock.today(), outcome="confirmed")
    agreements.court_applied(actor=play.mediator, agreement=row)
    performance.court_decided(actor=play.mediator, agreement=stage.fresh(row), decided_on=clock.today(), outcome="confirmed")
    assert [w.code for w in enforcement.ways(stage.fresh(row))] == ["talk", "enforce"]


def test_the_joint_way_ends_with_the_term(play: stage.Play) -> None:
    row = stage.in_force(play)
    with clock.told(clock.now() + timedelta(days=40)):
        assert [w.code for w in enforcement.ways(row)] == ["talk", "sue", "order"]


def test_a_day_nobody_lives_to_see_is_refused_and_an_old_one_does_not_stop_the_seal(play: stage.Play) -> None:
    row = stage.draft(play)
    duty = owed(row)
    with pytest.raises(Invalid) as caught:
        clause.add(actor=play.mediator, agreement=row, values=stage.values("obligation", due_on=date(9999, 12, 31)))
    assert list(caught.value.fields) == ["due_on"]
    for first in (date(9999, 12, 31), clock.today() + timedelta(days=50 * 365)):
        with pytest.raises(Invalid) as caught:
            clause.split(actor=play.mediator, clause=duty, version=duty.version, parts=24, first=first, months=12)
        assert list(caught.value.fields) == ["first"]
    Clause.objects.filter(pk=duty.pk).update(due_on=date(9999, 12, 31))  # as it could be written before
    performance.promise(row)
    assert not Job.objects.filter(task__startswith="mediation.casework.performance_tasks").exists()


def test_instalments_are_clauses_that_add_up_to_the_cent(play: stage.Play) -> None:
    row = stage.draft(play)
    duty = owed(row)
    with pytest.raises(Invalid) as caught:
        clause.split(actor=play.mediator, clause=duty, version=duty.version, parts=1, first=clock.today())
    assert list(caught.value.fields) == ["parts"]
    made = clause.split(actor=play.mediator, clause=duty, version=duty.version, parts=7, first=clock.today())
    assert (sum(c.amount or 0 for c in made), made[0].amount, made[-1].amount) == (Decimal("3000"), Decimal("428.57"), Decimal("428.58"))
    assert len({c.due_on for c in made}) == 7
    page = client_of(play.mediator)
    assert page.get(f"/desk/clauses/{made[0].pk}/split/").status_code == 200
    again = page.post(f"/desk/clauses/{duty.pk}/split/", {"parts": 7, "first": clock.today(), "months": 1, "version": duty.version})
    assert (again.status_code, again.headers["Location"]) == (302, f"/desk/cases/{play.case.pk}/agreement/")  # pressed twice
    assert Clause.objects.filter(agreement=row, kind="obligation", removed_at=None).count() == 7


def test_not_me_freezes_seal_closing_and_subsidy_never_performance_or_the_court(play: stage.Play) -> None:
    row = stage.signed_by_all(play)
    said = statement.not_me(actor=play.b, agreement=row)
    with pytest.raises(Conflict):
        signing.stamp(actor=play.supervisor, agreement=stage.fresh(row), seen_hash=row.frozen_hash)
    statement.settle_statement(actor=play.supervisor, statement=said)
    signing.stamp(actor=play.supervisor, agreement=stage.fresh(row), seen_hash=row.frozen_hash)
    now = stage.fresh(row)
    statement.not_me(actor=play.a, agreement=now)
    case = Case.objects.get(pk=play.case.pk)
    with pytest.raises(Conflict) as caught:
        closing.close(actor=play.mediator, case=case, matter_settled=True)
    assert caught.value.code == "frozen"
    performance.report(actor=play.b, clause=owed(now), done_on=clock.today(), amount=Decimal("100"))
    agreements.court_applied(actor=play.mediator, agreement=now)
    assert Agreement.objects.get(pk=row.pk).court_applied_on == clock.today()
    with pytest.raises(NotFound):
        freezing.thaw(actor=play.mediator, case=case)
    with pytest.raises(Conflict):
        freezing.thaw(actor=play.supervisor, case=case)


def test_pages_for_both_sides_and_nobody_else(play: stage.Play, outsider: Any, other_mediator: Any) -> None:
    row = stage.in_force(play)
    duty = owed(row)
    own = f"/c/agreement/{row.pk}/performance/"
    for actor in (play.a, play.b):
        assert client_of(actor).get(own).status_code == 200
    for actor in (outsider, other_mediator, play.a):
        assert client_of(actor).get(f"/desk/cases/{play.case.pk}/performance/").status_code == 404
        assert client_of(actor).post(f"/desk/clauses/{duty.pk}/performance/").status_code == 404
    page = client_of(play.b)
    wrong = page.post(f"/c/clauses/{duty.pk}/done/", {"done_on": "2026-13-01", "amount": "much"})
    assert wrong.status_code == 422
    assert b"much" in wrong.content
    right = {"done_on": clock.today().isoformat(), "amount": "3000"}
    assert page.post(f"/c/clauses/{duty.pk}/done/", right).status_code == 302
    report = Performance.objects.get()
    assert page.post(f"/c/performances/{report.pk}/yes/").status_code == 404  # not by the one who pays
    assert client_of(play.a).post(f"/c/performances/{report.pk}/yes/").status_code == 302
    assert "●" in client_of(play.mediator).get(f"/desk/cases/{play.case.pk}/performance/").content.decode()
    assert client_of(play.supervisor).get("/desk/performance/").status_code == 200
    assert client_of(outsider).get("/desk/performance/").status_code == 404
