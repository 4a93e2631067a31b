"""Check-ups of many people: own links that work once, counts that name nobody, paper tables with their lines."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from counseling.screening.enums import FlagState, Level, Mode, Reason, ScreeningState
from counseling.screening.models import Checkup, Flag, Invitee, Response, Screening
from counseling.screening.selectors import checkups as reading
from counseling.screening.services import answering, checkups, paper
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.notifications.models import ShortMessage
from mediation.vault import sealing
from tests.cast import County, user_of

pytestmark = pytest.mark.django_db
ORIGIN = "http://testserver"
MINE = {"mine": "yes"}  # "this link was sent for one person: is it yours?"


@pytest.fixture
def checkup(supervisor: Actor, on_call: Actor, county: County) -> Checkup:
    now = clock.now()
    row = checkups.create(
        actor=supervisor, user=user_of(supervisor), title="2026", bundle="checkup", area=county.town, opens_at=now - timedelta(days=2),
        closes_at=now + timedelta(days=20),
    )
    people = [checkups.Wanted(f"员工{n}", f"1381234{n:04d}") for n in range(1, 8)]
    checkups.invite(actor=supervisor, checkup=row, people=[*people, checkups.Wanted("没有电话的人")])
    return row


def links(checkup: Checkup, supervisor: Actor) -> list[str]:
    checkups.send(actor=supervisor, checkup=checkup, origin=ORIGIN)
    messages = ShortMessage.objects.filter(kind="care.checkup").order_by("created_at", "id")
    texts = [sealing.unseal("notifications", f"sms.text:{m.id}", m.text_sealed) for m in messages]
    return ["/" + t.split(ORIGIN + "/")[1].split()[0] for t in texts]


def test_everybody_gets_one_own_link_and_pressing_twice_sends_once(checkup: Checkup, supervisor: Actor) -> None:
    first = links(checkup, supervisor)
    again = links(checkup, supervisor)

    assert len(first) == len(set(first)) == 7
    assert sorted(again) == sorted(first)


def test_a_link_works_once_and_on_the_device_that_pressed(checkup: Checkup, supervisor: Actor) -> None:
    link = links(checkup, supervisor)[0]
    own, other = Client(), Client()

    assert own.get(link).status_code == 200
    assert Screening.objects.count() == 0  # a previewer looks and uses nothing up
    begun = own.post(link, MINE)
    late = other.post(link, MINE)

    assert begun.status_code == 302
    assert begun.headers["Location"].endswith(f"/care/me/{Screening.objects.get().id}/")
    assert own.get(begun.headers["Location"]).status_code == 200
    assert late.status_code == 409
    assert "once" in late.content.decode() or "一次" in late.content.decode()
    assert own.get(link).status_code == 302  # back in
    assert Screening.objects.count() == 1


def test_somebody_elses_link_is_left_unused_and_names_nobody(checkup: Checkup, supervisor: Actor) -> None:
    link, browser = links(checkup, supervisor)[0], Client()
    before = browser.get(link).content.decode()
    for answer, status in ((browser.post(link, {"mine": "no"}), 200), (browser.post(link), 422)):
        assert answer.status_code == status
        for page in (before, answer.content.decode()):
            assert "员工" not in page
            assert "2026</h1>" not in page  # nor what the organiser called it: our own heading
            assert f"<title>{checkup.title}" not in page
    assert not Invitee.objects.exclude(opened_at=None).exists()
    assert browser.post(link, MINE).status_code == 302


def _listed(checkup: Checkup, supervisor: Actor, client_of: Callable[..., Client], words: str) -> tuple[dict[str, bool], str]:
    client_of(supervisor).post(f"/care/checkups/{checkup.id}/people/", {"people": words})
    checkups.send(actor=supervisor, checkup=checkup, origin=ORIGIN)
    sent = {i.person.name: i.sent_at is not None for i in checkup.invitees.filter(number__gt=8).select_related("person")}
    return sent, client_of(supervisor).get(f"/care/checkups/{checkup.id}/").content.decode()


@pytest.mark.parametrize("words", [
    "张三, 13900001111\n李四, 13900001111", "张三, 13812340001\n李四, 13800000001", "张三, 13900001111, 共用\n李四, 13900002222, shared",
])
def test_a_shared_telephone_gets_no_link_but_a_slip(
    words: str, checkup: Checkup, supervisor: Actor, counsellor: Actor, case_ref: object, client_of: Callable[..., Client]
) -> None:
    """Twice on the list, on the list or in a case under another name, or marked by the organiser."""
    sent, page = _listed(checkup, supervisor, client_of, words)

    assert sent == {"张三": False, "李四": False}
    assert "notice" in page
    assert {"张三", "李四"} <= {s.name for s in checkups.slips(actor=counsellor, checkup=checkup, origin=ORIGIN)}


def test_a_telephone_that_becomes_shared_later_is_shared_for_the_first_too(
    checkup: Checkup, supervisor: Actor, client_of: Callable[..., Client]
) -> None:
    sent, _page = _listed(checkup, supervisor, client_of, "员工二,13812340002\n王五,13900003333")

    assert sent == {"员工二": False, "王五": True}
    assert not checkup.invitees.get(number=2).sent_at  # who had the number before gets none either


def test_an_answer_to_another_persons_link_is_kept_nowhere(checkup: Checkup, supervisor: Actor) -> None:
    one, two = links(checkup, supervisor)[:2]
    mine, theirs = Client(), Client()
    here = mine.post(one, MINE).headers["Location"]
    theirs.post(two, MINE)

    assert theirs.get(here).status_code == 404
    assert theirs.post(f"{here}consent/", {"choice": "agree"}).status_code == 404
    assert not Response.objects.exists()


def test_outside_its_days_and_unknown(checkup: Checkup, supervisor: Actor) -> None:
    link = links(checkup, supervisor)[0]

    with clock.told(clock.now() + timedelta(days=30)):
        answer = Client().post(link, MINE)
    assert answer.status_code == 409
    assert not Invitee.objects.exclude(opened_at=None).exists()
    assert Client().get(f"/care/k/{checkup.code}/{'A' * 16}/").status_code == 404
    wrong = Client().post(f"/care/k/{checkup.code}/", {"code": "0000"})
    assert wrong.status_code == 422


def test_typing_the_code_of_a_slip_leads_to_the_link(checkup: Checkup, counsellor: Actor) -> None:
    (slip,) = [s for s in checkups.slips(actor=counsellor, checkup=checkup, origin=ORIGIN) if s.name == "没有电话的人"]

    answer = Client().post(f"/care/k/{checkup.code}/", {"code": slip.code.lower()})

    assert answer.headers["Location"] == slip.link.removeprefix(ORIGIN)


def test_the_organiser_prints_no_slip_and_reads_no_answer(
    checkup: Checkup, supervisor: Actor, mediator: Actor, outsider: Actor, client_of: Callable[..., Client]
) -> None:
    row = Invitee.objects.filter(checkup=checkup).first()
    assert row is not None
    for actor in (supervisor, mediator, outsider):
        with pytest.raises(NotFound):
            checkups.slips(actor=actor, checkup=checkup, origin=ORIGIN)
        browser = client_of(actor)
        assert browser.get(f"/care/checkups/{checkup.id}/answers/").status_code == 404
        assert browser.post(f"/care/checkups/{checkup.id}/people/{row.number}/").status_code == 404
    assert "员工1" not in client_of(supervisor).get(f"/care/checkups/{checkup.id}/").content.decode()
    assert client_of(mediator).get(f"/care/checkups/{checkup.id}/").status_code == 404


@pytest.mark.parametrize(("done", "told"), [(0, None), (3, None), (5, None), (6, None), (8, None)])
def test_few_are_never_counted_out(checkup: Checkup, done: int, told: int | None) -> None:
    """Eight invited: whatever number answered, it or the rest is under five."""
    _finish(checkup, done)

    found = reading.counts(checkup)

    assert found.answered is told
    assert found.at_least <= done <= found.at_most
    assert found.at_most - found.at_least >= 4


def test_enough_are_counted_and_today_does_not_show(checkup: Checkup, supervisor: Actor) -> None:
    checkups.invite(actor=supervisor, checkup=checkup, people=[checkups.Wanted(f"同事{n}") for n in range(12)])
    _finish(checkup, 9)
    assert reading.counts(checkup).answered == 9

    Screening.objects.update(finished_at=clock.now())
    assert reading.counts(checkup).answered is None


def _finish(checkup: Checkup, many: int) -> None:
    for row in list(Invitee.objects.filter(checkup=checkup)[:many]):
        asked = checkups.offered(row, Mode.SELF)
        Screening.objects.filter(pk=asked.pk).update(state=ScreeningState.FINISHED, finished_at=clock.now() - timedelta(days=1, hours=1))


def test_questions_for_one_alone_are_not_put_to_many(supervisor: Actor, county: County) -> None:
    now = clock.now()
    for code in ("family", "minor"):
        with pytest.raises(Invalid):
            checkups.create(actor=supervisor, user=user_of(supervisor), title="x", bundle=code, area=county.town, opens_at=now,
                            closes_at=now + timedelta(days=1))


HEAD = "id,item1,item2,item3,item4,item5,item6,item7,item8,item9,total"


def look(counsellor: Actor, checkup: Checkup, *lines: str) -> paper.Looked:
    return paper.look(actor=counsellor, checkup=checkup, instrument="phq9", raw="\n".join([HEAD, *lines]).encode())


def test_paper_is_counted_anew_beside_the_stated_sum(counsellor: Actor, checkup: Checkup) -> None:
    found = look(counsellor, checkup, "1,0,0,0,1,2,1,3,2,1,13", "2,1,1,1,,0,0,0,0,0,3", "3,0,0,0,,0,0,0,0,0,9")

    assert [(x.low, x.high, x.stated, x.differs) for x in found.lines] == [(10, 10, "13", True), (3, 6, "3", False), (0, 3, "9", True)]
    assert not found.mistakes


@pytest.mark.parametrize(
    ("lines", "where", "what"),
    [
        (["1,0,0,0,1,2,1,3,2,4,13"], "2", "4"), (["1,0,0,0,1,2,1,3,2,1,9", "99,0,0,0,0,0,0,0,0,0,0"], "3", "99"),
        (["1,0,0,0,0,0,0,0,0,0,0", "1,0,0,0,0,0,0,0,0,0,0"], "3", "1"), (["1,=1+1,0,0,0,0,0,0,0,0,0"], "2", ""),
        (["1,0,0"], "2", ""),
    ],
)
def test_every_mistake_has_its_line(counsellor: Actor, checkup: Checkup, lines: list[str], where: str, what: str) -> None:
    found = look(counsellor, checkup, *lines)

    assert len(found.mistakes) == 1
    assert where in found.mistakes[0]
    assert what in found.mistakes[0]


def test_a_workbook_is_read_and_its_formulas_are_refused(counsellor: Actor, checkup: Checkup) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.append(HEAD.split(","))
    sheet.append([1, 0, 0, 0, 1, 2, 1, 3, 2, 1, 10])
    good, bad = io.BytesIO(), io.BytesIO()
    book.save(good)
    sheet["K2"] = "=SUM(B2:J2)"
    book.save(bad)

    fine = paper.look(actor=counsellor, checkup=checkup, instrument="phq9", raw=good.getvalue())
    wrong = paper.look(actor=counsellor, checkup=checkup, instrument="phq9", raw=bad.getvalue())

    assert [(x.low, x.differs) for x in fine.lines] == [(10, False)]
    assert len(wrong.mistakes) == 1
    assert "2" in wrong.mistakes[0]
    for raw in (b"", b"PK\x03\x04broken", b"\x00\x01\x02\xff"):
        assert paper.look(actor=counsellor, checkup=checkup, instrument="phq9", raw=raw).mistakes


def test_a_refusal_on_paper_is_kept_as_one(counsellor: Actor, checkup: Checkup) -> None:
    found = look(counsellor, checkup, "1,0,拒答,0,0,0,0,0,0,refused,0")

    paper.take(actor=counsellor, checkup=checkup, parcel=paper.packed(checkup, "phq9", found.new))

    assert [(x.low, x.high) for x in found.lines] == [(0, 6)]
    assert sorted(Response.objects.filter(refused=True).values_list("item", flat=True)) == ["phq_2", "phq_9"]
    assert Flag.objects.get().level == Level.YELLOW  # the ninth question refused: a quiet task


def test_paper_is_kept_once_and_a_critical_answer_calls_somebody(counsellor: Actor, checkup: Checkup) -> None:
    found = look(counsellor, checkup, "1,0,0,0,0,0,0,0,0,1,", "2,0,0,0,0,0,0,0,0,0,0")
    parcel = paper.packed(checkup, "phq9", found.new)

    assert paper.take(actor=counsellor, checkup=checkup, parcel=parcel) == 2
    assert paper.take(actor=counsellor, checkup=checkup, parcel=parcel) == 0

    flag = Flag.objects.get()
    assert (flag.level, flag.reason, flag.state) == (Level.RED, Reason.PAPER, FlagState.OPEN)  # nobody saw help numbers on paper
    assert Response.objects.count() == 18
    assert set(Response.objects.values_list("mode", "entered_by")) == {(Mode.PAPER, counsellor.key)}
    assert set(Screening.objects.values_list("state", "mode")) == {(ScreeningState.FINISHED, Mode.PAPER)}
    with pytest.raises(Conflict):
        paper.take(actor=counsellor, checkup=checkup, parcel="x1.made.up")


def test_the_way_through_the_pages(
    supervisor: Actor, counsellor: Actor, on_call: Actor, county: County, client_of: Callable[..., Client]
) -> None:
    browser = client_of(supervisor)
    wrong = browser.post("/care/checkups/", {"title": "", "bundle": "family"})
    assert wrong.status_code == 422
    today = clock.today()
    made = browser.post("/care/checkups/", {
        "title": "全镇干部", "bundle": "checkup", "area": county.town.pk, "opens_on": today.isoformat(),
        "closes_on": (today + timedelta(days=9)).isoformat(),
    })
    here = made.headers["Location"]
    bad = browser.post(f"{here}people/", {"people": "张三,12\n李四"})
    assert bad.status_code == 422
    assert "张三" in bad.content.decode()  # nothing typed is lost
    assert browser.post(f"{here}people/", {"people": "张三,13812340000\n李四"}).status_code == 302
    counsel = client_of(counsellor)
    slips = counsel.post(f"{here}slips/").content.decode()
    assert "李四" in slips
    csv = SimpleUploadedFile("a.csv", f"{HEAD}\n2,1,1,1,1,1,1,1,1,0,9\n".encode("gb18030"))
    looked = counsel.post(f"{here}answers/", {"instrument": "phq9", "file": csv}).content.decode()
    parcel = looked.split('name="parcel" value="')[1].split('"')[0]
    assert counsel.post(f"{here}answers/", {"parcel": parcel}).status_code == 302
    assert not Response.objects.exists()  # without the yes on paper nothing is kept
    counsel.post(f"{here}answers/", {"parcel": parcel, "agreed": "yes"})
    assert Response.objects.count() == 9
    shut = counsel.get(f"{here}people/2/").content.decode()
    opened = counsel.post(f"{here}people/2/").content.decode()
    assert "PHQ-9" not in shut
    assert "PHQ-9" in opened
    row = Screening.objects.get()
    from counseling.screening.selectors import rights

    assert [o.by for o in rights.openings(row)] == [str(user_of(counsellor))]


def test_somebody_invited_answers_alone_and_less_is_asked(checkup: Checkup, supervisor: Actor) -> None:
    browser = Client()
    here = browser.post(links(checkup, supervisor)[0], MINE).headers["Location"]
    browser.post(f"{here}consent/", {"choice": "agree"})
    asked = 0
    while "/done/" not in (to := browser.get(here, follow=True).redirect_chain[-1][0]):
        browser.post(to, {"answer": "0"})
        asked += 1
        assert asked < 20

    row = Screening.objects.get()
    assert row.state == ScreeningState.FINISHED
    assert asked < 16
    assert "phq_9" in {r.item for r in row.responses.all()}
    assert answering.reading.consent_alive(row)
