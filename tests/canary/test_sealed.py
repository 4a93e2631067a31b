"""Each sealed field of counselling is filled once and its words are looked for: in tables, jobs, notices, files, the copy and the log.

`care` and `groups` fill most of them for the sweep over all pages; what they leave out is filled here. A new sealed field fails.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import tarfile
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import Settings

from counseling.hotline.models import Call
from counseling.hotline.services import desk
from counseling.hotline.views import desk as desk_view
from counseling.interventions import services as interventions
from counseling.interventions.conferring import ConferenceWay
from counseling.interventions.enums import SittingAdvice
from counseling.interventions.models import Conference
from counseling.interventions.services import conference
from counseling.interventions.views import conference as conference_view
from counseling.interventions.views import person as person_view
from counseling.programmes.views import gatherings as gathering_view
from counseling.screening.fhir import questionnaire
from counseling.screening.services import devices, exchange
from mediation.casework.models import Case
from mediation.casework.views import cases as case_view
from mediation.common import clock
from mediation.common.actor import system
from mediation.vault.models import SealedField
from tests.canary import test_canary as canary
from tests.canary.test_canary import Scene, escaped, scene
from tests.cast import County, user_of

__all__ = ["scene"]
pytestmark = [pytest.mark.django_db, pytest.mark.integration]
NOTED, PREPARED, WISHED = "金丝雀寒：第二次来电还在哭", "金丝雀暑：先问她弟弟的事", "金丝雀来：请安排在下午"
ADVISED, IMPORTED = "金丝雀往：中间多歇两次", "金丝雀秋：外院说睡不着"
TELEPHONE = "13800000077"  # of a guest on a gathering's list
MORE = (NOTED, PREPARED, WISHED, ADVISED, IMPORTED, TELEPHONE)


@pytest.fixture
def filled(scene: Scene, county: County) -> Scene:
    counsellor, mediator = scene.actors["counsellor"], scene.actors["mediator"]
    case = Case.objects.get(pk=scene.ids["case"][0])
    call = Call.objects.get(pk=scene.ids["call_id"][0])
    desk.add_note(actor=counsellor, user=user_of(counsellor), call=call, words=NOTED, press=uuid.uuid4())
    talk = conference.call_conference(
        actor=counsellor, user=user_of(counsellor), case_ref=case.pk, area_path=case.area.path, starts_at=clock.now() + timedelta(days=1),
        minutes=40, way=ConferenceWay.ROOM, place="三楼", invited=[], preparation=PREPARED, press=uuid.uuid4(),
    )
    conference.answer_conference(actor=mediator, user=user_of(mediator), row=talk, coming=True, words=WISHED)
    interventions.sign_advice(
        actor=counsellor, user=user_of(counsellor), case_ref=case.pk, area_path=case.area.path, mode=SittingAdvice.SEPARATE, breaks=True,
        companion=False, words=ADVISED, valid_until=clock.today() + timedelta(days=20), press=uuid.uuid4(),
    )
    devices.enrol(actor=counsellor, user=user_of(counsellor), name="平板一号", area=county.area)
    token, _secret = exchange.make_token(
        actor=system("tests.care"), name="医院", area_path=county.area.path, scopes=["response.write"], valid_for=timedelta(days=9)
    )
    asked = {"resourceType": "Questionnaire", "url": "http://x.example/q", "status": "active", "item": [
        {"linkId": "a", "type": "text", "text": "怎么样"},
    ]}
    answer = {"resourceType": "QuestionnaireResponse", "questionnaire": "http://x.example/q", "status": "completed", "item": [
        {"linkId": "a", "answer": [{"valueString": IMPORTED}]},
    ]}
    row, issues, _new = exchange.take_response(token=token, raw=answer, form=questionnaire.parse(asked))
    assert row is not None, issues
    return scene


def sealed_fields() -> list[tuple[str, bool]]:
    """Each sealed field of counselling, and whether a row fills it."""
    return [
        (f"{model.__name__}.{field.name}", model._default_manager.exclude(**{field.name: ""}).exists())
        for model in apps.get_models() if model.__module__.startswith("counseling.")
        for field in model._meta.get_fields() if isinstance(field, SealedField)
    ]


def copied(folder: Path) -> str:
    """The database as a backup copies it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM INTO %s", [str(folder / "copy.sqlite3")])
            return (folder / "copy.sqlite3").read_bytes().decode("utf-8", errors="ignore")
        cursor.execute("SELECT database_to_xml(true, false, '')")
        return str(cursor.fetchone())


def backed_up(folder: Path) -> str:
    """What the command of docs/operations/backup.md writes: the database copied while it runs, and the files beside it."""
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(folder / "backup.sqlite3")) as copy:
        connection.connection.backup(copy)
    with tarfile.open(folder / "media.tar", "w") as files:
        if Path(settings.MEDIA_ROOT).exists():
            files.add(settings.MEDIA_ROOT, arcname="media")
    return "".join((folder / name).read_bytes().decode("utf-8", errors="ignore") for name in ("backup.sqlite3", "media.tar"))


# a page that has just unsealed these words and then fails. IMPORTED is on no page: its sender alone reads it back, with the token
FAILING = [
    (desk_view, "/care/hotline/calls/{call_id}/", NOTED), (conference_view, "/care/conferences/{conference_id}/", PREPARED),
    (conference_view, "/care/conferences/{conference_id}/", WISHED), (case_view, "/desk/cases/{case}/", ADVISED),
    (person_view, "/care/people/{subject}/", ""), (gathering_view, "/care/gatherings/{gathering_id}/list/", TELEPHONE),
]


def test_no_error_page_and_no_log_of_it_shows_them(
    filled: Scene, client_of: Callable[..., Client], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = {name: rows[0] for name, rows in filled.ids.items()} | {"conference_id": str(Conference.objects.get().pk)}
    counsellor, mediator = (client_of(filled.actors[who], raise_request_exception=False) for who in ("counsellor", "mediator"))
    counsellor.post(f"/care/people/{ids['subject']}/open/")
    caplog.set_level(logging.DEBUG)

    for view, address, word in FAILING:
        held: list[str] = []

        def fails(request: Any, name: str, context: dict[str, Any], held: list[str] = held, **more: Any) -> Any:
            held.append(render_to_string(name, context, request))
            raise RuntimeError(f"cannot draw {name}")

        with monkeypatch.context() as patch:
            patch.setattr(view, "render", fails)
            answer = (mediator if view is case_view else counsellor).get(address.format(**ids))
        assert answer.status_code == 500, address
        assert held, address
        for secret in (*canary.SECRETS, *MORE):
            assert secret not in answer.content.decode(), (address, secret)
        assert word in held[0], (address, word)  # the page held it when it failed
    assert [s for s in (*canary.SECRETS, *MORE) if s in caplog.text] == []


@pytest.mark.django_db(transaction=True)
def test_no_sealed_word_lies_open_anywhere(
    caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    request.getfixturevalue("filled")
    monkeypatch.setattr(canary, "SECRETS", (*canary.SECRETS, *MORE))

    fields = sealed_fields()
    assert len(fields) > 20
    assert [name for name, there in fields if not there] == [], "fill these here, in `care` or in `groups`"
    assert canary.told_in_messages() == []
    assert canary.lying_in_plain(settings) == []
    body = copied(tmp_path) + (backed_up(tmp_path) if connection.vendor == "sqlite" else "")
    assert "casework_case" in body  # the look reads what was copied
    assert [s for s in canary.SECRETS if s != canary.ANSWER and (s in body or escaped(s) in body)] == []
    assert [s for s in canary.SECRETS if s in caplog.text] == []
