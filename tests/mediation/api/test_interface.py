"""What a program gets, what it never gets, and what happens when it asks wrongly."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mediation.api.enums import Scope
from mediation.api.models import ApiToken, OnceKey
from mediation.api.services import once, tokens
from mediation.api.v1 import interface
from mediation.audit.models import AuditEntry
from mediation.casework.models import Case
from mediation.common import clock
from tests.mediation.casework.conftest import STORY
from tests.mediation.casework.conftest import tell as tell
from tests.mediation.casework.conftest import told as told

pytestmark = pytest.mark.django_db
ALL = tuple(Scope.values)
GIVEN = {
    "kind": "neighbour", "area": "999901001", "story": "canary-api-story 夜里吵", "applicant": {"name": "王小梅", "phone": "13812340000"},
    "respondents": [{"name": "陈大山"}],
}


def problem(answer: Any, status: int, code: str) -> Any:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json; charset=utf-8")
    body = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["title"]
    return body


def test_without_a_living_token_nothing_opens(program: Any, admin: Any, told: Any, client_of: Any, mediator: Any) -> None:
    p = program("cases.read")
    assert p.get("cases").json()["items"][0]["number"] == told.case.number
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer xq_wrong"}, {"Authorization": f"Basic {p.secret}"}):
        problem(Client().get("/api/v1/cases", headers=headers), 401, "token")
    problem(client_of(mediator).get("/api/v1/cases"), 401, "token")  # a browser's session is no token
    tokens.revoke(actor=admin, token=p.token)
    problem(p.get("cases"), 401, "token")
    late = program("cases.read", days=1)
    with clock.told(clock.now() + timedelta(days=3)):
        problem(late.get("cases"), 401, "token")


def test_only_a_fingerprint_of_the_secret_is_kept(program: Any) -> None:
    p = program("cases.read")
    row = ApiToken.objects.get(pk=p.token.pk)
    assert p.secret not in json.dumps({k: str(v) for k, v in vars(row).items()})
    assert len(p.secret) == 3 + 64


@pytest.mark.parametrize(("path", "scope"), [
    ("cases", "cases.read"), ("cases/{case}", "cases.read"), ("cases/{case}/story", "story.read"),
    ("cases/{case}/documents", "documents.read"), ("events", "events.read"), ("statistics", "statistics.read"),
    ("webhooks", "webhooks.manage"),
])
def test_each_use_is_its_own(program: Any, told: Any, path: str, scope: str) -> None:
    address = path.format(case=told.case.pk)
    query = {"since": "2026-01-01", "until": "2026-12-31"} if path == "statistics" else {}
    assert program(scope).get(address, **query).status_code == 200
    others = [s for s in ALL if s != scope]
    assert scope in problem(program(*others).get(address, **query), 403, "scope")["title"]


def test_absent_and_out_of_reach_are_one(program: Any, county: Any, told: Any) -> None:
    """The other town's committee, and a studio that is not this case's."""
    absent = "00000000-0000-4000-8000-000000000000"
    other = program(*ALL, organisation=county.other_committee)
    assert other.get("cases").json() == {"items": [], "next": ""}
    assert other.get("events").json()["items"] == []
    for tail in ("", "/story", "/documents"):
        forbidden, missing = other.get(f"cases/{told.case.pk}{tail}"), other.get(f"cases/{absent}{tail}")
        problem(forbidden, 404, "not-found")
        assert forbidden.content == missing.content
    for near in (county.studio, county.committee, county.centre):  # its own, the committee above it, the county's centre
        assert program(*ALL, organisation=near).get(f"cases/{told.case.pk}").status_code == 200


def test_nothing_confidential_beyond_its_scope(program: Any, told: Any) -> None:
    p = program("cases.read", "events.read", "statistics.read", "documents.read")
    with clock.told(clock.now() + timedelta(minutes=1)):
        shown = "".join(
            p.get(path, **query).content.decode()
            for path, query in (
                ("cases", {}), (f"cases/{told.case.pk}", {}), ("events", {}), (f"cases/{told.case.pk}/documents", {}),
                ("statistics", {"since": "2026-01-01", "until": "2026-12-31"}),
            )
        )
    for secret in ("canary", "王小梅", "陈大山", "138123"):
        assert secret not in shown


def test_the_story_needs_its_own_use_and_leaves_a_line(program: Any, told: Any) -> None:
    p = program("story.read")
    assert p.get(f"cases/{told.case.pk}/story").json()["story"] == STORY
    line = AuditEntry.objects.get(action="api.read_story")
    assert (line.actor, str(line.target_id)) == (f"system:api.{p.token.pk}", str(told.case.pk))


def test_a_dispute_is_handed_in_once(program: Any) -> None:
    p = program("cases.write", "cases.read")
    first, again = p.post("cases", GIVEN, key="k-1"), p.post("cases", GIVEN, key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    case = Case.objects.get()
    assert (case.number, case.state, case.source) == (first.json()["number"], "pool", "referred")
    assert case.parties.get(role="applicant").willingness == "not_asked"
    problem(p.post("cases", GIVEN | {"urgent": True}, key="k-1"), 409, "idempotency-key-reused")
    assert "canary" not in json.dumps(list(OnceKey.objects.values("key", "request", "answer")))
    with clock.told(clock.now() + timedelta(days=3)):
        once.forget()
    assert not OnceKey.objects.exists()


def test_what_cannot_be_taken_is_said_at_its_field_in_the_language_asked_for(program: Any) -> None:
    p = program("cases.write")
    problem(p.post("cases", GIVEN, key=""), 422, "idempotency-key")
    wrong = GIVEN | {"kind": "murder", "area": "999902001x", "story": " \u202e ", "extra": 1, "applicant": {}}
    english = problem(p.post("cases", wrong), 422, "invalid")
    assert set(english["fields"]) == {"kind", "story", "extra", "applicant.name"}
    assert english["fields"]["applicant.name"] == "This is missing."
    chinese = problem(p.post("cases", wrong, language="zh-CN"), 422, "invalid")
    assert chinese["fields"]["applicant.name"] != english["fields"]["applicant.name"]
    far = problem(p.post("cases", GIVEN | {"area": "nowhere"}), 422, "invalid")
    assert set(far["fields"]) == {"area"}
    for raw in ("{", "[" * 3000, "null", "\x00", '"' + "x" * 300_000 + '"'):
        answer = p.post("cases", raw)
        assert answer.status_code in (400, 413, 422), raw[:20]
        assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert not Case.objects.exists()


def test_pages_of_a_list(program: Any, tell: Any, county: Any) -> None:
    numbers = []
    for hours in (3, 2, 1):
        with clock.told(clock.now() - timedelta(hours=hours)):
            numbers.append(tell().case.number)
    p = program("cases.read", "events.read")
    seen, cursor = [], ""
    for _ in range(4):
        answer = p.get("cases", limit=2, cursor=cursor).json()
        seen += [c["number"] for c in answer["items"]]
        cursor = answer["next"]
    assert seen == numbers
    with clock.told(clock.now() - timedelta(minutes=1)):
        later = tell().case.number
    assert [c["number"] for c in p.get("cases", cursor=cursor).json()["items"]] == [later]
    for bad in ("nonsense", "W10", "bnVsbA", "WyJ4IiwgInkiXQ", "%00", "WyJcdWQ4MDAiXQ"):
        for path in ("cases", "events"):
            problem(p.get(path, cursor=bad), 422, "invalid")


def test_too_often_is_told_with_the_time_to_wait(program: Any) -> None:
    p = program("cases.read", per_minute=2)
    assert [p.get("cases").status_code for _ in range(3)] == [200, 200, 429]
    answer = p.get("cases")
    problem(answer, 429, "too-many")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_small_counts_are_hidden_from_who_may_not_read_the_cases(program: Any, told: Any) -> None:
    query = {"since": "2026-01-01", "until": "2026-12-31"}
    assert program("statistics.read").get("statistics", **query).json()["whole"]["total"] == "<5"
    assert program("statistics.read", "cases.read").get("statistics", **query).json()["whole"]["total"] == "1"
    p = program("statistics.read")
    assert set(problem(p.get("statistics", since="2026-12-31", until="2026-01-01"), 422, "invalid")["fields"]) == {"until"}
    assert set(problem(p.get("statistics", since="0001-01-01", until="2026-01-01"), 422, "invalid")["fields"]) == {"since"}


def test_the_description_is_whole_and_draws_its_own_page(client: Client) -> None:
    whole = client.get("/api/v1/openapi.json").json()
    operations = [o for methods in whole["paths"].values() for o in methods.values()]
    assert whole["openapi"].startswith("3.1")
    assert {o["operationId"] for o in operations} == set(interface.NEEDS)
    assert {o["x-scope"] for o in operations} == set(ALL)
    page = client.get("/api/", headers={"Accept-Language": "en"}).content.decode()
    assert all(f"{m.upper()} {path}" in page for path, methods in whole["paths"].items() for m in methods)
    assert "<script src=\"http" not in page
