"""kill -9 of workers while jobs run: none lost, none doubled, poison parked. Real processes, SQLite and PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from django.db import connection, transaction

from mediation.accounts.models import Attempt
from mediation.common import clock
from mediation.jobs import outbox
from mediation.jobs.models import Job
from tests.databases import ROOT, child_environment

JOBS, POISON, KILLS = 150, 3, 20


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_and_double_nothing(tmp_path: Any) -> None:
    with transaction.atomic():
        for n in range(JOBS):
            Attempt.objects.create(door="probe", caller=str(n), window=clock.now(), count=0)
            outbox.add("tests.mediation.jobs.probe.effect", number=str(n))
        for _ in range(POISON):
            outbox.add("tests.mediation.jobs.probe.poison")
    connection.close()

    ran = subprocess.run(
        [sys.executable, "-m", "tests.mediation.jobs.probe", str(KILLS), "90"],
        cwd=ROOT, env=child_environment(tmp_path), capture_output=True, text=True, timeout=120, check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert "kills left 0" in ran.stdout  # the detector saw deaths, not a quiet evening
    assert set(Attempt.objects.filter(door="probe").values_list("count", flat=True)) == {1}
    assert Job.objects.filter(done_at__isnull=False).count() == JOBS
    parked = Job.objects.filter(parked_at__isnull=False)
    assert [(j.task.rpartition(".")[2], j.attempts) for j in parked] == [("poison", 5)] * POISON
