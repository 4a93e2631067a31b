"""The table: everybody in the joint room sees the same paper, and only papers both sides may see."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from mediation.casework.models import Evidence
from mediation.casework.services import evidence as evidence_services
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.sittings import sheets
from mediation.sittings.enums import Stage
from mediation.sittings.models import Table
from mediation.sittings.selectors import drafting
from mediation.sittings.services import table as services
from realtime.rooms import selectors as rooms_read
from realtime.rooms import services as rooms
from tests.cast import client_of
from tests.mediation.sittings.conftest import Talk

pytestmark = pytest.mark.django_db
POINT = "金丝雀：谁来付修理费"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def piece(begun: Talk) -> Evidence:
    evidence_services.give(
        actor=begun.a, case=begun.case, files=[("leak.png", picture())], words="漏水照片", may_show=True, token="t" * 20
    )
    row = Evidence.objects.get()
    evidence_services.release(actor=begun.lead, piece=row, on=True)
    row.refresh_from_db()
    return row


def page(talk: Talk) -> str:
    return f"/sittings/{talk.sitting.pk}/table/"


def test_a_pdf_is_shown_page_by_page_and_each_may_leaf_alone(begun: Talk, everybody: Any) -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(out, "PDF", save_all=True, append_images=[Image.new("RGB", (300, 400), "gray")])
    evidence_services.give(
        actor=begun.a, case=begun.case, files=[("a.pdf", out.getvalue())], words="报价", may_show=True, token="t" * 20
    )
    row = Evidence.objects.get()
    evidence_services.release(actor=begun.lead, piece=row, on=True)
    begun.sit(begun.a, begun.b)
    desk, side = client_of(begun.lead), client_of(begun.b)

    assert desk.post(page(begun), {"evidence": str(row.pk)}).context["laid"].pages == 2
    first = side.get(f"{page(begun)}paper/")
    alone = side.get(f"{page(begun)}?look=2")
    assert first["Content-Type"] == "image/png"
    assert side.get(f"{page(begun)}paper/?look=2").content != first.content
    assert (alone.context["shown"], alone.context["away"], side.get(page(begun)).context["shown"]) == (2, True, 1)
    assert side.get(f"{page(begun)}?look=2&at={row.pk}.1").context["shown"] == 2  # looked at anew for another reason: stays
    assert side.get(f"{page(begun)}?look=2&at={row.pk}.7").context["shown"] == 1  # the mediator has turned the page
    assert side.get(f"{page(begun)}?look=x").status_code == 404
    assert side.get(f"{page(begun)}?look=99").context["shown"] == 2
    assert side.post(page(begun), {"evidence": str(row.pk), "page": "2"}).status_code == 404

    assert desk.post(page(begun), {"evidence": str(row.pk), "page": "77"}).status_code == 200  # beyond the end: the last one
    assert side.get(page(begun)).context["shown"] == 2
    seen = {name for name, actor in everybody().items() if client_of(actor).get(f"{page(begun)}paper/?look=1").status_code == 200}
    assert seen == {"lead", "a", "b"}
    with pytest.raises(NotFound):
        sheets.drawn(b"%PDF-1.7 nothing", 1)


def test_where_the_talk_is_is_set_by_the_mediator_and_seen_by_everybody(begun: Talk, everybody: Any) -> None:
    room = begun.sit(begun.a, begun.b)
    desk = client_of(begun.lead)
    assert "stages" not in client_of(begun.a).get(page(begun)).content.decode()
    for _ in range(2):
        assert desk.post(page(begun), {"stage": "telling"}).status_code == 200
    assert desk.post(page(begun), {"stage": "nowhere"}).status_code == 404
    for side in (begun.a, begun.b):
        body = client_of(side).get(page(begun)).content.decode()
        assert "data-stage-now" in body and "<button class=\"stage\"" not in body
        assert client_of(side).post(page(begun), {"stage": "closing"}).status_code == 404
    assert [e.body for e in rooms_read.read_all(room) if e.kind == "stage.moved"] == [{"stage": "telling"}]
    assert any(str(Stage.TELLING.label) in line for line in drafting.from_log(begun.sitting))
    for name, actor in everybody().items():
        if name != "lead":
            with pytest.raises(NotFound):
                services.set_stage(actor=actor, sitting=begun.sitting, stage="closing")


def test_everybody_in_the_joint_room_sees_the_same(begun: Talk, piece: Evidence, everybody: Any) -> None:
    room = begun.sit(begun.a, begun.b)
    desk = client_of(begun.lead)
    for _ in range(2):
        assert desk.post(page(begun), {"evidence": str(piece.pk)}).status_code == 200
    assert [e.kind for e in rooms_read.read_all(room)].count("paper.laid") == 1
    seen = {}
    for name, actor in everybody().items():
        answer = client_of(actor).get(f"{page(begun)}paper/")
        seen[name] = answer.status_code
        if answer.status_code == 200:
            assert answer["Content-Type"].startswith("image/")
            assert "sandbox" in answer["Content-Security-Policy"]
    assert {n for n, code in seen.items() if code == 200} == {"lead", "a", "b"}

    rooms.send_back(begun.lead, room, begun.seat(begun.b))  # at the door nothing of it is seen
    assert client_of(begun.b).get(page(begun)).status_code == 404
    evidence_services.release(actor=begun.lead, piece=piece, on=False)  # held back again: gone from the table
    assert client_of(begun.a).get(f"{page(begun)}paper/").status_code == 404


def test_only_the_mediator_lays_and_only_what_both_may_see(begun: Talk, piece: Evidence) -> None:
    begun.sit(begun.a, begun.b)
    evidence_services.release(actor=begun.lead, piece=piece, on=False)
    piece.refresh_from_db()
    with pytest.raises(Conflict):
        services.lay(actor=begun.lead, sitting=begun.sitting, evidence=piece)
    with pytest.raises(NotFound):
        services.lay(actor=begun.a, sitting=begun.sitting, evidence=None)
    assert client_of(begun.a).post(page(begun), {"points": "x"}).status_code == 404
    assert client_of(begun.lead).post(page(begun), {"evidence": "nonsense"}).status_code == 404


def test_the_points_are_seen_by_all_and_moved_by_the_mediator(begun: Talk) -> None:
    room = begun.sit(begun.a, begun.b)
    desk = client_of(begun.lead)
    assert desk.post(page(begun), {"points": "\n".join("一二三四五六七八九十百千万")}).status_code == 422
    assert desk.post(page(begun), {"points": f"{POINT}\n以后怎样相处"}).status_code == 200
    assert desk.post(page(begun), {"point": "1"}).status_code == 200
    assert desk.post(page(begun), {"point": "9"}).status_code == 404
    body = client_of(begun.b).get(page(begun)).content.decode()
    assert POINT in body
    assert body.index('aria-current="step"') > body.index(POINT)
    assert POINT not in Table.objects.get().points_sealed
    typed = desk.get(page(begun)).content.decode().split('name="points"')[1]
    assert typed.split("</textarea>")[0].endswith(f">{POINT}\n以后怎样相处")  # as it was typed, to be changed
    kinds = [e.kind for e in rooms_read.read_all(room)]
    assert (kinds.count("agenda.changed"), kinds.count("agenda.moved")) == (1, 1)
    with pytest.raises(Invalid):
        services.set_points(actor=begun.lead, sitting=begun.sitting, lines=["长" * 121])
