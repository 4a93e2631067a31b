"""Found by the nightly look, drawn by lot, called by a second person, paid by grade: and nothing of it is a verdict."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from mediation.accounts.models import User
from mediation.casework import strokes
from mediation.casework.models import Agreement, Case, CaseEvent, Party, Signature
from mediation.casework.services import signing, statement
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.integrity import sketching
from mediation.integrity.models import Draw, DrawnCase, Finding, Sketch, Subsidy
from mediation.integrity.selectors.calls import Doubt, call_list
from mediation.integrity.services import ledger, sampling, screening
from mediation.people.services import change_phone
from tests.cast import client_of, make_guest
from tests.mediation.casework import agreement_play as stage

pytestmark = pytest.mark.django_db
KEY = b"k" * 32
TEXT = "二零二六年五月楼上水管老化漏水打湿楼下天花板和墙面双方多次商量没有结果后来请调解员到现场查看情况"


@pytest.fixture
def play(county: Any, mediator: Any, supervisor: Any, party: Any, other_party: Any) -> stage.Play:
    return stage.make_case(county, mediator, supervisor, party, other_party)


def second(county: Any, play: stage.Play) -> stage.Play:
    return stage.make_case(
        county, play.mediator, play.supervisor, make_guest("赵小兰"), make_guest("钱大海"), number="QX-2026-00002"
    )


def drawn(points: int, *, wobble: float = 0.0, dx: float = 0.0) -> strokes.Drawing:
    body = [
        {"t": 16 * i, "x": 0.1 + dx + 0.02 * i + (wobble if i % 3 else 0), "y": 0.4 + (((i * 7) % 5) / 50 if wobble else 0)}
        for i in range(points)
    ]
    return strokes.read(json.dumps({"ratio": 1.6, "strokes": [body]}))


def test_near_texts_are_alike_and_others_are_not() -> None:
    one, same = sketching.text_sketch(TEXT, KEY), sketching.text_sketch(TEXT.replace("五月", "六月") + "，1234", KEY)
    other = sketching.text_sketch("拖欠农民工工资三个月承包方认为工程款没有结清所以一直没有支付工人到镇里反映情况要求尽快解决生活困难", KEY)
    assert sketching.likeness(one, same) > 0.7
    assert sketching.likeness(one, other) < 0.1
    assert sketching.text_sketch("太短", KEY) == []
    assert sketching.text_sketch(TEXT, b"z" * 32) != one  # without the key nothing can be guessed


def test_a_moved_copy_of_a_drawing_is_the_same_and_an_even_line_is_a_machine() -> None:
    hand, moved = drawn(20, wobble=0.03), drawn(20, wobble=0.03, dx=0.2)
    assert sketching.distance(sketching.shape(hand), sketching.shape(moved)) < screening.SAME
    assert sketching.machine_like(drawn(20))
    assert not sketching.machine_like(hand)


def test_the_nightly_look_finds_once_and_holds_no_words(county: Any, play: stage.Play) -> None:
    other = second(county, play)
    for one in (play, other):
        Case.objects.filter(pk=one.case.pk).update(accepted_at=clock.now())
        stage.in_force(one) if one is play else _other_in_force(one)
    assert screening.screen() > 0
    signals = set(Finding.objects.values_list("signal", flat=True))
    assert {"near_text", "short"} <= signals
    assert screening.screen() == 0
    dump = json.dumps([list(Finding.objects.values_list("facts", flat=True)), list(Sketch.objects.values_list("text", flat=True))])
    assert "漏水" not in dump
    assert all(not s or s.startswith("x") or "line" not in s for s in Sketch.objects.values_list("shapes_sealed", flat=True))


def _other_in_force(play: stage.Play) -> Any:
    row = stage.frozen(play)
    stage.party_signs(play, row, play.a, 4)
    stage.party_signs(play, row, play.b, 5)
    now = stage.fresh(row)
    signing.sign_as_mediator(
        actor=play.mediator, agreement=now, seen_hash=now.frozen_hash, mark=signing.Mark(drawing=stage.strokes(6))
    )
    now = stage.fresh(row)
    signing.stamp(actor=play.supervisor, agreement=now, seen_hash=now.frozen_hash)
    return stage.fresh(row)


def test_a_number_typed_by_the_mediator_stands_first_and_a_call_on_it_proves_nothing(play: stage.Play) -> None:
    change_phone(actor=play.mediator, person=play.party_b.person, phone="13900003333")
    row = stage.in_force(play)
    assert [(c.party.pk, c.doubt) for c in call_list(play.supervisor)] == [(play.party_b.pk, Doubt.TYPED_BY_MEDIATOR)]
    assert call_list(play.mediator) == []
    party = Party.objects.select_related("person", "case").get(pk=play.party_b.pk)
    with pytest.raises(Invalid) as caught:
        signing.confirm(actor=play.supervisor, agreement=row, party=party, how="call")
    assert list(caught.value.fields) == ["how"]
    signing.confirm(actor=play.supervisor, agreement=row, party=party, how="other_number")
    assert call_list(play.supervisor) == []


def test_paid_once_only_when_everybody_is_confirmed_and_nobody_says_not_me(play: stage.Play, outsider: Any) -> None:
    change_phone(actor=play.mediator, person=play.party_b.person, phone="13900003333")
    row = stage.in_force(play)
    ledger.settle()
    line = Subsidy.objects.select_related("case").get()
    assert (line.state, line.lacking, line.amount) == ("held", ["unconfirmed"], Decimal(50))
    with pytest.raises(Conflict):
        ledger.pay(actor=play.supervisor, row=line)
    signing.confirm(actor=play.supervisor, agreement=row, party=play.party_b, how="visit")
    said = statement.not_me(actor=play.b, agreement=row)
    ledger.settle()
    assert Subsidy.objects.get().state == "frozen"
    statement.settle_statement(actor=play.supervisor, statement=said)
    ledger.settle()
    for actor in (play.mediator, outsider, play.a):
        with pytest.raises(NotFound):
            ledger.pay(actor=actor, row=line)
    page = client_of(play.supervisor)
    for _ in range(2):
        assert page.post(f"/desk/subsidies/{line.pk}/paid/").status_code in (302, 404)
    assert Subsidy.objects.get().state == "paid"
    ledger.settle()
    assert Subsidy.objects.get().state == "paid"
    assert client_of(play.mediator).get("/desk/subsidies/").status_code == 200
    assert client_of(outsider).get("/desk/subsidies/").status_code == 404


def test_proper_work_is_paid_too_and_the_same_for_studio_and_committee(county: Any, play: stage.Play) -> None:
    other = second(county, play)
    Case.objects.filter(pk=other.case.pk).update(organisation=county.committee)
    for one in (play, other):
        Case.objects.filter(pk=one.case.pk).update(state="ended", ended_reason="unwilling", grade="major", called_back_at=clock.now())
    ledger.settle()
    assert set(Subsidy.objects.values_list("state", flat=True)) == {"held"}
    Party.objects.filter(role="respondent").update(answered_at=clock.now(), decline_reason="other_way")
    ledger.settle()
    assert list(Subsidy.objects.values_list("state", "amount", "ground")) == [("payable", Decimal(100), "proper_work")] * 2
    Case.objects.filter(pk=other.case.pk).update(follows=play.case)
    ledger.settle()
    assert Subsidy.objects.get(case=other.case).lacking == ["same_dispute"]


def test_the_sample_is_drawn_once_and_published(play: stage.Play, outsider: Any) -> None:
    row = stage.in_force(play)
    assert Agreement.objects.filter(pk=row.pk).exists()
    assert CaseEvent.objects.filter(kind="agreement_in_force").exists()
    first = sampling.draw(clock.today())
    assert first is not None
    assert (first.population, DrawnCase.objects.count()) == (1, 1)
    assert sampling.draw(clock.today()) is None
    item = DrawnCase.objects.get()
    assert client_of(play.mediator).post(f"/desk/integrity/drawn/{item.pk}/", {"result": "confirmed"}).status_code == 404
    head = client_of(play.supervisor)
    assert head.get("/desk/integrity/").status_code == 200
    assert head.post(f"/desk/integrity/drawn/{item.pk}/", {"result": ""}).status_code == 302
    assert head.post(f"/desk/integrity/drawn/{item.pk}/", {"result": "not_so"}).status_code == 302
    with pytest.raises(Conflict):
        sampling.looked_at_drawn(actor=play.supervisor, row=item, result="confirmed")
    page = client_of(outsider).get("/audits/").content.decode()
    assert "1 / 1" in page
    assert play.case.number not in page
    assert Draw.objects.count() == 1


def test_a_finding_is_looked_at_once_and_never_by_whoever_mediated(county: Any, play: stage.Play, other_mediator: Any) -> None:
    Case.objects.filter(pk=play.case.pk).update(accepted_at=clock.now() - timedelta(minutes=3))
    stage.in_force(play)
    screening.screen()
    row = Finding.objects.get(signal="short")
    for actor in (play.mediator, other_mediator, play.a):
        assert client_of(actor).post(f"/desk/integrity/findings/{row.pk}/", {"outcome": "explained"}).status_code == 404
    head = client_of(play.supervisor)
    assert head.post(f"/desk/integrity/findings/{row.pk}/", {"outcome": "explained"}).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.looked_by) == ("explained", play.supervisor.key)
    Case.objects.filter(pk=play.case.pk).update(mediator=User.objects.get(public_id=play.supervisor.subject))
    assert head.post(f"/desk/integrity/findings/{row.pk}/", {"outcome": "talked"}).status_code == 404
    assert Signature.objects.exists()
