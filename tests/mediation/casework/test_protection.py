"""Which sittings are held with protected addresses, and who decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mediation.audit.models import AuditEntry
from mediation.casework import ports, protection
from mediation.casework.models import Sitting
from mediation.common import clock
from realtime.rooms import services as rooms
from realtime.rooms.models import Room
from tests.mediation.casework.test_sitting import plan, ready  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db


def protected(sitting: Sitting) -> bool:
    return Room.objects.get(pk=sitting.room).protected


def rule(mode: str) -> ports.Meeting:
    return ports.Meeting(mode, clock.today() + timedelta(days=30), stays=True)


def test_sides_that_are_kept_apart_do_not_learn_each_others_address(
    ready: Any, mediator: Any, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    assert not protected(plan(ready, mediator, mode="separate"))  # a way to talk, chosen by the mediator: nothing is said of safety
    Sitting.objects.all().delete()
    monkeypatch.setattr(ports, "_meeting_rule", lambda case_id: rule("joint"))
    assert not protected(plan(ready, mediator))
    Sitting.objects.all().delete()
    monkeypatch.setattr(ports, "_meeting_rule", lambda case_id: rule("separate"))

    plan(ready, mediator, mode="separate")

    rooms_made = Room.objects.filter(ref=str(Sitting.objects.get().pk))
    assert rooms_made.count() == 2  # each side has its own
    assert all(room.protected for room in rooms_made)


def test_advice_given_later_is_followed_before_anybody_is_connected(
    ready: Any, mediator: Any, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    sitting = plan(ready, mediator)
    monkeypatch.setattr(ports, "_meeting_rule", lambda case_id: rule("police"))

    rooms.enter(mediator, Room.objects.get(pk=sitting.room))

    assert protected(sitting)
    assert protection.state(sitting)


def test_the_mediator_protects_a_case_once_and_later_sittings_stay_protected(
    ready: Any, mediator: Any, other_mediator: Any, outsider: Any, other_party: Any, client_of: Any  # noqa: F811
) -> None:
    sitting = plan(ready, mediator)
    page = f"/desk/sittings/{sitting.id}/"
    for somebody in (other_mediator, outsider, other_party):
        assert client_of(somebody).post(f"{page}protect/").status_code == 404
    assert not protected(sitting)

    client = client_of(mediator)
    for _ in range(2):
        assert client.post(f"{page}protect/").status_code == 302
    assert protected(sitting)
    assert AuditEntry.objects.filter(action="casework.protect_addresses").count() == 1
    assert "text and telephone" in client.get(page, HTTP_ACCEPT_LANGUAGE="en").content.decode()

    Sitting.objects.filter(pk=sitting.pk).update(state="done")
    assert protected(plan(ready, mediator))
