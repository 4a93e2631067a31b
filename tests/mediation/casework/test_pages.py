"""The desk's pages: who gets them, and how many questions they ask the database."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mediation.audit.models import AuditEntry
from mediation.casework import tasks
from mediation.casework.models import Case, CaseEvent
from mediation.casework.services import invitation
from mediation.casework.services import sitting as sittings
from mediation.casework.services.claim import claim
from mediation.common import clock
from mediation.jobs.models import Job
from mediation.notifications.models import Notice, ShortMessage

pytestmark = pytest.mark.django_db
BUDGET = 10


def queries(client: Any, path: str) -> int:
    with CaptureQueriesContext(connection, ) as seen:
        assert client.get(path).status_code == 200, path
    return len([q for q in seen.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))])


@pytest.mark.parametrize("rows", [1, 3])
def test_ten_questions_are_enough(rows: int, tell: Any, mediator: Any, supervisor: Any, client_of: Any) -> None:
    cases = [tell() for _ in range(rows)]
    for _ in range(rows):
        tell()
    for told in cases:
        claim(actor=mediator, case=told.case)
        told.case.parties.update(willingness="willing")
        sittings.plan(
            actor=mediator, case=Case.objects.get(pk=told.case.pk), starts_at=clock.now() + timedelta(days=1), minutes=60, mode="joint",
            risk="短",
        )
    desk, chief = client_of(mediator), client_of(supervisor)
    one = cases[0].case.id
    for path in ("/desk/", "/desk/pool/", "/desk/cases/", "/desk/calendar/", f"/desk/cases/{one}/", "/desk/register/", "/desk/questions/"):
        assert queries(desk, path) <= BUDGET, path
    for path in ("/desk/overview/", f"/desk/cases/{one}/", f"/desk/overview/{one}/assign/", "/desk/codes/"):
        assert queries(chief, path) <= BUDGET, path
    assert queries(client_of(cases[0].applicant), f"/c/case/{one}/") <= BUDGET


def test_who_gets_which_page(told: Any, mediator: Any, supervisor: Any, gridworker: Any, outsider: Any, client_of: Any) -> None:
    def codes(actor: Any) -> list[int]:
        client = client_of(actor)
        return [client.get(f"/desk/{p}").status_code for p in ("", "pool/", "cases/", "register/", "overview/", "calendar/", "codes/")]

    assert codes(mediator) == [200, 200, 200, 200, 404, 200, 404]
    assert codes(supervisor) == [302, 302, 404, 404, 200, 404, 200]
    assert codes(gridworker) == [302, 404, 200, 200, 404, 404, 404]
    assert codes(outsider) == [404] * 7
    assert set(codes(told.applicant)) <= {302, 404}


def test_a_gridworker_writes_down_and_follows(gridworker: Any, mediator: Any, county: Any, client_of: Any) -> None:
    client = client_of(gridworker)
    form = {
        "area": str(county.grid.public_id), "kind": "neighbour", "story": "canary-grid 路灯直射卧室", "name": "赵奶奶",
        "phone": "0571-88880000", "willing": "on",
    }
    answer = client.post("/desk/register/", form)
    case = Case.objects.get()
    assert answer.status_code == 302
    assert case.registered_by == gridworker.key
    page = client.get(f"/desk/cases/{case.id}/").content.decode()
    assert case.number in page
    assert "canary-grid" not in page
    assert client.get(f"/desk/cases/{case.id}/story/").status_code == 404
    assert client.post("/desk/register/", form).url == answer.url  # pressed twice, even without the page's mark
    marked = {**form, "press": re.search(r'name="press" value="([^"]+)"', client.get("/desk/register/").content.decode())[1]}  # type: ignore[index]
    first, second = (client.post("/desk/register/", marked).url for _ in range(2))
    assert first == second != answer.url
    assert Case.objects.count() == 2
    assert client.post("/desk/register/", {**marked, "story": "另一件事"}).url != first  # gone back to, and written anew
    wrong = client.post("/desk/register/", {**form, "area": str(county.other_village.public_id)})
    assert wrong.status_code == 422
    assert "canary-grid" in wrong.content.decode()


def test_nobody_called_in_time(told: Any, supervisor: Any, mediator: Any) -> None:
    assert told.case.call_back_by is not None
    tasks.call_back_overdue(str(told.case.id))
    assert not Notice.objects.filter(kind="casework.unclaimed").exists()
    with clock.told(told.case.call_back_by + timedelta(minutes=1)):
        tasks.call_back_overdue(str(told.case.id))
    assert Notice.objects.get(kind="casework.unclaimed").recipient == supervisor.key


SECRETS = ("canary", "13812340000", "13912340000", "安静", "吵闹")


def test_canary(taken: Any, mediator: Any, client_of: Any, caplog: Any) -> None:
    """The words of the people stand in no log, notice, job, history line or audit detail, and nowhere in plain text."""
    caplog.set_level(logging.DEBUG)
    desk, guest = client_of(mediator), client_of(taken.applicant)
    desk.get(f"/desk/cases/{taken.case.id}/story/")
    desk.post(f"/desk/parties/{taken.party.id}/contact/")
    guest.post(f"/c/case/{taken.case.id}/messages/", {"words": "canary-line", "token": "c"})
    guest.post(f"/c/case/{taken.case.id}/objection/", {"reason": "canary-reason"})
    claimed = Case.objects.get(pk=taken.case.pk)
    assert claimed.state == "pool"
    invitation_error = desk.post(f"/desk/parties/{taken.respondent.id}/invite/")
    assert invitation_error.status_code == 404  # no longer this mediator's
    places = [
        *AuditEntry.objects.values_list("detail", flat=True), *Notice.objects.values_list("params", flat=True),
        *Job.objects.values_list("payload", flat=True), *CaseEvent.objects.values_list("detail", flat=True),
        *Case.objects.values_list("story_sealed", "wish_sealed"), *ShortMessage.objects.values_list("number_sealed", "text_sealed"),
        caplog.text,
    ]
    for secret in SECRETS:
        assert not [p for p in places if secret in str(p)], secret


def test_canary_in_pages_of_others(taken: Any, mediator: Any, supervisor: Any, mentor: Any, client_of: Any) -> None:
    invitation.invite(actor=mediator, party=taken.respondent, origin="http://testserver")
    for actor, paths in (
        (mediator, ("/desk/", "/desk/pool/", "/desk/cases/", f"/desk/cases/{taken.case.id}/")), (supervisor, ("/desk/overview/",)),
        (mentor, ("/desk/", "/desk/pool/")),
    ):
        client = client_of(actor)
        for path in paths:
            page = client.get(path).content.decode()
            for secret in SECRETS:
                assert secret not in page, (path, secret)
