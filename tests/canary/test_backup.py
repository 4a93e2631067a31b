"""What a backup would carry away and what an error page would show: the sealed words in neither, nor in what the log says of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from counseling.interventions.views import person
from tests.canary.test_canary import ANSWER, SECRETS, Scene, escaped, scene

__all__ = ["scene"]
pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def test_a_backup_carries_no_secret_in_plain(scene: Scene) -> None:
    connection.ensure_connection()
    if connection.vendor == "sqlite":  # the file, page by page, what was deleted included
        body = bytes(connection.connection.serialize()).decode("utf-8", errors="ignore")
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT database_to_xml(true, false, '')")
            body = str(cursor.fetchone())

    assert "金丝雀" not in body.replace(ANSWER, "")
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
