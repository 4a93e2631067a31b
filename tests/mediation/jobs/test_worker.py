from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from mediation.accounts.models import Attempt
from mediation.common import clock
from mediation.jobs import outbox, schedules, worker
from mediation.jobs.models import Heartbeat, Job

PROBE = "tests.mediation.jobs.probe"
pytestmark = pytest.mark.django_db


def promise(name: str, **more: Any) -> Job:
    with transaction.atomic():
        return outbox.add(f"{PROBE}.{name}", **more)


def counter(name: str) -> Attempt:
    return Attempt.objects.create(door="probe", caller=name, window=clock.now(), count=0)


def test_a_due_job_runs_once() -> None:
    row = counter("7")
    promise("effect", number="7")

    assert worker.drain("me:1:a") == 1
    assert worker.drain("me:1:a") == 0

    row.refresh_from_db()
    assert row.count == 1


def test_a_job_waits_until_it_is_due() -> None:
    counter("7")
    promise("effect", number="7", due_at=clock.now() + timedelta(hours=1))

    assert worker.drain("me:1:a") == 0
    with clock.told(clock.now() + timedelta(hours=2)):
        assert worker.drain("me:1:a") == 1


def test_a_key_is_promised_once() -> None:
    assert promise("refuse", key="k").pk == promise("refuse", key="k").pk


def test_a_held_job_is_nobody_elses_until_the_lease_ends() -> None:
    promise("effect", number="7")
    first = worker.claim_next("me:1:a")

    assert first is not None
    assert worker.claim_next("other:1:b") is None
    with clock.told(clock.now() + worker.LEASE + timedelta(seconds=1)):
        second = worker.claim_next("other:1:b")
    assert second is not None
    assert second.attempt == 2


def test_a_worker_that_outslept_its_lease_undoes_what_it_did() -> None:
    row = counter("outrun")
    promise("outrun", key="slow", job="slow")
    claim = worker.claim_next("me:1:a")
    assert claim is not None

    assert not worker.run(claim)

    row.refresh_from_db()
    assert row.count == 0
    assert Job.objects.get(key="slow").done_at is None


def test_a_failing_job_backs_off_and_is_parked_without_a_word_of_its_text(caplog: pytest.LogCaptureFixture) -> None:
    job = promise("refuse")
    start = clock.now()
    pauses = []
    with caplog.at_level(logging.DEBUG):
        moment = start
        for _ in range(worker.MAX_ATTEMPTS + 1):
            with clock.told(moment):
                worker.drain("me:1:a")
            job.refresh_from_db()
            pauses.append(round((job.due_at - moment).total_seconds()))
            moment = max(job.due_at, moment)

    assert pauses[:4] == [5, 20, 80, 320]
    assert job.parked_at is not None
    assert job.attempts == worker.MAX_ATTEMPTS
    assert job.last_error == "ValueError"
    assert "ValueError" in caplog.text
    assert "words of a person" not in caplog.text


def test_an_unknown_task_is_a_failure_not_a_crash() -> None:
    with transaction.atomic():
        job = outbox.add("mediation.nowhere.task")
    worker.drain("me:1:a")
    job.refresh_from_db()
    assert job.last_error in {"ImportError", "ModuleNotFoundError"}


@pytest.mark.django_db(transaction=True)
def test_an_outward_task_runs_outside_a_transaction_and_any_other_inside(tmp_path: Any) -> None:
    file = tmp_path / "seen"
    promise("outward", into=str(file))
    worker.drain("me:1:a")
    assert file.read_text() == "False\n"


def test_leases_of_dead_processes_are_freed_and_of_living_ones_kept() -> None:
    promise("effect", number="1")
    promise("effect", number="2")
    alive, dead = worker.new_holder(), worker.new_holder().split(":")[0] + ":99999999:dead"
    assert worker.claim_next(alive)
    assert worker.claim_next(dead)

    assert worker.release_dead() == 1
    assert Job.objects.get(lease_holder=alive).lease_until is not None


def test_a_drain_leaves_a_sign_of_life() -> None:
    worker.drain("me:1:a")
    assert Heartbeat.objects.get(name=worker.HEARTBEAT).at <= clock.now()


def test_schedules_follow_what_is_declared() -> None:
    from django_q.models import Schedule

    schedules.every(15, f"{PROBE}.refuse")
    try:
        schedules.sync()
        schedules.sync()
        row = Schedule.objects.get(name=schedules.PREFIX + f"{PROBE}.refuse")
        assert (row.schedule_type, row.minutes, row.repeats) == (Schedule.MINUTES, 15, -1)
    finally:
        del schedules._every[f"{PROBE}.refuse"]
    schedules.sync()
    assert not Schedule.objects.filter(pk=row.pk).exists()


def test_a_turn_that_fires_twice_is_one_job() -> None:
    with clock.told(clock.now()):
        schedules.promise(f"{PROBE}.refuse")
        schedules.promise(f"{PROBE}.refuse")
    assert Job.objects.filter(task=f"{PROBE}.refuse").count() == 1
