"""The demo's sittings are dressed by the same services as people use."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from mediation.common import clock
from mediation.demo import sittings as demo
from mediation.sittings.models import GuestConsent, Minutes, MinutesAnswer, MoveWish, PreparedTalk
from tests.mediation.sittings.conftest import Talk

pytestmark = pytest.mark.django_db


def world() -> Any:
    return SimpleNamespace(now=clock.now())


def test_a_planned_sitting(talk: Talk) -> None:
    demo.build(world())
    assert GuestConsent.objects.filter(yes=True).count() == 1
    assert PreparedTalk.objects.count() == MoveWish.objects.count() == 1


def test_a_sitting_under_way(begun: Talk) -> None:
    demo.build(world())
    assert Minutes.objects.get().state == "read"
    assert MinutesAnswer.objects.get().agrees
