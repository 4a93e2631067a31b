"""The desk: a call is sealed, handed over in person, and becomes nothing else without a yes."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from counseling.hotline import tasks
from counseling.hotline.models import Call, CallConsent, CallLink, CallNote, HandOver
from counseling.hotline.policies import rights_of
from counseling.hotline.selectors import desk as reading
from counseling.hotline.services import consent, desk, handover, volunteers
from counseling.screening.enums import Rank
from counseling.screening.models import Flag
from mediation.audit.models import AuditEntry
from mediation.casework.models import Case, Party
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.jobs.models import Job
from mediation.notifications.models import Notice
from mediation.vault import sealing
from tests.cast import County, MakeUser, client_of, user_of

pytestmark = pytest.mark.django_db
SAID = "金丝雀：他把门锁上了"
BODY = {"name": "小周", "phone": "13800000009", "address": "桥东三幢", "home": "两个孩子", "words": SAID}
OTHERS = ["mediator", "other_mediator", "supervisor", "learner", "mentor", "editor", "gridworker", "admin", "outsider"]


def written(actor: Actor, call: Call, **more: Any) -> Call:
    return desk.write(actor=actor, call=call, said=BODY, **{"level": "yellow", "topic": "family", **more})


def told() -> set[str]:
    return set(Notice.objects.filter(kind="hotline.handover").values_list("recipient", flat=True))


def test_pressed_twice_it_is_one_call_and_nobody_has_to_say_a_name(volunteer: Actor, county: County) -> None:
    press = uuid.uuid4()

    rows = [desk.take(actor=volunteer, user=user_of(volunteer), area=county.area, press=press) for _ in range(2)]
    desk.end(actor=volunteer, call=rows[0], outcome="silent")

    assert rows[0] == rows[1]
    row = Call.objects.get()
    assert (row.body_sealed, row.phone_index, row.outcome) == ("", "", "silent")


def test_what_is_said_is_sealed_and_every_other_reading_written_down(volunteer: Actor, counsellor: Actor, call: Call) -> None:
    call = written(volunteer, call)

    assert SAID not in str(list(Call.objects.values()))
    assert reading.body_of(volunteer, call)["words"] == SAID
    assert not AuditEntry.objects.filter(action="hotline.read").exists()  # whoever has the line writes, nobody reads
    assert reading.body_of(counsellor, call)["phone"] == "+8613800000009"
    assert AuditEntry.objects.filter(action="hotline.read", actor=counsellor.key, reading=True).count() == 1
    assert SAID not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_an_ended_record_is_locked_and_a_counsellor_adds(volunteer: Actor, counsellor: Actor, call: Call) -> None:
    desk.end(actor=volunteer, call=written(volunteer, call), outcome="talked")
    call.refresh_from_db()
    press = uuid.uuid4()

    for actor in (volunteer, counsellor):  # one hand writes the record; everybody else adds
        with pytest.raises(NotFound):
            written(actor, call)
    for _ in range(2):
        desk.add_note(actor=counsellor, user=user_of(counsellor), call=call, words="三天后再打", press=press)
    with pytest.raises(NotFound):
        desk.add_note(actor=volunteer, user=user_of(volunteer), call=call, words="我也写", press=uuid.uuid4())

    assert [n.words for n in reading.notes_of(call)] == ["三天后再打"]


@pytest.mark.parametrize(
    ("level", "outcome", "refused"),
    [("red", "talked", True), ("orange", "advice", True), ("red", "broken", True), ("red", "emergency", False), ("blue", "talked", False),
     ("", "taken", True), ("yellow", "nonsense", True)],
)
def test_danger_is_never_ended_alone(volunteer: Actor, call: Call, level: str, outcome: str, refused: bool) -> None:
    call = written(volunteer, call, level=level)

    if refused:
        with pytest.raises(Invalid):
            desk.end(actor=volunteer, call=call, outcome=outcome)
    else:
        desk.end(actor=volunteer, call=call, outcome=outcome)

    call.refresh_from_db()
    assert (call.ended_at is None) is refused


@pytest.mark.parametrize(
    ("age", "topic", "police", "outcome", "refused"),
    [
        ("child", "violence", "", "talked", True), ("youth", "bullying", "", "broken", True), ("child", "violence", "", "emergency", False),
        ("child", "violence", "110-2026-001", "talked", False), ("child", "school", "", "talked", False),
        ("adult", "violence", "", "talked", False),
    ],
)
def test_a_call_about_a_hurt_child_ends_with_a_report_or_in_other_hands(
    volunteer: Actor, call: Call, age: str, topic: str, police: str, outcome: str, refused: bool
) -> None:
    call = desk.write(
        actor=volunteer, call=call, said={"words": "爸爸打我", "police": police}, level="blue", age=age, topic=topic, safe="yes"
    )
    if refused:
        with pytest.raises(Invalid) as why:
            desk.end(actor=volunteer, call=call, outcome=outcome)
        assert set(why.value.fields) == {"outcome"}
    else:
        desk.end(actor=volunteer, call=call, outcome=outcome)
    call.refresh_from_db()
    assert (call.ended_at is None) is refused


def test_a_call_without_a_level_is_handed_over_as_red_once(volunteer: Actor, on_call: Actor, deputy: Actor, call: Call) -> None:
    first = handover.begin(actor=volunteer, user=user_of(volunteer), call=call)
    second = handover.begin(actor=volunteer, user=user_of(volunteer), call=call)

    assert first == second
    assert (first.level, first.live, first.woken) == ("red", True, 1)
    assert told() == {on_call.key}
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.create(call=call, level="red", by=user_of(volunteer), begun_at=clock.now(), due_at=clock.now())


def test_who_does_not_answer_is_followed_by_the_next_until_somebody_does(
    volunteer: Actor, on_call: Actor, deputy: Actor, lead: Actor, put_on_call: Callable[..., Any], call: Call
) -> None:
    """A yellow call with the caller on the line runs by the clock of red: five minutes, then the deputy, then the supervisor of care."""
    put_on_call(deputy, Rank.DEPUTY)
    put_on_call(lead, Rank.LEAD)
    row = handover.begin(actor=volunteer, user=user_of(volunteer), call=written(volunteer, call))
    seen = [told()]
    for job in Job.objects.filter(task=handover.ESCALATE).order_by("due_at"):
        assert job.due_at <= row.begun_at + timedelta(minutes=10)
        tasks.escalate(**job.payload)
        tasks.escalate(**job.payload)  # a worker that was killed runs it again
        seen.append(told())
    again = Job.objects.filter(task=handover.ESCALATE).order_by("-due_at").first()
    assert again is not None

    assert seen == [{on_call.key}, {on_call.key, deputy.key}, {on_call.key, deputy.key, lead.key}]
    assert again.payload["step"] == 3  # and again, everybody, until one answers
    handover.take_over(actor=deputy, user=user_of(deputy), handover=row)
    before = Notice.objects.filter(kind="hotline.handover").count()
    tasks.escalate(**again.payload)
    assert Notice.objects.filter(kind="hotline.handover").count() == before


def test_one_takes_over_the_other_is_told(volunteer: Actor, on_call: Actor, deputy: Actor, call: Call) -> None:
    row = handover.begin(actor=volunteer, user=user_of(volunteer), call=written(volunteer, call, level="red"))

    for _ in range(2):
        handover.take_over(actor=on_call, user=user_of(on_call), handover=row)
    with pytest.raises(Conflict):
        handover.take_over(actor=deputy, user=user_of(deputy), handover=row)
    with pytest.raises(NotFound):
        handover.take_over(actor=volunteer, user=user_of(volunteer), handover=row)
    desk.end(actor=volunteer, call=call, outcome="taken")

    assert Notice.objects.filter(kind="hotline.taken", recipient=volunteer.key).count() == 1
    assert handover.remind(handover_id=row.id) is True  # half an hour later nothing is written: asked
    desk.add_note(actor=on_call, user=user_of(on_call), call=call, words="在聊", press=uuid.uuid4())
    assert handover.remind(handover_id=row.id) is False


def test_with_nobody_on_call_every_counsellor_is_woken(volunteer: Actor, counsellor: Actor, deputy: Actor, call: Call) -> None:
    handover.begin(actor=volunteer, user=user_of(volunteer), call=call)

    assert told() == {counsellor.key, deputy.key}


def test_notices_jobs_and_short_messages_carry_nothing_said(volunteer: Actor, on_call: Actor, call: Call) -> None:
    handover.begin(actor=volunteer, user=user_of(volunteer), call=written(volunteer, call, level="red"))

    carried = str([(n.kind, n.link, n.params) for n in Notice.objects.all()]) + str([(j.key, j.payload) for j in Job.objects.all()])
    for secret in (SAID, "小周", "13800000009", "桥东"):
        assert secret not in carried


def test_a_list_is_enforced_the_moment_it_changes(volunteer: Actor, counsellor: Actor, county: County, call: Call) -> None:
    chief = user_of(counsellor)
    volunteers.decide(actor=counsellor, user=chief, volunteer=user_of(volunteer), rights=[], until=None)

    assert rights_of(volunteer) == frozenset()
    with pytest.raises(NotFound):
        written(volunteer, call)
    with pytest.raises(Invalid):
        desk.take(actor=volunteer, user=user_of(volunteer), area=county.area, press=uuid.uuid4())
    handover.begin(actor=volunteer, user=user_of(volunteer), call=call)  # who is on the line is never left alone
    volunteers.decide(actor=counsellor, user=chief, volunteer=user_of(volunteer), rights=["care"], until=clock.today())
    assert rights_of(volunteer) == {"take", "care"}
    with clock.told(clock.now() + timedelta(days=2)):
        assert rights_of(volunteer) == frozenset()


def test_only_a_counsellor_of_the_place_writes_a_list(
    volunteer: Actor, mediator: Actor, supervisor: Actor, admin: Actor, make_user: MakeUser, county: County
) -> None:
    elsewhere = make_user("elsewhere", "counsellor", county.other_town)

    for actor in (volunteer, mediator, supervisor, admin, elsewhere):
        with pytest.raises(NotFound):
            volunteers.decide(actor=actor, user=user_of(actor), volunteer=user_of(volunteer), rights=["take"], until=None)


def test_a_volunteer_reads_no_other_call_and_the_own_ones_for_a_day_if_listed(
    volunteer: Actor, counsellor: Actor, make_user: MakeUser, county: County, call: Call
) -> None:
    other = make_user("other_volunteer", "volunteer", county.area, name="秋实")
    decide = {"actor": counsellor, "user": user_of(counsellor), "until": None}
    volunteers.decide(volunteer=user_of(other), rights=["take", "read_own"], **decide)
    desk.end(actor=volunteer, call=written(volunteer, call), outcome="talked")

    for actor in (volunteer, other):
        with pytest.raises(NotFound):
            reading.call_of(actor, call.id)
    volunteers.decide(volunteer=user_of(volunteer), rights=["take", "read_own"], **decide)
    assert reading.call_of(volunteer, call.id) == call
    with clock.told(clock.now() + timedelta(hours=25)), pytest.raises(NotFound):
        reading.call_of(volunteer, call.id)
    assert reading.call_of(counsellor, call.id) == call


def case_of(actor: Actor, call: Call, county: County, **more: Any) -> CallConsent:
    given = {
        "agreed": True, "area": county.village, "kind": "neighbour", "story": "楼上漏水", "name": "周某", "phone": "13800000009", **more,
    }
    return consent.to_case(actor=actor, user=user_of(actor), call=call, **given)


def test_a_dispute_case_needs_the_callers_yes_and_carries_nothing_else(
    volunteer: Actor, counsellor: Actor, county: County, call: Call
) -> None:
    call = written(volunteer, call)
    with pytest.raises(NotFound):  # not on the volunteer's list
        case_of(volunteer, call, county)
    with pytest.raises(Invalid) as why:
        case_of(counsellor, call, county, agreed=False)
    assert set(why.value.fields) == {"agreed"}

    first, second = case_of(counsellor, call, county), case_of(counsellor, call, county)

    case = Case.objects.get()
    assert first == second
    assert first.reference == case.number
    assert sealing.unseal(case.scope, f"case.story:{case.id}", case.story_sealed) == "楼上漏水"
    assert Party.objects.get().person.name == "周某"


def test_a_counselling_file_needs_the_callers_yes_and_starts_the_clock(
    volunteer: Actor, counsellor: Actor, on_call: Actor, call: Call
) -> None:
    call = written(volunteer, call)
    with pytest.raises(NotFound):
        consent.to_file(actor=volunteer, user=user_of(volunteer), call=call, agreed=True)
    with pytest.raises(Invalid):
        consent.to_file(actor=counsellor, user=user_of(counsellor), call=call, agreed=False)
    assert not Flag.objects.exists()

    for _ in range(2):
        consent.to_file(actor=counsellor, user=user_of(counsellor), call=call, agreed=True)

    flag = Flag.objects.get()
    assert (flag.subject, flag.case_ref, flag.level) == (call.subject, call.id, "yellow")
    page = client_of(counsellor).post(reverse("care_contact", args=[flag.subject]))
    assert "+8613800000009" in page.content.decode()
    assert call.number in page.content.decode()


def test_two_calls_are_one_persons_only_where_a_counsellor_says_so(
    volunteer: Actor, counsellor: Actor, county: County, call: Call
) -> None:
    call = written(volunteer, call)
    later = written(volunteer, desk.take(actor=volunteer, user=user_of(volunteer), area=county.area, press=uuid.uuid4()))

    assert reading.linked(counsellor, call) == []
    assert reading.same_number(counsellor, call) == [later]  # a question, not an answer
    assert reading.same_number(volunteer, call) == []
    with pytest.raises(NotFound):
        consent.link(actor=volunteer, user=user_of(volunteer), call=call, other=later)
    for one, other in ((call, later), (later, call)):
        consent.link(actor=counsellor, user=user_of(counsellor), call=one, other=other)
    assert (reading.linked(counsellor, later), reading.same_number(counsellor, call)) == ([call], [])
    consent.unlink(actor=counsellor, call=later, other=call)
    assert not CallLink.objects.exists()


def test_after_three_years_the_words_are_gone(volunteer: Actor, call: Call) -> None:
    desk.end(actor=volunteer, call=written(volunteer, call), outcome="talked")
    tasks.shred(call=str(call.id))
    assert reading.body_of(volunteer, Call.objects.get())["words"] == SAID

    with clock.told(clock.now() + timedelta(days=3 * 366, hours=1)):
        tasks.shred(call=str(call.id))
    with pytest.raises(sealing.Unsealable):
        reading.body_of(volunteer, Call.objects.get())


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_finds_the_desk(who: str, request: pytest.FixtureRequest, volunteer: Actor, counsellor: Actor, call: Call) -> None:
    row = handover.begin(actor=volunteer, user=user_of(volunteer), call=call)
    browser = client_of(request.getfixturevalue(who))
    one = ["hotline_call", "hotline_state", "hotline_hand_over", "hotline_note", "hotline_end", "hotline_to_case", "hotline_to_file"]
    one += ["hotline_link"]
    pages = [
        reverse("hotline"), reverse("hotline_take"), reverse("hotline_volunteers"), *(reverse(n, args=[call.id]) for n in one),
        reverse("hotline_handover", args=[row.id]), reverse("hotline_volunteer", args=[user_of(volunteer).public_id]),
    ]

    assert {r.status_code for p in pages for r in (browser.get(p), browser.post(p))} <= {404, 405}
    assert CallNote.objects.count() == CallConsent.objects.count() == 0


def test_the_volunteers_pages_are_walked_with_a_slip(volunteer: Actor, counsellor: Actor, on_call: Actor) -> None:
    browser = client_of(volunteer)
    browser.cookies["django_language"] = "en"
    begun = browser.post(reverse("hotline_take"), {"press": uuid.uuid4()})
    call = Call.objects.get()
    assert begun["Location"] == reverse("hotline_call", args=[call.id])

    wrong = browser.post(begun["Location"], {**BODY, "phone": "bell", "then": "save"})
    assert wrong.status_code == 422
    assert SAID in wrong.content.decode()
    assert "This does not look like a telephone number." in wrong.content.decode()
    alone = browser.post(begun["Location"], {**BODY, "level": "red", "then": "end", "outcome": "talked"})
    assert "Red and orange are never ended alone" in alone.content.decode()
    browser.post(begun["Location"], {**BODY, "level": "red", "then": "hand_over"})
    row = HandOver.objects.get()
    assert row.level == "red"
    assert "Handing over" in browser.get(reverse("hotline_state", args=[call.id])).content.decode()
    for name, args in (("hotline_handover", row.id), ("hotline_link", call.id), ("care_person", call.subject)):
        assert browser.get(reverse(name, args=[args])).status_code == 404
    assert browser.get("/care/").status_code == 404

    taker = client_of(counsellor)
    assert call.number in taker.get("/care/").content.decode()
    assert SAID not in taker.get(reverse("hotline_handover", args=[row.id])).content.decode()
    record = taker.post(reverse("hotline_handover", args=[row.id]), follow=True).content.decode()
    assert SAID in record
    assert "has taken over" in browser.get(reverse("hotline_state", args=[call.id])).content.decode()
    browser.post(begun["Location"], {**BODY, "level": "red", "then": "end", "outcome": "taken"})
    assert browser.get(begun["Location"]).status_code == 404


def test_a_slip_on_the_page_keeps_nothing_from_whoever_takes_over(volunteer: Actor, counsellor: Actor, on_call: Actor) -> None:
    browser = client_of(volunteer)
    address = browser.post(reverse("hotline_take"), {"press": uuid.uuid4()})["Location"]

    answers = [browser.post(address, {**BODY, "phone": "bell", "level": "later", "then": "hand_over"}) for _pressed in range(2)]

    row = HandOver.objects.get()  # pressed twice is handed over once, and as red: nobody has judged it yet
    record = client_of(counsellor).post(reverse("hotline_handover", args=[row.id]), follow=True).content.decode()
    assert {a.status_code for a in answers} == {422} and "bell" in answers[-1].content.decode()
    assert row.level == "red" and SAID in record and "bell" not in record
