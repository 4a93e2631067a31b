"""Writing while somebody else writes: waiting, and where that is too long, a word and not a broken page."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from counseling.screening import services as screening
from counseling.screening.enums import Reason
from counseling.screening.models import Flag
from mediation.audit.models import AuditEntry
from mediation.casework import agreement_tasks
from mediation.common.actor import system
from mediation.common.busy import is_busy
from mediation.jobs.work import is_outward
from tests.cast import client_of


def failed(cause: Exception) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


def test_only_a_lock_is_busy() -> None:
    deadlock = type("DeadlockDetected", (Exception,), {"sqlstate": "40P01"})("deadlock")

    assert is_busy(failed(sqlite3.OperationalError("database is locked"))) and is_busy(failed(deadlock))
    assert not is_busy(failed(sqlite3.OperationalError("no such table: x"))) and not is_busy(OperationalError("database is locked"))
    assert not is_busy(ValueError("database is locked"))


@pytest.fixture
def stranger(county: Any) -> Flag:
    """A grave answer of somebody nobody here knows."""
    with transaction.atomic():
        who = Flag._meta.get_field("id").default()
        return screening.raise_flag(
            actor=system("tests"), subject=who, case_ref=who, area_path=county.area.path, reason=Reason.BROUGHT
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_the_same_moment_are_one_contact_and_no_error(stranger: Flag, counsellor: Any, deputy: Any) -> None:
    address, ready, said = f"/care/people/{stranger.subject}/contact/", threading.Barrier(2), {}
    clients = {actor.subject: client_of(actor) for actor in (counsellor, deputy)}

    def press(who: str) -> None:
        ready.wait()
        try:
            said[who] = [clients[who].post(address).status_code for _again in range(2)]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(who,)) for who in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    stranger.refresh_from_db()
    assert sorted(said.values()) == [[200, 200], [302, 302]]  # one is in touch, the other reads that a colleague was faster
    assert said[str(stranger.acknowledged_by.public_id)] == [200, 200]  # type: ignore[union-attr]
    assert AuditEntry.objects.filter(action="care.acknowledge", target_id=str(stranger.pk)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_press_that_has_to_wait_too_long_is_told_so_and_works_the_next_time(stranger: Flag, counsellor: Any) -> None:
    client, address = client_of(counsellor), f"/care/people/{stranger.subject}/contact/"
    other = connections.create_connection("default")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 20" if connection.vendor == "sqlite" else "SET lock_timeout = 20")  # milliseconds
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("UPDATE screening_flag SET level = level")  # somebody else writes and does not end
        waited = client.post(address, headers={"Accept-Language": "en"})
        htmx = client.post(address, headers={"Accept-Language": "en", "HX-Request": "true"})
        other.rollback()
    finally:
        other.close()
        connection.close()

    page = waited.content.decode()
    assert (waited.status_code, waited["Retry-After"]) == (503, "2")
    assert "press again" in page and "Nothing of this attempt was kept" in page and "tel:110" in page
    assert htmx.status_code == 503 and "press again" in htmx["HX-Trigger"]
    assert Flag.objects.get(pk=stranger.pk).state == "open"
    assert client.post(address).status_code == 200 and Flag.objects.get(pk=stranger.pk).state == "acknowledged"


def test_papers_are_drawn_while_everybody_else_can_write() -> None:
    assert is_outward(agreement_tasks.print_agreement) and is_outward(agreement_tasks.seal_dossier)
