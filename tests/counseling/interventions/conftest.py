"""A red flag that somebody accompanies, and short ways to act on it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from counseling.interventions import services
from counseling.interventions.crises import HeartState, PersonView
from counseling.interventions.enums import EntryKind
from counseling.interventions.models import Appointment, Referral
from counseling.interventions.referring import AskedBasis, Receiver
from counseling.interventions.scheduling import Way
from counseling.interventions.services import referral as referrals
from counseling.interventions.services import writing
from counseling.interventions.services.closing import Grounds
from counseling.screening import services as screening
from counseling.screening.enums import Level
from counseling.screening.models import Flag
from mediation.common import clock
from mediation.common.actor import Actor
from tests.cast import user_of

WORDS = {"situation": "sleeps badly since the quarrel", "background": "", "assessment": "", "request": "please see her this week"}


def me(actor: Actor, flag: Flag) -> dict[str, Any]:
    return {"actor": actor, "user": user_of(actor), "flag": flag}


@pytest.fixture
def held(red: Flag, counsellor: Actor) -> Flag:
    """The counsellor is in touch."""
    services.take_contact(**me(counsellor, red))
    red.refresh_from_db()
    return red


@pytest.fixture
def yellow(held: Flag) -> Flag:
    """The same, at a level that may be lowered and closed."""
    Flag.objects.filter(pk=held.pk).update(level=Level.YELLOW)
    held.refresh_from_db()
    return held


def refer(actor: Actor, flag: Flag, to: Actor | None = None, **changes: Any) -> Referral:
    values: dict[str, Any] = {
        "receiver": Receiver.COLLEAGUE if to else Receiver.HOSPITAL, "to_user": user_of(to) if to else None,
        "place": "" if to else "县医院心理科",
        "number": "" if to else "0999-5559900", "basis": AskedBasis.AGREED, "fields": WORDS, "origin": "http://testserver",
        "press": uuid.uuid4(), **changes,
    }
    return referrals.send(**me(actor, flag), **values)


def talk(actor: Actor, flag: Flag, **changes: Any) -> Appointment:
    values: dict[str, Any] = {
        "way": Way.PHONE, "starts_at": clock.now() + timedelta(days=2), "minutes": 50, "press": uuid.uuid4(), **changes,
    }
    return services.plan(**me(actor, flag), **values)


def grounds(**changes: Any) -> Grounds:
    values: dict[str, Any] = {
        "heart": HeartState.REST, "matter_words": "the mediator of the town goes on with it",
        "evidence": "sleeps again, sister lives with her", "view": PersonView.AGREES, "view_words": "",
        "look_in_on": clock.today() + timedelta(days=30), **changes,
    }
    return Grounds(**values)


def entry(actor: Actor, flag: Flag, kind: EntryKind, **body: Any) -> Any:
    return writing.write(**me(actor, flag), kind=kind, press=uuid.uuid4(), body=body)


__all__ = ["entry", "grounds", "me", "refer", "screening", "talk"]
