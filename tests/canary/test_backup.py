"""What a backup would carry away and what an error page would show: the sealed words in neither, nor in what the log says of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from counseling.interventions.views import person
from tests.canary.test_canary import ANSWER, SECRETS, Scene, escaped, scene

__all__ = ["scene"]
pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.mark.django_db(transaction=True)
def test_a_backup_carries_no_secret_in_plain(scene: Scene, tmp_path: Path) -> None:
    if connection.vendor == "sqlite":  # the file as a backup copies it, page by page
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "backup.sqlite3")])
        body = (tmp_path / "backup.sqlite3").read_bytes().decode("utf-8", errors="ignore")
        assert "casework_case" in body  # the detector reads what was copied
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT database_to_xml(true, false, '')")
            body = str(cursor.fetchone())

    assert [s for s in SECRETS if s != ANSWER and (s in body or escaped(s) in body)] == []


def test_an_error_in_the_open_file_shows_and_logs_no_secret(
    scene: Scene, client_of: Callable[..., Client], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_of(scene.actors["counsellor"], raise_request_exception=False)
    subject = scene.ids["subject"][0]
    browser.post(f"/care/people/{subject}/open/")

    def fails(request: Any, name: str, context: dict[str, Any], **more: Any) -> Any:
        raise RuntimeError(f"cannot draw {name}")

    monkeypatch.setattr(person, "render", fails)
    caplog.set_level(logging.DEBUG)
    answer = browser.get(f"/care/people/{subject}/")

    assert answer.status_code == 500
    for secret in SECRETS:
        assert secret not in answer.content.decode()
        assert secret not in caplog.text
