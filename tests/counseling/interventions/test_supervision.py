"""Supervision: without a name, without the file, unless a decision is written."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from counseling.interventions import services
from counseling.interventions.enums import EntryKind
from counseling.interventions.models import CareEntry, Supervision
from counseling.interventions.selectors import supervision as reading
from counseling.interventions.services import supervision
from counseling.screening.models import Flag
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from tests.cast import client_of, user_of
from tests.counseling.interventions.conftest import me

pytestmark = pytest.mark.django_db


def bring(actor: Actor, flag: Flag, to: Actor, **changes: Any) -> None:
    values: dict[str, Any] = {
        "supervisor": user_of(to), "held_at": clock.now(), "minutes": 30, "words": "KANARIE-somebody who cannot sleep",
        "press": uuid.uuid4(), **changes,
    }
    supervision.bring(**me(actor, flag), **values)


def test_the_supervisor_reads_the_words_and_not_the_file(held: Flag, counsellor: Actor, deputy: Actor, lead: Actor, party: Actor) -> None:
    press = uuid.uuid4()
    for _ in range(2):
        bring(counsellor, held, deputy, press=press)
    row = Supervision.objects.get()

    theirs = client_of(deputy)
    page = theirs.get("/care/supervision/").content.decode()
    assert "KANARIE-somebody" in page
    assert party.name not in page
    assert str(held.subject) not in page
    with pytest.raises(Conflict) as why:
        services.open_file(**me(deputy, held))
    assert why.value.code == "held"
    assert "KANARIE" not in client_of(lead).get("/care/supervision/").content.decode()
    assert "KANARIE" not in str(list(Supervision.objects.values()))

    with pytest.raises(NotFound):
        supervision.advise(actor=counsellor, row=row, words="I advise myself to go on")
    assert theirs.post(f"/care/supervision/{row.id}/advice/", {"advice": "x"}).status_code == 422
    theirs.post(f"/care/supervision/{row.id}/advice/", {"advice": "Ask about the nights first."})
    assert "Ask about the nights first." in client_of(counsellor).get("/care/supervision/").content.decode()


def test_only_a_written_decision_opens_the_file(held: Flag, counsellor: Actor, deputy: Actor) -> None:
    bring(counsellor, held, deputy)
    client, address = client_of(deputy), f"/care/people/{held.subject}/supervised/"
    assert client.post(address, {"reason": "why not"}).status_code == 422

    client.post(address, {"reason": "Nobody else is there tonight.", "press": uuid.uuid4()})
    services.open_file(**me(deputy, held))

    entry = CareEntry.objects.get(kind=EntryKind.DECISION)
    assert (entry.by, entry.code) == (user_of(deputy), "supervision")


def test_helping_is_never_held_back(red: Flag, counsellor: Actor, deputy: Actor) -> None:
    bring(counsellor, red, deputy)
    services.take_contact(**me(deputy, red))
    red.refresh_from_db()
    assert red.acknowledged_by == user_of(deputy)


@pytest.mark.parametrize(("changes", "field"), [
    ({"words": "short"}, "words"), ({"words": "call her at 138 0000 0001 tonight"}, "words"),
    ({"held_at": timedelta(days=-900)}, "held_at"), ({"held_at": timedelta(days=90)}, "held_at"), ({"supervisor": None}, "supervisor"),
])
def test_what_names_somebody_is_refused(
    held: Flag, counsellor: Actor, deputy: Actor, party: Actor, changes: dict[str, Any], field: str
) -> None:
    if "held_at" in changes:
        changes = {"held_at": clock.now() + changes["held_at"]}
    with pytest.raises(Invalid) as why:
        bring(counsellor, held, deputy, **changes)
    assert set(why.value.fields) == {field}
    with pytest.raises(Invalid):
        bring(counsellor, held, deputy, words=f"it is about {party.name}, who cannot sleep")


def test_red_is_brought_within_a_day_and_then_weekly(held: Flag, counsellor: Actor, deputy: Actor) -> None:
    [row] = reading.due(user_of(counsellor))
    assert not row.overdue
    with clock.told(clock.now() + timedelta(hours=30)):
        assert reading.due(user_of(counsellor))[0].overdue
    bring(counsellor, held, deputy)
    assert not reading.due(user_of(counsellor))
    with clock.told(clock.now() + timedelta(days=8)):
        assert reading.due(user_of(counsellor))[0].overdue


def test_others_have_no_part_in_it(held: Flag, counsellor: Actor, deputy: Actor, mediator: Actor, admin: Actor, supervisor: Actor) -> None:
    for actor in (mediator, admin, supervisor):
        with pytest.raises(NotFound):
            bring(actor, held, deputy)
        assert client_of(actor).get("/care/supervision/").status_code == 404
