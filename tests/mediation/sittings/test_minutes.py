"""Minutes: from the joint room's log, read back, answered by each party; nothing of a talk apart is ever in them."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.utils import translation

from mediation.casework.models import Case
from mediation.casework.paperwork.catalogue import BY_CODE
from mediation.casework.selectors.paper import sources
from mediation.casework.services.paperwork import values_of
from mediation.common import clock
from mediation.common.errors import Conflict, NotFound
from mediation.sittings.enums import Came
from mediation.sittings.models import Minutes, MinutesAnswer
from mediation.sittings.selectors import drafting
from mediation.sittings.selectors import minutes as selectors
from mediation.sittings.services import minutes as services
from mediation.sittings.services import presence
from realtime.rooms import services as rooms
from realtime.rooms.selectors import read_all
from tests.cast import client_of
from tests.mediation.sittings.conftest import Talk

pytestmark = pytest.mark.django_db
APART, TOGETHER, OBJECTION = "金丝雀：我最多只出两千", "金丝雀：先修好再说", "金丝雀：我没有答应这个"


def chat(who: Any, room: Any, text: str) -> None:
    rooms.append(who, room, "chat", {"text": text}, uuid.uuid4())


def test_minutes_are_chinese_whatever_language_the_mediators_pages_speak(begun: Talk) -> None:
    begun.sit(begun.a, begun.b)
    with translation.override("en"):
        row = services.begin(actor=begun.lead, sitting=begun.sitting)
        presence.note_presence(actor=begun.lead, sitting=begun.sitting, party=begun.party_a, how=Came.PHONE)
        row = services.read_back(actor=begun.lead, minutes=row, version=row.version)

    text = selectors.text_of(row)
    assert "came in" not in text and "Talk of" not in text and "Mediator" not in text
    assert "调解员" in text


def test_removed_words_go_from_minutes_until_somebody_has_answered(begun: Talk) -> None:
    room = begun.sit(begun.a, begun.b)
    chat(begun.a, room, TOGETHER)
    chat(begun.b, room, "好的")
    first, second = drafting.spoken(begun.sitting)
    row = services.begin(actor=begun.lead, sitting=begun.sitting)
    text = "\n".join([selectors.text_of(row), first.line, second.line, f"（{begun.party_a.person.name}说了先修）"])
    row = services.save(actor=begun.lead, minutes=row, version=row.version, text=text)
    row = services.read_back(actor=begun.lead, minutes=row, version=row.version)
    old = row.text_hash

    rooms.redact(begun.a, room, first.seq)

    row.refresh_from_db()
    assert TOGETHER not in selectors.text_of(row) and second.line in selectors.text_of(row) and "说了先修" in selectors.text_of(row)
    assert (row.state, row.text_hash != old) == ("read", True)
    with pytest.raises(Conflict):  # somebody who has the old words before them reads again
        services.answer(actor=begun.a, minutes=row, seen_hash=old, agrees=True)
    services.answer(actor=begun.a, minutes=row, seen_hash=row.text_hash, agrees=True)
    assert selectors.removed_since(row) == ""

    rooms.redact(begun.b, room, second.seq)

    row.refresh_from_db()
    assert second.line in selectors.text_of(row), "what somebody has confirmed is not changed behind their back"
    assert selectors.removed_since(row)
    with translation.override("en"):
        assert "删除" in selectors.for_papers(begun.case.pk)[0].answers[-1]
    services.reopen(actor=begun.lead, minutes=row)
    assert second.line not in selectors.draft_of(Minutes.objects.get(pk=row.pk))


@pytest.fixture
def written(begun: Talk) -> Talk:
    """A talk with a pause, a message, and a separate talk with words of its own."""
    room = begun.sit(begun.a, begun.b)
    chat(begun.a, room, TOGETHER)
    apart = rooms.open_caucus(begun.lead, room, [begun.seat(begun.b)])
    rooms.answer_caucus(begun.b, apart, yes=True)
    chat(begun.b, apart, APART)
    rooms.close_caucus(begun.lead, apart)
    rooms.hold(begun.lead, begun.room)
    rooms.resume(begun.lead, begun.room)
    return begun


def page(talk: Talk, side: str = "desk") -> str:
    return f"/{side}/sittings/{talk.sitting.pk}/minutes/"


def test_the_draft_holds_the_log_of_the_joint_room_and_nothing_of_the_talk_apart(written: Talk) -> None:
    presence.note_presence(actor=written.lead, sitting=written.sitting, party=None, name="李建国", how="phone")
    row = services.begin(actor=written.lead, sitting=written.sitting)
    assert services.begin(actor=written.lead, sitting=written.sitting).pk == row.pk
    text = selectors.text_of(row)
    assert "王小梅" in text
    lines = text.splitlines()
    assert any(line.startswith(f"{written.sitting.case.mediator} · ") for line in lines)
    assert any(line.startswith("李建国 · ") for line in lines)
    assert "休息" in text
    assert [w for w in (APART, TOGETHER) if w in text] == []  # what was written is taken over only by a press
    body = client_of(written.lead).get(page(written)).content.decode()
    assert TOGETHER in body
    assert APART not in body
    assert "王小梅" not in Minutes.objects.get().text_sealed


def test_later_words_reach_the_minutes_and_removed_ones_leave_them(written: Talk) -> None:
    said = next(e for e in read_all(written.room) if e.kind == "chat")
    chat(written.a, written.room, "金丝雀：这句要收回")
    rooms.edit(written.a, written.room, said.seq, "金丝雀：先修好，再说钱", uuid.uuid4())
    first, second = drafting.spoken(written.sitting)
    assert (first.seq, first.text) == (said.seq, "金丝雀：先修好，再说钱")
    row = services.begin(actor=written.lead, sitting=written.sitting)
    own = "王小梅说到一句后来收回的话。"
    row = services.save(
        actor=written.lead, minutes=row, version=row.version, text="\n".join([selectors.text_of(row), first.line, second.line, own])
    )

    rooms.edit(written.a, written.room, first.seq, "金丝雀：先修好", uuid.uuid4())
    rooms.redact(written.a, written.room, second.seq)
    assert [s.text for s in drafting.spoken(written.sitting)] == ["金丝雀：先修好"]
    body = client_of(written.lead).get(page(written)).content.decode()
    assert "这句要收回" not in body and "再说钱" not in body
    row = services.read_back(actor=written.lead, minutes=row, version=row.version)

    lines = selectors.text_of(row).splitlines()
    assert "王小梅：金丝雀：先修好" in lines and own in lines
    assert not any("这句要收回" in line or "再说" in line for line in lines)


def test_who_is_noted_after_the_draft_reaches_it_and_what_is_typed_stays(written: Talk) -> None:
    desk = client_of(written.lead)
    desk.post(page(written), {"do": "begin"})
    row = Minutes.objects.get()
    seen = clock.now().isoformat()
    presence.note_presence(actor=written.lead, sitting=written.sitting, party=None, name="李建国", how="phone")
    assert "李建国 · " in desk.get(page(written)).context["text"]  # shown before anybody has saved

    typed = selectors.text_of(row) + "\n双方谈了漏水的事。"
    assert desk.post(page(written), {"do": "save", "version": "1", "seen": seen, "text": typed}).status_code == 302
    lines = selectors.text_of(Minutes.objects.get()).splitlines()
    assert lines[-1] == "双方谈了漏水的事。"
    assert [n for n, line in enumerate(lines) if line.startswith("李建国 · ")] == [2]

    presence.note_presence(actor=written.lead, sitting=written.sitting, party=None, name="李建国", how="place")
    rooms.hold(written.lead, written.room)
    row = services.read_back(actor=written.lead, minutes=Minutes.objects.get(), version=2)
    lines = selectors.text_of(row).splitlines()
    assert [line for line in lines if "李建国" in line] == [f"李建国 · {Came.PLACE.label}"]  # noted anew: one line, the new one
    assert "休息" in lines[-1]
    again = services.reopen(actor=written.lead, minutes=row)
    assert selectors.draft_of(again) == selectors.text_of(again)


def test_what_the_mediator_has_put_otherwise_does_not_come_back(written: Talk) -> None:
    presence.note_presence(actor=written.lead, sitting=written.sitting, party=None, name="李建国", how="phone")
    row = services.begin(actor=written.lead, sitting=written.sitting)
    row = services.save(actor=written.lead, minutes=row, version=row.version, text="李建国在电话里听。", seen=clock.now())
    assert selectors.draft_of(row) == "李建国在电话里听。"
    answer = client_of(written.lead).post(page(written), {"do": "save", "version": "2", "seen": "gestern", "text": "又一稿"})
    assert answer.status_code == 302
    assert selectors.text_of(Minutes.objects.get()) == "又一稿"


def test_read_back_confirmed_and_objected_to_in_ones_own_words(written: Talk, everybody: Any) -> None:
    desk, a, b = (client_of(x) for x in (written.lead, written.a, written.b))
    assert a.get(page(written, "c")).content.decode().count(TOGETHER) == 0
    desk.post(page(written), {"do": "begin"})
    assert desk.post(page(written), {"do": "read", "version": "1", "text": "双方谈了漏水的事。"}).status_code == 302
    row = Minutes.objects.get()
    assert row.state == "read"
    assert row.room_chain
    found = {name for name, actor in everybody().items() if client_of(actor).get(page(written, "c")).status_code == 200}
    assert found == {"lead", "a", "b"}

    answer = b.post(page(written, "c"), {"agrees": "0", "words": " ", "hash": row.text_hash})
    assert answer.status_code == 422
    for _ in range(2):
        assert a.post(page(written, "c"), {"agrees": "1", "hash": row.text_hash}).status_code == 302
        assert b.post(page(written, "c"), {"agrees": "0", "words": OBJECTION, "hash": row.text_hash}).status_code == 302
    assert sorted(MinutesAnswer.objects.values_list("agrees", flat=True)) == [False, True]
    assert OBJECTION in desk.get(page(written)).content.decode()
    assert OBJECTION in b.get(page(written, "c")).content.decode()
    assert OBJECTION not in a.get(page(written, "c")).content.decode()

    desk.post(page(written), {"do": "reopen"})
    assert a.get(page(written, "c")).context.get("minutes") is None  # being written: the parties wait
    services.save(actor=written.lead, minutes=Minutes.objects.get(), version=Minutes.objects.get().version, text="改过的笔录。")
    services.read_back(actor=written.lead, minutes=Minutes.objects.get(), version=Minutes.objects.get().version)
    assert a.post(page(written, "c"), {"agrees": "1", "hash": row.text_hash}).status_code == 409  # another text than was seen
    assert [x.agrees for x in selectors.answers_of(written.lead, Minutes.objects.get())] == [None, None]
    assert MinutesAnswer.objects.count() == 2  # and the old answers are kept


def test_two_who_write_at_once_lose_nothing(begun: Talk) -> None:
    client = client_of(begun.lead)
    client.post(page(begun), {"do": "begin"})
    assert client.post(page(begun), {"do": "save", "version": "1", "text": "第一稿"}).status_code == 302
    answer = client.post(page(begun), {"do": "save", "version": "1", "text": "另一稿"})
    assert answer.status_code == 409
    assert "第一稿" in answer.content.decode()
    assert "另一稿" in answer.content.decode()
    assert client.post(page(begun), {"do": "save", "version": "2", "text": ""}).status_code == 422
    row = services.read_back(actor=begun.lead, minutes=Minutes.objects.get(), version=2)
    with pytest.raises(Conflict):
        services.save(actor=begun.lead, minutes=row, version=row.version, text="后来")


def test_the_official_record_takes_over_words_and_answers(written: Talk) -> None:
    row = services.begin(actor=written.lead, sitting=written.sitting)
    row = services.save(actor=written.lead, minutes=row, version=row.version, text="双方谈了漏水的事。")
    form = BY_CODE["minutes"]
    before = json.dumps(values_of(form, sources(written.lead, Case.objects.get()), {}), ensure_ascii=False)
    assert "双方谈了漏水" not in before  # not yet read back
    row = services.read_back(actor=written.lead, minutes=row, version=row.version)
    services.answer(actor=written.b, minutes=row, seen_hash=row.text_hash, agrees=False, words=OBJECTION)
    paper = json.dumps(values_of(form, sources(written.lead, Case.objects.get()), {}), ensure_ascii=False)
    assert "双方谈了漏水的事。" in paper
    assert f"陈大山提出异议：{OBJECTION}" in paper
    assert "王小梅尚未答复" in paper
    assert APART not in paper


def test_only_the_mediator_writes_and_only_parties_answer(begun: Talk, everybody: Any) -> None:
    for name, actor in everybody().items():
        if name != "lead":
            with pytest.raises(NotFound):
                services.begin(actor=actor, sitting=begun.sitting)
    row = services.begin(actor=begun.lead, sitting=begun.sitting)
    row = services.read_back(actor=begun.lead, minutes=row, version=row.version)
    for name, actor in everybody().items():
        if name not in ("a", "b"):
            with pytest.raises(NotFound):
                services.answer(actor=actor, minutes=row, seen_hash=row.text_hash, agrees=True)
