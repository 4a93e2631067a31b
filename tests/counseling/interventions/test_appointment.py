"""Talks that are agreed on, and what follows when somebody does not come."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from counseling.hotline.services import consent, desk
from counseling.interventions import services, tasks
from counseling.interventions.enums import Behaviour, EntryKind, Outcome
from counseling.interventions.models import Appointment, ContactAttempt
from counseling.interventions.ports import people
from counseling.interventions.scheduling import AppointmentState, AttemptOutcome, AttemptWay, Follow, Missed, Way
from counseling.screening.enums import FlagState, Level
from counseling.screening.models import Flag, Invitee
from counseling.screening.services import checkups
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.jobs.models import Job
from mediation.notifications.models import Notice, ShortMessage
from tests.cast import County, client_of, user_of
from tests.counseling.interventions.conftest import entry, grounds, me, talk

pytestmark = pytest.mark.django_db
HOME = "老槐树下第二家"


def miss(actor: Actor, row: Appointment, reason: Missed = Missed.UNKNOWN) -> None:
    services.mark_missed(actor=actor, user=user_of(actor), row=row, reason=reason)
    row.refresh_from_db()


def attempt(actor: Actor, row: Appointment, outcome: AttemptOutcome, way: AttemptWay = AttemptWay.CALL, press: Any = None) -> None:
    services.note_attempt(actor=actor, user=user_of(actor), row=row, way=way, outcome=outcome, press=press or uuid.uuid4())
    row.refresh_from_db()


def jobs(step: str) -> list[Job]:
    return [j for j in Job.objects.filter(task="counseling.interventions.tasks.appointment") if j.payload["step"] == step]


def test_the_person_is_told_in_neutral_words_and_reminded(held: Flag, counsellor: Actor, party: Actor) -> None:
    row = talk(counsellor, held)

    assert len(jobs("remind")) == 2
    for job in jobs("remind"):
        tasks.appointment(**job.payload)
    kinds = list(Notice.objects.filter(recipient=party.key).values_list("kind", flat=True))
    assert sorted(kinds) == ["care.talk", "care.talk_soon", "care.talk_soon"]
    assert ShortMessage.objects.filter(kind__startswith="care.talk").count() == 3
    services.call_off(actor=counsellor, row=row)
    assert not services.remind_of(appointment_id=row.id)


def test_no_message_to_a_shared_telephone_or_where_none_is_wanted(held: Flag, counsellor: Actor, party: Actor) -> None:
    from mediation.casework.models import Party

    person = Party.objects.get(subject=held.subject).person
    type(person).objects.filter(pk=person.pk).update(shared_phone=True)
    talk(counsellor, held)
    talk(counsellor, held, starts_at=clock.now() + timedelta(days=3), quiet=True)

    assert not ShortMessage.objects.filter(kind__startswith="care.talk").exists()
    assert Notice.objects.filter(recipient=party.key, kind="care.talk").count() == 1


@pytest.mark.parametrize(("changes", "field"), [
    ({"starts_at": timedelta(minutes=-5)}, "starts_at"), ({"starts_at": timedelta(days=900)}, "starts_at"), ({"minutes": 0}, "minutes"),
    ({"way": Way.VISIT, "where": "老槐树下"}, "second"), ({"way": Way.OFFICE}, "where"), ({"way": Way.OFFICE, "where": " "}, "where"),
])
def test_impossible_talks_are_refused_at_the_field(held: Flag, counsellor: Actor, changes: dict[str, Any], field: str) -> None:
    if "starts_at" in changes:
        changes = {"starts_at": clock.now() + changes["starts_at"]}

    with pytest.raises(Invalid) as why:
        talk(counsellor, held, **changes)

    assert set(why.value.fields) == {field}


def test_two_talks_at_once_are_refused(held: Flag, counsellor: Actor) -> None:
    first = talk(counsellor, held)
    with pytest.raises(Invalid):
        talk(counsellor, held, starts_at=first.starts_at + timedelta(minutes=30))
    assert talk(counsellor, held, starts_at=first.starts_at + timedelta(minutes=50)).pk


def test_a_visit_into_danger_is_made_by_two(yellow: Flag, counsellor: Actor, deputy: Actor) -> None:
    assert talk(counsellor, yellow, way=Way.VISIT, where=HOME).second is None
    Flag.objects.filter(pk=yellow.pk).update(level=Level.ORANGE)
    yellow.refresh_from_db()
    entry(counsellor, yellow, EntryKind.RATING, behaviour=int(Behaviour.ANYWHERE))
    Flag.objects.filter(pk=yellow.pk).update(level=Level.YELLOW)
    yellow.refresh_from_db()

    later = clock.now() + timedelta(days=4)
    with pytest.raises(Invalid):
        talk(counsellor, yellow, way=Way.VISIT, where=HOME, starts_at=later)
    with pytest.raises(Invalid):
        talk(counsellor, yellow, way=Way.VISIT, where=HOME, starts_at=later, second=user_of(counsellor))
    assert talk(counsellor, yellow, way=Way.VISIT, where=HOME, starts_at=later, second=user_of(deputy)).pk
    assert Notice.objects.filter(recipient=deputy.key, kind="care.appointment_second").count() == 1


def test_red_who_does_not_come_wakes_on_call_in_the_same_moment(held: Flag, counsellor: Actor, deputy: Actor) -> None:
    row = talk(counsellor, held, starts_at=clock.now() + timedelta(minutes=10))
    with pytest.raises(Invalid):
        miss(counsellor, row)
    Notice.objects.all().delete()
    before = held.round

    with clock.told(clock.now() + timedelta(minutes=30)):
        miss(counsellor, row)
        miss(counsellor, row)

    held.refresh_from_db()
    assert (held.state, held.round) == (FlagState.OPEN, before + 1)
    assert Notice.objects.filter(kind="care.urgent", recipient=counsellor.key).count() == 1  # who is on call
    assert row.follow == Follow.OPEN
    assert [j.due_at - row.missed_at for j in jobs("follow")] == [timedelta(minutes=15)]


def test_red_is_never_given_up(held: Flag, counsellor: Actor, deputy: Actor) -> None:
    row = talk(counsellor, held, starts_at=clock.now() + timedelta(minutes=10))
    with clock.told(clock.now() + timedelta(minutes=30)):
        miss(counsellor, row)
        with pytest.raises(Invalid):
            attempt(counsellor, row, AttemptOutcome.UNDER_WAY)
        attempt(counsellor, row, AttemptOutcome.NO_ANSWER)
        attempt(counsellor, row, AttemptOutcome.UNDER_WAY, AttemptWay.POLICE)
        assert row.follow == Follow.HANDED
        held.refresh_from_db()
        services.take_contact(**me(counsellor, held))
        held.refresh_from_db()
        with pytest.raises(Invalid):
            services.close_file(**me(counsellor, held), outcome=Outcome.DECLINED, grounds=grounds(), press=uuid.uuid4())
        assert services.follow_overdue(appointment_id=row.id)

        attempt(counsellor, row, AttemptOutcome.REACHED, AttemptWay.VISIT)

    assert row.follow == Follow.REACHED
    assert not services.follow_overdue(appointment_id=row.id)


def test_yellow_three_tries_within_72_hours_and_then_the_supervisor_of_care(
    yellow: Flag, counsellor: Actor, lead: Actor, put_on_call: Any
) -> None:
    from counseling.screening.enums import Rank

    put_on_call(lead, Rank.LEAD, hours=48)
    row = talk(counsellor, yellow, starts_at=clock.now() + timedelta(minutes=10))
    with clock.told(clock.now() + timedelta(minutes=30)):
        miss(counsellor, row)
        assert row.follow_until - row.missed_at == timedelta(hours=72)
        press = uuid.uuid4()
        for form in (press, press, None):
            attempt(counsellor, row, AttemptOutcome.NO_ANSWER, press=form)
        assert row.follow == Follow.OPEN  # two so far
        assert not Notice.objects.filter(recipient=lead.key, kind="care.not_reached").exists()
        attempt(counsellor, row, AttemptOutcome.WRONG, AttemptWay.SECOND)

        assert row.follow == Follow.HANDED
        assert Notice.objects.filter(recipient=lead.key, kind="care.not_reached").count() == 1
        assert ContactAttempt.objects.count() == 3
        with pytest.raises(Invalid):  # nobody is closed because they did not come
            services.close_file(**me(counsellor, yellow), outcome=Outcome.BETTER, grounds=grounds(), press=uuid.uuid4())


@pytest.mark.parametrize(("level", "after"), [(Level.RED, timedelta(minutes=15)), (Level.YELLOW, timedelta(hours=24))])
def test_a_talk_nobody_wrote_about_is_asked_after(held: Flag, counsellor: Actor, level: Level, after: timedelta) -> None:
    Flag.objects.filter(pk=held.pk).update(level=level)
    held.refresh_from_db()
    row = talk(counsellor, held)

    [job] = jobs("ask")
    assert job.due_at - row.starts_at == after
    with clock.told(job.due_at):
        tasks.appointment(**job.payload)
    assert Notice.objects.filter(recipient=counsellor.key, kind="care.talk_unwritten").count() == 1


def test_moving_makes_a_new_talk_in_place_of_the_old(held: Flag, counsellor: Actor) -> None:
    row, press = talk(counsellor, held), uuid.uuid4()
    new = {
        "actor": counsellor, "user": user_of(counsellor), "row": row, "starts_at": row.starts_at + timedelta(minutes=20), "minutes": 50,
        "way": Way.PHONE, "second": None, "where": "", "press": press,
    }

    first = services.move(**new)
    assert services.move(**new) == first
    with pytest.raises(Conflict):
        services.move(**{**new, "press": uuid.uuid4()})

    row.refresh_from_db()
    assert (row.state, first.moved_from) == (AppointmentState.MOVED, row)


def test_the_person_sees_their_own_talks_only_and_may_ask_for_another_time(
    held: Flag, counsellor: Actor, party: Actor, other_party: Actor, mediator: Actor
) -> None:
    row = talk(counsellor, held, way=Way.OFFICE, where="二楼小会议室")
    own = client_of(party)
    page = own.get("/care/me/talks/").content.decode()
    assert "二楼小会议室" in page
    assert "二楼小会议室" not in client_of(other_party).get("/care/me/talks/").content.decode()
    assert client_of(mediator).get("/care/me/talks/").status_code == 404
    off = f"/care/me/talks/{row.id}/off/"
    assert client_of(other_party).post(off).status_code == 404

    for _ in range(2):
        own.post(off)

    row.refresh_from_db()
    assert (row.state, row.called_off_by_person) == (AppointmentState.CALLED_OFF, True)
    assert Notice.objects.filter(recipient=counsellor.key, kind="care.talk_asked", urgent=True).count() == 1


def test_others_touch_nothing(held: Flag, counsellor: Actor, mediator: Actor, supervisor: Actor, outsider: Actor, admin: Actor) -> None:
    row = talk(counsellor, held)

    for actor in (mediator, supervisor, outsider, admin):
        with pytest.raises(NotFound):
            talk(actor, held)
        with pytest.raises(NotFound):
            services.call_off(actor=actor, row=row)
        with pytest.raises(NotFound):
            miss(actor, row)
        client = client_of(actor)
        for page in ("/care/agenda/", f"/care/talks/{row.id}/", f"/care/people/{held.subject}/talk/", "/care/referrals/"):
            assert client.get(page).status_code == 404


def test_pages_wrong_and_right(yellow: Flag, counsellor: Actor) -> None:
    client = client_of(counsellor)
    client.post(f"/care/people/{yellow.subject}/open/")
    address = f"/care/people/{yellow.subject}/talk/"
    assert client.post(address, {"way": "phone", "starts_at": "yesterday", "minutes": "50"}).status_code == 422
    when = (clock.now() + timedelta(days=1)).astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    form = {"way": "phone", "starts_at": when, "minutes": "50", "press": uuid.uuid4()}
    for _ in range(2):
        assert client.post(address, form)["Location"] == "/care/agenda/"
    row = Appointment.objects.get()
    page = f"/care/talks/{row.id}/"
    ahead = client.post(f"{page}missed/")
    assert (ahead.status_code, Appointment.objects.get().state) == (422, AppointmentState.PLANNED)
    assert "这次谈话的时间还没有到" in ahead.content.decode()
    with clock.told(row.starts_at + timedelta(minutes=20)):
        client = client_of(counsellor)
        assert client.post(f"{page}missed/", {"reason": "lazy"}).status_code == 422
        client.post(f"{page}missed/", {"reason": "unknown"})
        assert client.post(f"{page}attempt/", {"way": "call", "outcome": "under_way"}).status_code == 422
        client.post(f"{page}attempt/", {"way": "call", "outcome": "no_answer"})
        assert client.get("/care/agenda/").status_code == 200
        assert client.post(page, {"way": "phone", "starts_at": "", "minutes": "50"}).status_code == 422
    assert ContactAttempt.objects.count() == 1


def _invited(supervisor: Actor, county: County, phone: str) -> uuid.UUID:
    row = checkups.create(
        actor=supervisor, user=user_of(supervisor), title="2026", bundle="checkup", area=county.area,
        opens_at=clock.now() - timedelta(days=1), closes_at=clock.now() + timedelta(days=9),
    )
    checkups.invite(actor=supervisor, checkup=row, people=[checkups.Wanted("周同", phone)])
    return Invitee.objects.get().subject


@pytest.mark.parametrize(("phone", "hears", "messages"), [("13900004444", "message", 1), ("", "page", 0), ("13800000002", "page", 0)])
def test_somebody_from_a_check_up_is_reminded_where_the_telephone_is_theirs(
    phone: str, hears: str, messages: int, supervisor: Actor, county: County, case_ref: uuid.UUID
) -> None:
    """The last number belongs to somebody else in a case."""
    subject = _invited(supervisor, county, phone)

    people().tell(subject, "care.talk_soon", at=clock.now(), link="/care/me/talks/")

    assert people().hears(subject) == hears
    assert ShortMessage.objects.filter(kind="care.talk_soon").count() == messages
    assert Notice.objects.filter(recipient=f"guest:{subject}", kind="care.talk_soon").count() == 1


@pytest.mark.parametrize("safe", ["yes", "no"])
def test_a_caller_is_never_written_to_and_the_counsellor_reads_so(
    safe: str, counsellor: Actor, county: County, on_call: Actor
) -> None:
    call = desk.take(actor=counsellor, user=user_of(counsellor), area=county.area, press=uuid.uuid4())
    call = desk.write(actor=counsellor, call=call, said={"phone": "13900005555"}, level="yellow", safe=safe)
    consent.to_file(actor=counsellor, user=user_of(counsellor), call=call, agreed=True)
    browser = client_of(counsellor)
    browser.cookies["django_language"] = "en"
    taken = browser.post(f"/care/people/{call.subject}/contact/").content.decode()

    people().tell(call.subject, "care.talk_soon", at=clock.now(), link="/care/me/talks/")

    assert not ShortMessage.objects.exists()
    assert ("leave no message" in taken) == (safe == "no")  # "cannot speak", the volunteer had ticked
    assert "Nobody reminds this person" in browser.get(f"/care/people/{call.subject}/talk/").content.decode()
