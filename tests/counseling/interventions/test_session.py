"""Notes of talks, the author's own thoughts, and the room of a talk."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from counseling.interventions import services
from counseling.interventions.enums import EntryKind
from counseling.interventions.models import Appointment, CareEntry, ProcessNote
from counseling.interventions.scheduling import AppointmentState, Way
from counseling.interventions.selectors import file
from counseling.interventions.services import process_note, talk_room
from counseling.interventions.sessions import PARTS, Facts, NoteForm, RiskCheck
from counseling.screening.enums import Level
from counseling.screening.models import Flag
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.vault import sealing
from realtime.rooms.models import Room, RoomLog, Seat
from tests.cast import client_of, user_of
from tests.counseling.interventions.conftest import me, talk

pytestmark = pytest.mark.django_db
OTHERS = ["mediator", "other_mediator", "supervisor", "learner", "mentor", "editor", "gridworker", "admin", "outsider", "other_party"]


def facts(risk: RiskCheck = RiskCheck.NONE, words: str = "", of: Appointment | None = None) -> Facts:
    return Facts(Way.PHONE, clock.now(), 40, risk, words, of)


@pytest.mark.parametrize("form", list(NoteForm))
def test_each_form_has_its_parts_and_is_locked(held: Flag, counsellor: Actor, form: NoteForm) -> None:
    row = talk(counsellor, held)
    note = services.add_note(
        **me(counsellor, held), fields=dict.fromkeys(PARTS[form], "words"), press=uuid.uuid4(), form=form, facts=facts(of=row)
    )

    assert note is not None
    row.refresh_from_db()
    assert (row.state, row.note, note.code) == (AppointmentState.HELD, note, form)
    [page] = file.opened(file.entries(held.subject, EntryKind.NOTE))
    assert set(page.body) == {*PARTS[form], "talk"}
    with pytest.raises(TypeError):
        note.save()


def test_danger_now_makes_the_level_red_with_the_note(yellow: Flag, counsellor: Actor) -> None:
    with pytest.raises(Invalid) as why:
        services.add_note(**me(counsellor, yellow), fields={"plan": "call"}, press=uuid.uuid4(), facts=facts(RiskCheck.NOW, "x"))
    assert set(why.value.fields) == {"risk_words"}
    assert not CareEntry.objects.filter(kind=EntryKind.NOTE).exists()

    danger = facts(RiskCheck.NOW, "has a plan and the means at hand")
    services.add_note(**me(counsellor, yellow), fields={"plan": "call"}, press=uuid.uuid4(), facts=danger)

    yellow.refresh_from_db()
    assert yellow.level == Level.RED


def test_back_and_save_again_makes_no_second_note(yellow: Flag, counsellor: Actor) -> None:
    danger = facts(RiskCheck.NOW, "has a plan and the means at hand")
    again = replace(danger, held_at=danger.held_at + timedelta(minutes=3))
    for words in (danger, again):
        services.add_note(**me(counsellor, yellow), fields={"plan": "call"}, press=uuid.uuid4(), facts=words)
        process_note.keep(**me(counsellor, yellow), text="the same thought", press=uuid.uuid4())
    kinds = [EntryKind.NOTE, EntryKind.RATING]
    assert [CareEntry.objects.filter(kind=kind).count() for kind in kinds] == [1, 1]
    assert ProcessNote.objects.count() == 1

    other = replace(danger, held_at=danger.held_at - timedelta(hours=2), risk=RiskCheck.NONE, risk_words="")
    services.add_note(**me(counsellor, yellow), fields={"plan": "call"}, press=uuid.uuid4(), facts=other)  # another talk
    with clock.told(clock.now() + timedelta(minutes=11)):
        services.add_note(**me(counsellor, yellow), fields={"plan": "call"}, press=uuid.uuid4(), facts=other)
    assert [CareEntry.objects.filter(kind=kind).count() for kind in kinds] == [3, 1]


def test_the_look_at_danger_belongs_to_every_note(held: Flag, counsellor: Actor) -> None:
    client = client_of(counsellor)
    client.post(f"/care/people/{held.subject}/open/")
    address = f"/care/people/{held.subject}/notes/?form=birp"
    form = {"way": "phone", "held_at": "2020-01-01T10:00", "minutes": "50", "behaviour": "typed this", "press": uuid.uuid4()}

    page = client.post(address, form)
    assert page.status_code == 422
    assert "typed this" in page.content.decode()
    assert not CareEntry.objects.filter(kind=EntryKind.NOTE).exists()

    form |= {"held_at": clock.now().astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M"), "risk": "none"}
    for _ in range(2):
        assert client.post(address, form).status_code == 302
    again = client.post(address, form | {"press": uuid.uuid4()}, follow=True)
    assert "您刚刚已经保存过了" in again.content.decode()
    assert CareEntry.objects.get(kind=EntryKind.NOTE).code == "birp"
    assert "typed this" in client.get(address).content.decode()


def test_own_thoughts_are_read_by_their_author_alone(held: Flag, counsellor: Actor, deputy: Actor, request: Any) -> None:
    process_note.keep(**me(counsellor, held), text="KANARIE-thought", press=uuid.uuid4())
    row = ProcessNote.objects.get()
    address = f"/care/people/{held.subject}/process/"
    for name in ["deputy", *OTHERS, "party"]:
        client = client_of(request.getfixturevalue(name))
        client.post(f"/care/people/{held.subject}/open/")
        for page in (address, f"/care/people/{held.subject}/", f"/care/people/{held.subject}/notes/"):
            assert "KANARIE" not in client.get(page).content.decode()
        assert client.post(f"/care/process/{row.id}/destroy/").status_code == 404

    mine = client_of(counsellor)
    mine.post(f"/care/people/{held.subject}/open/")
    assert "KANARIE-thought" in mine.get(address).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM interventions_processnote")
        assert "KANARIE" not in str(cursor.fetchall())


def test_own_thoughts_that_are_destroyed_are_gone_with_their_key(held: Flag, counsellor: Actor, deputy: Actor) -> None:
    with pytest.raises(Invalid):
        process_note.keep(**me(counsellor, held), text="  ", press=uuid.uuid4())
    press = uuid.uuid4()
    for _ in range(2):
        process_note.keep(**me(counsellor, held), text="a thought", press=press)
    row = ProcessNote.objects.get()

    with pytest.raises(NotFound):
        process_note.destroy(actor=deputy, row=row)
    process_note.destroy(actor=counsellor, row=row)

    assert not ProcessNote.objects.exists()
    with pytest.raises(sealing.Unsealable):
        sealing.unseal(row.scope, row.place, row.body_sealed)


# --- the room


@pytest.fixture
def video(held: Flag, counsellor: Actor) -> Appointment:
    return talk(counsellor, held, way=Way.VIDEO, starts_at=clock.now() + timedelta(minutes=5))


def test_only_the_two_come_to_the_door(
    video: Appointment, counsellor: Actor, party: Actor, deputy: Actor, request: Any
) -> None:
    for name in [*OTHERS, "deputy"]:
        with pytest.raises(NotFound):
            talk_room.open_for(request.getfixturevalue(name), video.id)
    assert not Room.objects.exists()

    room = talk_room.open_for(party, video.id)
    assert talk_room.open_for(counsellor, video.id) == room
    for name in [*OTHERS, "deputy", "anonymous"]:
        client = client_of(request.getfixturevalue(name))
        tried = (client.get(f"/rooms/{room.pk}/"), client.get(f"/rooms/{room.pk}/log?after=0"), client.post(f"/rooms/{room.pk}/enter/"))
        assert {answer.status_code for answer in tried} == {404}


def test_what_is_said_in_it_is_sealed_in_a_scope_of_its_own(video: Appointment, counsellor: Actor, party: Actor) -> None:
    host, guest = client_of(counsellor), client_of(party)
    address = host.post(f"/care/talks/{video.id}/room/")["Location"]
    assert guest.post(f"/care/me/talks/{video.id}/room/")["Location"] == address
    page = guest.get(address).content.decode()
    assert "调解员和对方" not in page
    host.post(f"{address}enter/")
    guest.post(f"{address}enter/")
    frame = json.dumps({"t": "say", "id": str(uuid.uuid4()), "body": {"text": "KANARIE-room"}})
    said = host.post(f"{address}log", frame, "application/json")

    assert said.status_code in (200, 201)
    room = Room.objects.get()
    assert (room.kind, room.scope, room.retention_days) == ("counsel", f"counsel:{video.id}", 30)
    assert "KANARIE" not in str(list(RoomLog.objects.values()))
    assert "KANARIE-room" in host.get(f"{address}log?after=0").content.decode()
    assert "KANARIE" not in guest.get(f"{address}log?after=0").content.decode()  # still waits at the door


def test_the_door_opens_a_quarter_of_an_hour_before(held: Flag, counsellor: Actor, party: Actor) -> None:
    row = talk(counsellor, held, way=Way.CHAT, starts_at=clock.now() + timedelta(hours=3))
    own = client_of(party)
    assert f"/care/me/talks/{row.id}/room/" not in own.get("/care/me/talks/").content.decode()
    assert own.post(f"/care/me/talks/{row.id}/room/").status_code == 404
    with clock.told(row.starts_at - timedelta(minutes=10)):
        assert f"/care/me/talks/{row.id}/room/" in own.get("/care/me/talks/").content.decode()
        assert talk_room.open_for(party, row.id)
    by_phone = talk(counsellor, held)
    with clock.told(by_phone.starts_at), pytest.raises(NotFound):
        talk_room.open_for(counsellor, by_phone.id)
    assert user_of(counsellor).is_active


def test_when_the_talk_is_over_no_page_leads_back_into_it(held: Flag, counsellor: Actor, party: Actor) -> None:
    row = talk(counsellor, held, way=Way.VIDEO, starts_at=clock.now() + timedelta(minutes=5))
    host, guest = client_of(counsellor), client_of(party)
    room = talk_room.open_for(counsellor, row.id)
    for client in (host, guest):
        client.post(f"/rooms/{room.pk}/enter/")
    seat = Seat.objects.get(room=room, role="party")
    host.post(f"/rooms/{room.pk}/admit/", {"seat": seat.pk})

    ended = [host.post(f"/rooms/{room.pk}/close/").status_code for _press in range(2)]

    page = host.get(f"/care/talks/{row.id}/", headers={"Accept-Language": "en"}).content.decode()
    own = guest.get("/care/me/talks/", headers={"Accept-Language": "en"}).content.decode()
    assert ended == [200, 200]
    assert "You have talked" in page and f"/care/people/{row.subject}/notes/?talk={row.id}" in page
    assert not any(f"/care/talks/{row.id}/{step}/" in page for step in ("room", "missed", "off"))
    assert "This talk is over." in own and f"/care/me/talks/{row.id}/" not in own


def test_a_room_nobody_came_to_still_leads_to_looking_for_the_person(held: Flag, counsellor: Actor) -> None:
    row = talk(counsellor, held, way=Way.VIDEO, starts_at=clock.now() + timedelta(minutes=5))
    host = client_of(counsellor)
    room = talk_room.open_for(counsellor, row.id)
    host.post(f"/rooms/{room.pk}/enter/")
    host.post(f"/rooms/{room.pk}/close/")

    page = host.get(f"/care/talks/{row.id}/", headers={"Accept-Language": "en"}).content.decode()

    assert "had not come in" in page and f"/care/talks/{row.id}/missed/" in page and f"/care/talks/{row.id}/room/" not in page


def test_the_room_of_a_talk_speaks_of_no_mediation(held: Flag, counsellor: Actor, party: Actor) -> None:
    row = talk(counsellor, held, way=Way.VIDEO, starts_at=clock.now() + timedelta(minutes=5))
    room = talk_room.open_for(counsellor, row.id)

    page = client_of(party).get(f"/rooms/{room.pk}/", headers={"Accept-Language": "zh-hans"}).content.decode()

    words = {name: page.split(f'data-{name}="')[1].split('"')[0] for name in ("sure-end", "k-room-resumed", "k-room-closed", "k-room-away")}
    assert "plum-side" in page and "调解" not in str(words) and "谈话" in words["sure-end"]
    assert "本次调解已结束" not in page and "谈话结束了" in page
