"""A partner, an agreement, and who may touch them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from counseling.programmes.models import Agreement, Partner
from counseling.programmes.services import agreement as services
from mediation.common import clock
from mediation.common.actor import Actor
from tests.cast import County


@pytest.fixture
def partner(counsellor: Actor, county: County) -> Partner:
    return services.add_partner(
        actor=counsellor, area=county.area, kind="procuratorate", name="清溪县人民检察院", contact="未检部", telephone="0571-5550188"
    )


@pytest.fixture
def terms() -> Callable[..., services.Terms]:
    def make(**more: Any) -> services.Terms:
        plain = services.Terms(
            "conditional", "附条件不起诉帮教合作协议", "每月一次谈话，为期六个月。", "未检部", "0571-5550188",
            clock.today(), clock.today() + timedelta(days=365),
        )
        return replace(plain, **more)

    return make


@pytest.fixture
def agreement(counsellor: Actor, partner: Partner, terms: Callable[..., services.Terms]) -> Agreement:
    return services.conclude(actor=counsellor, partner=partner, terms=terms(), press=uuid.uuid4())
