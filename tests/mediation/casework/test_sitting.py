from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from icalendar import Calendar

from mediation.casework import tasks
from mediation.casework.enums import SittingState
from mediation.casework.ics import sitting_ics
from mediation.casework.models import Case, Party, Sitting
from mediation.casework.services import case as cases
from mediation.casework.services import party as party_service
from mediation.casework.services import sitting as services
from mediation.common import clock
from mediation.common.errors import Invalid, NotFound
from mediation.notifications.models import Notice, ShortMessage
from mediation.vault import sealing
from realtime.rooms import kinds
from realtime.rooms import services as rooms
from realtime.rooms.enums import RoomState, SeatRole
from realtime.rooms.models import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(taken: Any) -> Any:
    Party.objects.filter(case=taken.case).update(willingness="willing")
    Case.objects.filter(pk=taken.case.pk).update(state="ready")
    taken.case.refresh_from_db()
    return taken


def plan(ready: Any, mediator: Any, **more: Any) -> Sitting:
    values = {"starts_at": clock.now() + timedelta(days=2), "minutes": 60, "mode": "joint", "risk": "情绪激动 canary-risk", **more}
    return services.plan(actor=mediator, case=ready.case, **values)


def form(**more: str) -> dict[str, str]:
    day = clock.today() + timedelta(days=2)
    return {"day": f"{day}", "hour": "14:30", "minutes": "60", "mode": "joint", "risk": "短", **more}


def test_a_day_in_the_past_is_said_clearly(ready: Any, mediator: Any, client_of: Any) -> None:
    client = client_of(mediator)
    for wrong in (
        {"day": f"{clock.today() - timedelta(days=1)}"}, {"day": "2026-02-30"}, {"day": ""}, {"hour": "25:99"}, {"risk": ""},
        {"minutes": "5"}, {"mode": "dance"}, {"day": "9999-01-01"},
    ):
        answer = client.post(f"/desk/cases/{ready.case.id}/plan/", form(**wrong))
        assert answer.status_code == 422, wrong
        assert answer.context["form"].errors, wrong
    assert not Sitting.objects.exists()
    with pytest.raises(Invalid):
        plan(ready, mediator, starts_at=clock.now() - timedelta(minutes=1))


def test_pressing_twice_makes_one_appointment(ready: Any, mediator: Any, client_of: Any) -> None:
    client = client_of(mediator)
    for _ in range(2):
        assert client.post(f"/desk/cases/{ready.case.id}/plan/", form()).status_code == 302
    assert Sitting.objects.count() == 1
    assert Notice.objects.filter(kind="casework.sitting").count() == 2


def test_everybody_is_asked_and_answers(ready: Any, mediator: Any, other_party: Any, outsider: Any, client_of: Any) -> None:
    row = plan(ready, mediator)
    guest = client_of(ready.applicant)
    assert guest.post(f"/c/sittings/{row.id}/coming/", {"coming": "yes"}).status_code == 302
    assert row.attendances.get(party=ready.party).coming == "yes"
    assert guest.post(f"/c/sittings/{row.id}/coming/", {"coming": "maybe"}).status_code == 422
    for stranger in (other_party, outsider):
        assert client_of(stranger).post(f"/c/sittings/{row.id}/coming/", {"coming": "yes"}).status_code == 404


def test_the_calendar_file_holds_no_word_of_the_dispute(ready: Any, mediator: Any, other_party: Any, client_of: Any) -> None:
    row = plan(ready, mediator, place="柳桥镇调解室")
    for actor in (ready.applicant, mediator):
        answer = client_of(actor).get(f"/c/sittings/{row.id}/appointment.ics")
        event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
        assert event.decoded("dtstart") == row.starts_at.replace(microsecond=0)
        body = answer.content.decode()
        for secret in ("canary", "王小梅", "陈大山", ready.case.title):
            assert secret not in body
    assert client_of(other_party).get(f"/c/sittings/{row.id}/appointment.ics").status_code == 404


def test_a_moved_appointment_takes_the_place_of_the_old_one_in_a_calendar(ready: Any, mediator: Any, monkeypatch: Any) -> None:
    row = plan(ready, mediator)
    before = Calendar.from_ical(sitting_ics(row, "/")).walk("VEVENT")[0]
    services.move(actor=mediator, sitting=row, starts_at=row.starts_at + timedelta(days=1))
    row.refresh_from_db()
    later = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)

    after = Calendar.from_ical(sitting_ics(row, "/")).walk("VEVENT")[0]

    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"] >= 0


def test_the_reminder_fits_the_appointment_it_was_promised_for(ready: Any, mediator: Any) -> None:
    row = plan(ready, mediator)
    old = row.starts_at
    services.move(actor=mediator, sitting=row, starts_at=old + timedelta(days=1))
    Notice.objects.all().delete()
    tasks.remind_sitting(str(row.id), old.isoformat())
    assert not Notice.objects.exists()
    tasks.remind_sitting(str(row.id), (old + timedelta(days=1)).isoformat())
    assert Notice.objects.filter(kind="casework.sitting_reminder").count() == 3


def test_a_short_message_only_to_a_telephone_of_ones_own(ready: Any, mediator: Any) -> None:
    person = ready.respondent.person
    person.shared_phone = True
    person.save()
    row = plan(ready, mediator)
    messages = ShortMessage.objects.filter(kind="casework.sitting")
    assert messages.count() == 1
    words = sealing.unseal("notifications", f"sms.text:{messages[0].id}", messages[0].text_sealed)
    assert ready.case.number in words
    for secret in ("canary", "王小梅", "陈大山", ready.case.title):
        assert secret not in words
    assert Notice.objects.filter(kind="casework.sitting").count() == 2
    party_service.withdraw(actor=ready.applicant, case=ready.case)
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_the_room_lets_in_who_was_asked(ready: Any, mediator: Any, other_mediator: Any, outsider: Any, party: Any) -> None:
    row = plan(ready, mediator)
    room, kind = Room.objects.get(pk=row.room), kinds.get("sitting")
    assert kind.seat(mediator, room).role == SeatRole.MEDIATOR
    assert kind.seat(ready.applicant, room).role == SeatRole.PARTY
    assert [kind.may_enter(a, room) for a in (mediator, ready.applicant)] == [True, True]
    assert not any(kind.may_enter(a, room) for a in (other_mediator, outsider, party))
    services.cancel(actor=mediator, sitting=row)
    assert not kind.may_enter(ready.applicant, room)


def test_beginning_puts_the_case_in_mediation_once(ready: Any, mediator: Any, other_mediator: Any, client_of: Any) -> None:
    row = plan(ready, mediator)
    with pytest.raises(NotFound):
        services.begin(actor=other_mediator, sitting=row)
    client = client_of(mediator)
    for _ in range(2):
        assert client.post(f"/desk/sittings/{row.id}/begin/").status_code == 302
    ready.case.refresh_from_db()
    assert ready.case.state == "mediating"
    assert ready.case.events.filter(kind="sitting_began").count() == 1


def test_the_risk_note_is_the_mediators_alone(ready: Any, mediator: Any, supervisor: Any, client_of: Any) -> None:
    row = plan(ready, mediator)
    assert "canary-risk" in client_of(mediator).get(f"/desk/sittings/{row.id}/").content.decode()
    assert "canary-risk" not in client_of(ready.applicant).get(f"/c/case/{ready.case.id}/").content.decode()
    assert client_of(supervisor).get(f"/desk/sittings/{row.id}/").status_code == 404


def test_the_script_is_ticked(ready: Any, mediator: Any, client_of: Any) -> None:
    row = plan(ready, mediator)
    client = client_of(mediator)
    client.post(f"/desk/sittings/{row.id}/script/", {"step": "rights", "done": "1"})
    client.post(f"/desk/sittings/{row.id}/script/", {"step": "rights", "done": "1"})
    row.refresh_from_db()
    assert row.done_steps == ["rights"]
    assert client.post(f"/desk/sittings/{row.id}/script/", {"step": "nonsense", "done": "1"}).status_code == 422


def test_an_ended_sitting_and_an_ended_case_shut_their_rooms(ready: Any, mediator: Any) -> None:
    first, second = plan(ready, mediator), plan(ready, mediator, starts_at=clock.now() + timedelta(days=4))
    services.begin(actor=mediator, sitting=first)

    services.finish(actor=mediator, sitting=first)
    assert Room.objects.get(pk=first.room).state == RoomState.CLOSED
    assert Room.objects.get(pk=second.room).state != RoomState.CLOSED

    cases.end(actor=mediator, case=ready.case, reason="gap_too_wide")
    second.refresh_from_db()
    assert second.state == SittingState.CANCELLED
    assert Room.objects.get(pk=second.room).state == RoomState.CLOSED


def test_a_seat_is_called_in_the_language_of_whoever_reads(ready: Any, mediator: Any, client_of: Any) -> None:
    """Stored is a code; each page brings the words for it."""
    row = services.begin(actor=mediator, sitting=plan(ready, mediator))
    with translation.override("en"):
        seats = [rooms.enter(who, Room.objects.get(pk=row.room)) for who in (mediator, ready.applicant)]

    page = client_of(mediator).get(f"/rooms/{row.room}/", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()

    assert [seat.label for seat in seats] == ["mediator", "applicant"]
    assert 'data-l-mediator="调解员"' in page
    assert 'data-l-applicant="申请人"' in page
    assert "· 调解员" in page
