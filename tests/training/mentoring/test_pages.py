"""The pages, with the whole cast: who gets which, what a wrong press says, and that nothing typed is lost."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mediation.casework.models import Case
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.sittings.models import SittingGuest
from mediation.sittings.services import guests as sittings
from tests.mediation.sittings.conftest import Talk, talk  # noqa: F401
from tests.training.mentoring.conftest import PLAN, Pair, Table, in_a_year
from training.mentoring.enums import Stage
from training.mentoring.models import Contract, LogEntry, Panel, Portfolio, Seat, SignOff
from training.mentoring.ports import practice
from training.mentoring.selectors import around
from training.mentoring.services import contract as contracts
from training.mentoring.services import review

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def page(pair: Pair, rest: str = "") -> str:
    return f"/learn/mentoring/{pair.portfolio.pk}/{rest}"


def test_who_sees_which_page(
    pair: Pair, supervisor: Actor, mediator: Actor, outsider: Actor, anonymous: Actor, admin: Actor, editor: Actor, party: Actor,
    client_of: Browser, make_user: Any, county: Any,
) -> None:
    far = make_user("far", "supervisor", county.other_town)
    for actor, expected in (
        (pair.mentor, 200), (pair.learner, 200), (supervisor, 200), (mediator, 404), (outsider, 404), (far, 404), (editor, 404),
        (party, 404),
    ):
        assert client_of(actor).get(page(pair)).status_code == expected, actor.name
    assert client_of(anonymous).get(page(pair)).status_code in (302, 404)
    for path in ("act/", "seat/"):
        for actor in (mediator, outsider, far, party):
            assert client_of(actor).post(page(pair, path), {"do": "sign_off", "to": "1"}).status_code == 404
    for actor, expected in ((pair.mentor, 200), (pair.learner, 404), (supervisor, 404), (mediator, 404)):
        assert client_of(actor).get("/learn/mentoring/new/").status_code == expected
    for actor, expected in ((admin, 200), (supervisor, 404), (pair.mentor, 404)):
        assert client_of(actor).get("/learn/mentoring/ladders/path/").status_code == expected
    assert client_of(anonymous).get("/notices/mediators/").status_code == 200


def test_a_jump_by_address_signs_nothing(pair: Pair, client_of: Browser) -> None:
    for to in ("1", "5", "6", "99999", "-1", "", "x"):
        answer = client_of(pair.mentor).post(page(pair, "act/"), {"do": "sign_off", "to": to}, HTTP_ACCEPT_LANGUAGE="en")
        assert answer.status_code == 409 and "Nothing was signed" in answer.content.decode()
    assert client_of(pair.learner).post(page(pair, "act/"), {"do": "sign_off", "to": "1"}).status_code == 404
    assert client_of(pair.mentor).post(page(pair, "act/"), {"do": "nothing"}).status_code == 404
    assert Portfolio.objects.get().step == 0


def test_a_whole_contract_through_the_pages(mentor: Actor, learner: Actor, client_of: Browser) -> None:
    given = {"apprentice": learner.subject, "plan": PLAN, "rhythm": "", "until": str(in_a_year())}
    answer = client_of(mentor).post("/learn/mentoring/new/", given)
    assert answer.status_code == 422 and PLAN in answer.content.decode()
    for _again in range(2):
        assert client_of(mentor).post("/learn/mentoring/new/", given | {"rhythm": "每周"}).status_code == 302
    row = Contract.objects.get()
    address = f"/learn/mentoring/{row.portfolio_id}/"
    for _again in range(2):
        assert client_of(learner).post(f"{address}act/", {"do": "accept"}).status_code == 302
    line = {"kind": "meeting", "on": str(clock.today()), "minutes": "30", "words": "短", "once": str(uuid.uuid4())}
    refused = client_of(learner).post(address, line)
    assert refused.status_code == 422 and "短" in refused.content.decode()
    for _again in range(2):
        assert client_of(learner).post(address, line | {"words": "谈了怎样开场，约好下次先看一场。"}).status_code == 302
    entry = LogEntry.objects.get()
    assert client_of(learner).post(f"/learn/mentoring/log/{entry.pk}/sign/", {"do": "yes"}).status_code == 404  # the own line
    no = client_of(mentor).post(f"/learn/mentoring/log/{entry.pk}/sign/", {"do": "no", "reason": "短"})
    assert no.status_code == 422 and 'value="短"' in no.content.decode()
    for _again in range(2):
        assert client_of(mentor).post(f"/learn/mentoring/log/{entry.pk}/sign/", {"do": "yes"}).status_code == 302
    later = {"words": "补：约在周三。" * 2, "once": str(uuid.uuid4())}
    for _again in range(2):
        assert client_of(mentor).post(f"/learn/mentoring/log/{entry.pk}/later/", later).status_code == 302
    assert LogEntry.objects.count() == 2
    assert client_of(mentor).post(f"/learn/mentoring/log/{entry.pk}/later/", {"words": "补记" * 8, "once": "x"}).status_code == 404


def test_an_overloaded_mentor_is_told_so(mentor: Actor, client_of: Browser, make_user: Any, county: Any) -> None:
    given = {"plan": PLAN, "rhythm": "每周", "until": str(in_a_year())}
    people = [make_user(f"l{n}", "learner", county.town) for n in range(4)]
    answers = [client_of(mentor).post("/learn/mentoring/new/", given | {"apprentice": one.subject}) for one in people]
    assert [a.status_code for a in answers] == [302, 302, 302, 422]
    assert "您已经带了 3 人" in answers[3].content.decode() and PLAN in answers[3].content.decode()


def test_the_mentor_cannot_open_the_panel(
    pair: Pair, table: Table, supervisor: Actor, client_of: Browser, make_user: Any, county: Any
) -> None:
    pair.at(Stage.SUPERVISED)
    panel = review.Panel.objects.create(portfolio=pair.portfolio, step=Stage.SUPERVISED, opened_at=clock.now())
    address = f"/learn/mentoring/panels/{panel.pk}/"
    for actor in (pair.mentor, pair.learner):
        assert client_of(actor).get(address).status_code == 404
        assert client_of(actor).post(address, {"do": "yes"}).status_code == 404
    people = [make_user(f"j{n}", "mediator", county.town) for n in range(3)]
    chief = client_of(supervisor)
    assert chief.get(address).status_code == 200
    bad = chief.post(address, {"do": "appoint", "members": [pair.mentor.subject, people[0].subject, people[1].subject]})
    assert bad.status_code == 422 and "不参加评审" in bad.content.decode()
    assert chief.post(address, {"do": "appoint", "members": ["x"]}).status_code == 404
    assert chief.post(address, {"do": "conclude"}).status_code == 409
    assert chief.post(address, {"do": "appoint", "members": [p.subject for p in people]}).status_code == 302
    member = client_of(people[0])
    assert member.post(address, {"do": "no", "reason": ""}).status_code == 422
    for _again in range(2):
        assert member.post(address, {"do": "yes"}).status_code in (302, 404)
    assert panel.votes.count() == 1


def test_a_new_ladder_by_the_page(admin: Actor, client_of: Browser) -> None:
    browser = client_of(admin)
    body = browser.get("/learn/mentoring/ladders/path/").content.decode()
    numbers = {name: "7" for name in set(re.findall(r'name="(n-[^"]+)"', body))}
    assert len(numbers) == 16
    more = {"notice_days": "10", "at_most": "2"}
    bad = browser.post("/learn/mentoring/ladders/path/", numbers | more | {"valid_from": str(clock.today())})
    assert bad.status_code == 422
    tomorrow = str(clock.today() + timedelta(days=1))
    given = numbers | more | {"valid_from": tomorrow}
    assert browser.post("/learn/mentoring/ladders/path/", given | {"n-1-observation": "0"}).status_code == 422
    assert browser.post("/learn/mentoring/ladders/path/", given).status_code == 302
    assert browser.get("/learn/mentoring/ladders/nothing/").status_code == 404
    assert browser.get("/learn/mentoring/ladders/").status_code == 200


def test_the_page_takes_few_queries(
    pair: Pair, table: Table, supervisor: Actor, client_of: Browser, django_assert_max_num_queries: Any, make_user: Any, county: Any
) -> None:
    """On every step, with signed lines, seats, a review that said no and one that is going on."""
    for _n in range(3):
        pair.both("agreement")
    pair.at(Stage.SUPERVISED)
    seat = contracts.ask_for_seat(actor=pair.learner, portfolio=pair.portfolio, sitting=uuid.uuid4())
    table.hold(seat.guest)
    SignOff.objects.create(
        portfolio=pair.portfolio, step=Stage.SUPERVISED, by=pair.contract.mentor, by_name="柳青", at=clock.now(), rests_on={}
    )
    for state in ("void", "open"):
        panel = Panel.objects.create(portfolio=pair.portfolio, step=Stage.SUPERVISED, opened_at=clock.now())
        judges = [make_user(f"{state}{n}", "mediator", county.town) for n in range(3)]
        review.appoint(actor=supervisor, panel=panel, members=[uuid.UUID(j.subject) for j in judges])
        review.vote(actor=judges[0], panel=panel, yes=False, reason="开场还不够清楚，请再练一次。")
        Panel.objects.filter(pk=panel.pk).update(state=state)
    browsers = [client_of(actor) for actor in (pair.mentor, pair.learner, supervisor)]
    for step in Stage:
        pair.at(step)
        for browser in browsers:
            with django_assert_max_num_queries(10):
                body = browser.get(page(pair)).content.decode()
            if step == Stage.SUPERVISED:
                assert "1/3" in body or "3 人中" in body or "柳青" in body


def test_what_the_page_carries_is_what_is_there(
    pair: Pair, table: Table, supervisor: Actor, make_user: Any, county: Any
) -> None:
    """Rows that come along as a list are the rows themselves, to the microsecond; votes of who is no member any more count nowhere."""
    pair.at(Stage.SUPERVISED)
    seat = contracts.ask_for_seat(actor=pair.learner, portfolio=pair.portfolio, sitting=uuid.uuid4())
    table.hold(seat.guest)
    panel = Panel.objects.create(portfolio=pair.portfolio, step=Stage.SUPERVISED, opened_at=clock.now())
    judges = [make_user(f"c{n}", "mediator", county.town) for n in range(3)]
    review.appoint(actor=supervisor, panel=panel, members=[uuid.UUID(j.subject) for j in judges])
    review.vote(actor=judges[0], panel=panel, yes=True)
    review.vote(actor=judges[1], panel=panel, yes=False, reason="开场还不够清楚，请再练一次。")
    panel.members.filter(member=judges[1].subject).delete()
    Panel.objects.filter(pk=panel.pk).update(notice_until=clock.today())
    panel.refresh_from_db()
    here = around.now(pair.portfolio)
    assert here.contract == pair.contract and [s.pk for s in here.seats] == [seat.pk] and here.panel == panel
    assert here.seats[0].asked_at == Seat.objects.get().asked_at and here.panel.opened_at == panel.opened_at
    assert here.review is not None and (here.review.members, here.review.yes, here.review.no) == (2, 1, 0)
    assert here.review.until == clock.today() and here.noes == () and here.sign_offs == ()
    assert {(g.step, g.kind) for g in here.gates} == {(r.step, r.kind) for r in pair.portfolio.template.requirements.all()}


@pytest.fixture
def at_talk(talk: Talk, learner: Actor, county: Any) -> Pair:  # noqa: F811
    """The mediator of a real, planned sitting accompanies the learner."""
    from mediation.accounts.services import assign_role
    from mediation.common.actor import system
    from tests.cast import user_of

    assign_role(actor=system("tests"), user=user_of(talk.lead), role="mentor", area=county.town, organisation=county.studio)
    from mediation.accounts.selectors import actor_of_user

    mentor = actor_of_user(user_of(talk.lead))
    row = contracts.propose(actor=mentor, apprentice=uuid.UUID(learner.subject), plan=PLAN, rhythm="每周", until=in_a_year())
    contracts.answer(actor=learner, contract=row, yes=True)
    return Pair(mentor, learner, row.portfolio, row).at(Stage.OBSERVER)


def test_the_parties_of_a_real_sitting_are_asked_and_their_answer_counts(at_talk: Pair, talk: Talk, client_of: Browser) -> None:  # noqa: F811
    mentor = client_of(at_talk.mentor)
    assert talk.case.number in mentor.get(page(at_talk)).content.decode()
    for _again in range(2):
        assert mentor.post(page(at_talk, "seat/"), {"sitting": str(talk.sitting.pk), "as": "observes"}).status_code == 302
    assert mentor.post(page(at_talk, "seat/"), {"sitting": str(uuid.uuid4()), "as": "observes"}).status_code == 404
    assert mentor.post(page(at_talk, "seat/"), {"sitting": str(talk.sitting.pk), "as": "co"}).status_code == 409
    guest, seat = SittingGuest.objects.get(), Seat.objects.get()
    assert guest.user is not None and str(guest.user.public_id) == at_talk.learner.subject and guest.role == "observer"

    def answer(who: Actor, yes: bool) -> None:
        words = sittings.consent_words(guest)
        digest = hashlib.sha256(words.encode()).hexdigest()
        sittings.answer(actor=who, guest=guest, yes=yes, seen_hash=digest)

    from mediation.sittings.rooms import guest_seat

    assert not practice().seen([seat.guest])[seat.guest].consented and guest_seat(at_talk.learner, str(talk.sitting.pk)) is None
    answer(talk.a, True)
    assert not practice().seen([seat.guest])[seat.guest].consented and guest_seat(at_talk.learner, str(talk.sitting.pk)) is None
    answer(talk.b, True)
    assert practice().seen([seat.guest])[seat.guest].consented
    answer(talk.b, False)
    assert not practice().seen([seat.guest])[seat.guest].consented and guest_seat(at_talk.learner, str(talk.sitting.pk)) is None


def test_the_record_counts_what_the_office_knows(at_talk: Pair, talk: Talk) -> None:  # noqa: F811
    lead = uuid.UUID(talk.lead.subject)
    kept = practice().record(lead)
    assert (kept.cases, kept.oral, kept.success) == (0, None, None)
    Case.objects.filter(pk=talk.case.pk).update(state="closed", closed_at=clock.now(), accepted_at=clock.now())
    kept = practice().record(lead)
    assert (kept.cases, kept.success) == (1, 100)
    assert practice().led(lead, clock.now() - timedelta(days=1)) == (1, 0)
    assert practice().led(lead, clock.now() + timedelta(days=1)) == (0, 0)
