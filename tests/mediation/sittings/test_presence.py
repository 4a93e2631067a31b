"""Who took part: noted by hand; a late party's word; what follows when somebody did not come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mediation.casework.services import sitting as sittings
from mediation.common.errors import Invalid, NotFound
from mediation.notifications.models import Notice
from mediation.sittings.models import Presence
from mediation.sittings.services import presence as services
from tests.cast import client_of
from tests.mediation.sittings.conftest import Talk

pytestmark = pytest.mark.django_db
LATE, WHY = "金丝雀：公交没来", "金丝雀：在医院"


def page(talk: Talk) -> str:
    return f"/sittings/{talk.sitting.pk}/people/"


def test_a_late_party_tells_the_mediator_alone(talk: Talk, everybody: Any) -> None:
    client = client_of(talk.a)
    late = f"/c/sittings/{talk.sitting.pk}/late/"
    for wrong in ("", "0", "181", "viele", "１５", "9" * 40):
        answer = client.post(late, {"late": wrong, "late_words": LATE})
        assert answer.status_code == 422, wrong
        assert LATE in answer.content.decode()
    for _ in range(2):
        assert client.post(late, {"late": "15", "late_words": LATE}).status_code == 302
    assert Presence.objects.get().late_minutes == 15
    assert Notice.objects.filter(kind="sittings.late").exclude(recipient=talk.lead.key).count() == 0
    assert LATE not in str(list(Presence.objects.values())) + str(list(Notice.objects.values()))
    for name, actor in everybody().items():
        body = "".join(client_of(actor).get(p).content.decode() for p in (page(talk), f"/desk/sittings/{talk.sitting.pk}/"))
        assert (LATE in body) == (name == "lead"), name


def test_a_late_word_is_of_the_appointment_it_was_said_of(talk: Talk) -> None:
    services.say_late(actor=talk.a, sitting=talk.sitting, minutes="15", words=LATE)

    sittings.move(actor=talk.lead, sitting=talk.sitting, starts_at=talk.sitting.starts_at + timedelta(days=1))

    row = Presence.objects.get()
    assert (row.late_minutes, row.late_at, row.late_sealed) == (None, None, "")
    assert LATE not in client_of(talk.lead).get(f"/desk/sittings/{talk.sitting.pk}/").content.decode()


def test_telephone_and_places_are_noted_by_hand(talk: Talk) -> None:
    client = client_of(talk.lead)
    assert client.post(page(talk), {"party": str(talk.party_b.pk), "how": "phone"}).status_code == 302
    assert client.post(page(talk), {"name": "陈大山的儿子", "how": "phone"}).status_code == 302
    assert client.post(page(talk), {"name": "陈大山的儿子", "how": "place"}).status_code == 302  # noted again: replaced
    assert sorted(Presence.objects.values_list("name", "how")) == [("", "phone"), ("陈大山的儿子", "place")]
    paper = client_of(talk.a).get(page(talk)).content.decode()  # the room names them beside those who sit in it
    assert [paper.count(f'data-name="{name}"') for name in ("陈大山", "陈大山的儿子", "王小梅")] == [1, 1, 0]
    assert "通过电话" in client_of(talk.a).get(page(talk)).content.decode()
    noted = Presence.objects.get(party=None)
    assert client_of(talk.a).post(page(talk), {"out": str(noted.pk)}).status_code == 404
    assert client.post(page(talk), {"out": str(noted.pk)}).status_code == 302
    assert client.post(page(talk), {"out": "none"}).status_code == 404
    assert Presence.objects.count() == 1


def test_absence_needs_a_reason_and_offers_the_next_steps(talk: Talk) -> None:
    client = client_of(talk.lead)
    answer = client.post(page(talk), {"party": str(talk.party_b.pk), "how": "absent", "words": WHY})
    assert answer.status_code == 422
    assert WHY in answer.content.decode()
    assert client.post(page(talk), {"party": str(talk.party_b.pk), "how": "absent", "why": "prevented", "words": WHY}).status_code == 302
    body = client.get(page(talk)).content.decode()
    assert WHY in body
    assert f"/desk/sittings/{talk.sitting.pk}/" in body  # another time, the way back to the case
    assert WHY not in client_of(talk.b).get(page(talk)).content.decode()
    assert WHY not in client_of(talk.a).get(page(talk)).content.decode()
    assert Notice.objects.filter(kind="sittings.missed", recipient=talk.b.key).count() == 1
    assert talk.case.events.filter(kind="party_missed", for_parties=False).count() == 1


def test_only_the_mediator_notes(talk: Talk, everybody: Any) -> None:
    for name, actor in everybody().items():
        if name == "lead":
            continue
        with pytest.raises(NotFound):
            services.note_presence(actor=actor, sitting=talk.sitting, party=talk.party_a, how="room")
        if name not in ("a", "b"):
            with pytest.raises(NotFound):
                services.say_late(actor=actor, sitting=talk.sitting, minutes="5")
    with pytest.raises(Invalid):
        services.note_presence(actor=talk.lead, sitting=talk.sitting, party=None, name="x", how="absent", why="unknown")
