"""Unsent reports are bounded: by network, by device, and by a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mediation.common import clock
from mediation.common.actor import system
from mediation.jobs.models import Job
from mediation.journeys import tasks
from mediation.journeys.models import IntakeDraft, IntakePoint
from mediation.journeys.services import draft
from mediation.journeys.services.point import add_point

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(county: Any) -> IntakePoint:
    return add_point(actor=system("tests"), label="柳岸村公告栏", area=county.town, organisation=county.studio)


def test_one_network_cannot_fill_the_table_and_another_is_not_kept_waiting(
    point: IntakePoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "BEGUN_AN_HOUR", 3)
    begin = [Client().post(f"/r/{point.token}/", {"mode": "dispute"}).status_code for _ in range(3)]

    refused = Client().post(f"/r/{point.token}/", {"mode": "dispute"}, headers={"Accept-Language": "zh-hans"})
    elsewhere = Client(REMOTE_ADDR="192.0.2.9").post(f"/r/{point.token}/", {"mode": "dispute"})

    assert begin == [302, 302, 302]
    assert refused.status_code == 429
    assert "请先打电话给调委会" in refused.content.decode()
    assert int(refused["Retry-After"]) > 0
    assert elsewhere.status_code == 302
    assert IntakeDraft.objects.count() == 4


def test_one_device_keeps_one_draft_however_often_it_begins(point: IntakePoint) -> None:
    client = Client()
    for _ in range(4):
        client.post(f"/r/{point.token}/", {"mode": "dispute"})

    assert IntakeDraft.objects.filter(point=point).count() == 1


def test_a_draft_is_gone_after_a_day_and_its_job_says_so(point: IntakePoint) -> None:
    Client().post(f"/r/{point.token}/", {"mode": "dispute"})
    row = IntakeDraft.objects.get()
    job = Job.objects.get(key=f"draft:{row.id}")
    assert job.due_at == row.expires_at

    tasks.forget_draft(str(row.id))
    assert IntakeDraft.objects.exists()  # not yet
    with clock.told(clock.now() + timedelta(hours=25)):
        tasks.forget_draft(str(row.id))

    assert not IntakeDraft.objects.exists()
