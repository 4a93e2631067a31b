"""Invited people: nobody comes in without everybody's yes, and a yes taken back takes them out."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.test import Client

from mediation.accounts.middleware import GUEST_SESSION
from mediation.accounts.models import GuestAccess
from mediation.accounts.selectors import actor_of_guest
from mediation.casework import meeting
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.notifications.models import Notice, ShortMessage
from mediation.sittings.models import GuestConsent, SittingGuest
from mediation.sittings.selectors import drafting
from mediation.sittings.selectors import guests as selectors
from mediation.sittings.services import guests as services
from mediation.sittings.services import presence
from mediation.vault import sealing
from realtime.rooms import kinds, snapshot
from realtime.rooms import services as rooms
from realtime.rooms.enums import SeatRole, SeatState
from tests.cast import client_of, user_of
from tests.mediation.sittings.conftest import Talk

pytestmark = pytest.mark.django_db
PHONE = "13712345678"


def invite(talk: Talk, role: str = "interpreter", **more: Any) -> SittingGuest:
    values = {"name": "周译", "purpose": "把温州话译成普通话", "phone": PHONE, "origin": "http://testserver", **more}
    return services.invite(actor=talk.lead, sitting=talk.sitting, role=role, **values)


def link_of() -> str:
    message = ShortMessage.objects.filter(kind="sittings.guest_link").latest("created_at")
    words = sealing.unseal("notifications", f"sms.text:{message.id}", message.text_sealed)
    return "/" + words.split("http://testserver/")[1].split()[0].rstrip("。")


def agree(guest: SittingGuest, *parties: Actor, yes: bool = True) -> None:
    digest = hashlib.sha256(services.consent_words(guest).encode()).hexdigest()
    for party in parties:
        services.answer(actor=party, guest=guest, yes=yes, seen_hash=digest)


def come(guest: SittingGuest) -> tuple[Actor, Client]:
    browser = Client()
    assert browser.get(link_of()).status_code == 200
    assert browser.post(link_of()).status_code == 302
    access = GuestAccess.objects.get(pk=browser.session[GUEST_SESSION]["access"])
    return actor_of_guest(access), browser


def test_the_door_opens_with_the_last_yes_and_closes_with_the_first_no(talk: Talk) -> None:
    guest = invite(talk)
    who, browser = come(guest)
    kind = kinds.get("sitting")
    assert not kind.may_enter(who, talk.room)
    assert f"/rooms/{talk.room.pk}/" not in browser.get("/invited/").content.decode()
    agree(guest, talk.a)
    assert not kind.may_enter(who, talk.room)
    agree(guest, talk.b)
    assert kind.seat(who, talk.room).role == SeatRole.GUEST
    assert f"/rooms/{talk.room.pk}/" in browser.get("/invited/").content.decode()
    talk.sit(talk.a, talk.b, who)

    agree(guest, talk.a, yes=False)  # taken back in the middle

    assert talk.seat(who).state == SeatState.LEFT
    assert not kind.may_enter(who, talk.room)
    assert browser.post(f"/rooms/{talk.room.pk}/enter/").status_code == 404
    assert talk.seat(talk.b).state == SeatState.ADMITTED


def test_an_observer_listens_and_leaves_with_one_withdrawal(talk: Talk) -> None:
    guest = invite(talk, "observer", name="实习生")
    who, _browser = come(guest)
    agree(guest, talk.a, talk.b)
    assert kinds.get("sitting").seat(who, talk.room).role == SeatRole.OBSERVER
    assert "只看" in services.consent_words(guest) or "only sees" in services.consent_words(guest)
    talk.sit(talk.a, talk.b, who)
    agree(guest, talk.b, yes=False)
    assert talk.seat(who).state == SeatState.LEFT
    consent = GuestConsent.objects.get(guest=guest, party=talk.party_a)
    assert consent.yes
    assert len(consent.text_hash) == 64


def test_the_link_works_once_and_for_its_person_only(talk: Talk, outsider: Actor) -> None:
    guest = invite(talk)
    link = link_of()
    assert client_of(outsider).post(link).status_code == 302  # staff who try it stay themselves
    _who, browser = come(guest)
    assert Client().get(link).status_code == 404
    assert browser.post(link).status_code == 302  # pressed twice in the same browser
    services.send_again(actor=talk.lead, guest=guest, phone=PHONE, origin="http://testserver")
    assert Client().get(link_of()).status_code == 200
    services.take_back(actor=talk.lead, guest=guest)
    assert Client().get(link_of()).status_code == 404
    assert PHONE not in str(list(SittingGuest.objects.values()))


def test_a_second_mediator_is_a_colleague_and_leads(talk: Talk, mentor: Actor, outsider: Actor) -> None:
    with pytest.raises(Invalid) as why:
        invite(talk, "co_mediator", user=user_of(outsider), name="", purpose="", phone="")
    assert set(why.value.fields) == {"user"}
    guest = invite(talk, "co_mediator", user=user_of(mentor), name="", purpose="", phone="")
    assert invite(talk, "co_mediator", user=user_of(mentor), name="", purpose="", phone="").pk == guest.pk
    kind = kinds.get("sitting")
    assert kind.seat(mentor, talk.room).role == SeatRole.MEDIATOR
    rooms.enter(mentor, talk.room)
    rooms.admit(mentor, talk.room, rooms.enter(talk.a, talk.room))  # leads in the room
    for page in (f"/desk/sittings/{talk.sitting.pk}/guests/", f"/desk/cases/{talk.case.pk}/", f"/sittings/{talk.sitting.pk}/minutes/"):
        assert client_of(mentor).get(page).status_code == 404  # and nowhere else
    services.take_back(actor=talk.lead, guest=guest)
    assert talk.seat(mentor).state == SeatState.LEFT


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(talk: Talk) -> None:
    client = client_of(talk.lead)
    page = f"/desk/sittings/{talk.sitting.pk}/guests/"
    answer = client.post(page, {"role": "expert", "name": "李工", "purpose": "", "phone": "12"})
    assert answer.status_code == 422
    assert set(answer.context["errors"]) == {"purpose", "phone"}
    assert "李工" in answer.content.decode()
    for _ in range(2):
        assert client.post(page, {"role": "expert", "name": "李工", "purpose": "看漏水", "phone": PHONE}).status_code == 302
    assert SittingGuest.objects.count() == 1
    assert Notice.objects.filter(kind="sittings.guest_asked").count() == 2


def test_an_answer_is_bound_to_the_words_it_was_given_to(talk: Talk) -> None:
    guest = invite(talk)
    with pytest.raises(Conflict):
        services.answer(actor=talk.a, guest=guest, yes=True, seen_hash="0" * 64)
    page = f"/c/sittings/{talk.sitting.pk}/guests/"
    client = client_of(talk.a)
    digest = client.get(page).context["guests"][0][2]
    for _ in range(2):
        assert client.post(page, {"guest": str(guest.pk), "hash": digest, "yes": "1"}).status_code == 302
    assert client.post(page, {"guest": str(guest.pk), "hash": "old", "yes": "1"}).status_code == 409
    assert GuestConsent.objects.get().yes


def test_nobody_else_sees_or_answers(talk: Talk, everybody: Any) -> None:
    guest = invite(talk)
    who, _browser = come(guest)
    cast = everybody(guest=who)
    may = {
        f"/desk/sittings/{talk.sitting.pk}/guests/": {"lead"},
        f"/c/sittings/{talk.sitting.pk}/guests/": {"a", "b"},
        f"/sittings/{talk.sitting.pk}/people/": {"lead", "a", "b"},
    }
    for page, allowed in may.items():
        found = {name for name, actor in cast.items() if client_of(actor).get(page).status_code == 200}
        assert found == allowed, page
    for name, actor in cast.items():
        if name not in ("a", "b"):
            with pytest.raises(NotFound):
                services.answer(actor=actor, guest=guest, yes=True, seen_hash="")
    assert [g.welcome for g in selectors.guests_of(talk.sitting)] == [False]


def test_a_talk_prepared_before_asks_its_people(talk: Talk) -> None:
    guest = invite(talk)
    who, _browser = come(guest)
    agree(guest, talk.a, talk.b)
    client = client_of(talk.lead)
    page = f"/desk/sittings/{talk.sitting.pk}/talks/"
    assert client.post(page, {"title": "全部", "people": [str(talk.party_a.pk), str(talk.party_b.pk)]}).status_code == 422
    assert client.post(page, {"title": "", "people": []}).status_code == 422
    for _ in range(2):
        assert client.post(page, {"title": "和王小梅谈", "people": [str(talk.party_a.pk), str(guest.pk)]}).status_code == 302
    talk.sit(talk.b)
    prepared = kinds.get("sitting").prepared(talk.lead, talk.room)
    assert [p.title for p in prepared] == ["和王小梅谈"]
    assert client.post(f"/rooms/{talk.room.pk}/prepared/", {"talk": prepared[0].code}).status_code == 422  # nobody of it is there yet
    talk.sit(talk.a, who)
    assert client_of(talk.a).post(f"/rooms/{talk.room.pk}/prepared/", {"talk": prepared[0].code}).status_code == 404
    answer = client.post(f"/rooms/{talk.room.pk}/prepared/", {"talk": prepared[0].code})
    assert answer.status_code == 200
    asked = {s.actor_key for s in talk.room.caucuses.get().seats.filter(state=SeatState.INVITED)}
    assert asked == {talk.a.key, who.key}
    ready = client.get(f"/rooms/{talk.room.pk}/talks/").content.decode()
    assert "和王小梅谈" in ready and "王小梅, " in ready  # with who of it is here now
    for actor in (talk.a, talk.b, who):
        assert client_of(actor).get(f"/rooms/{talk.room.pk}/talks/").status_code == 404
    state = snapshot.take(talk.room.pk)[0]
    assert state is not None and set(state.state_for(talk.a.key)["ask"]) == {"room", "by"}  # its name is the mediator's own word


def test_where_the_sides_do_not_meet_nothing_joins_them(begun: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    guest = invite(begun)
    who, _browser = come(guest)
    agree(guest, begun.a, begun.b)
    begun.sit(begun.a, begun.b)
    monkeypatch.setattr(meeting, "one_at_a_time", lambda _case: True)

    assert not kinds.get("sitting").may_enter(who, begun.room)
    for actor in (begun.lead, begun.a, begun.b):
        assert client_of(actor).get(f"/sittings/{begun.sitting.pk}/table/").status_code == 404
    here = client_of(begun.a).get(f"/sittings/{begun.sitting.pk}/people/").content.decode()
    assert "王小梅" in here
    assert "陈大山" not in here
    assert not any("王小梅" in line or "陈大山" in line for line in drafting.from_log(begun.sitting))
    assert drafting.spoken(begun.sitting) == []


def test_an_invited_person_in_the_room_sees_who_listens_and_not_who_is_missing(begun: Talk, outsider: Actor) -> None:
    guest = invite(begun)
    agree(guest, begun.a, begun.b)
    who, browser = come(guest)
    url = f"/sittings/{begun.sitting.pk}/people/"
    presence.note_presence(actor=begun.lead, sitting=begun.sitting, party=None, name="李建国", how="phone")
    presence.note_presence(
        actor=begun.lead, sitting=begun.sitting, party=begun.party_b, how="absent", why="unwilling", words="金丝雀：在赌气"
    )
    assert browser.get(url).status_code == 404  # not yet in the room
    room = begun.sit(begun.a)
    rooms.admit(begun.lead, room, rooms.enter(who, room))

    body = browser.get(url).content.decode()

    assert 'data-beside="李建国 · ' in body
    assert not [word for word in ("金丝雀", "陈大山", "<form", "/c/sittings/", "/desk/") if word in body.split('id="sitting-people"')[1]]
    assert {panel.code for panel in kinds.get("sitting").panels(who, room)} >= {"table", "people"}
    assert browser.post(url, {"name": "谁", "how": "phone"}).status_code == 404
    assert client_of(outsider).get(url).status_code == 404
    rooms.send_back(begun.lead, room, begun.seat(who))
    assert browser.get(url).status_code == 404
