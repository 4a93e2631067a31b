from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from counseling.screening import tasks
from counseling.screening.instruments.loader import codes, load
from counseling.screening.models import ExchangeToken, ImportedForm, ImportedResponse
from counseling.screening.services import exchange
from mediation.audit.models import AuditEntry
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.jobs.models import Job
from mediation.vault.sealing import Unsealable
from tests.cast import County
from tests.counseling.screening.test_fhir_validate import BOOL, a, form, option, q, says, yes

pytestmark = pytest.mark.django_db
CANARY = "金丝雀的话"
Ask = Callable[..., Any]


@pytest.fixture
def make(county: County) -> Callable[..., str]:
    def go(*scopes: str, place: str | None = None) -> str:
        return exchange.make_token(
            actor=system("tests"), name="hospital", area_path=place or county.area.path, scopes=list(scopes or exchange.SCOPES),
            valid_for=timedelta(days=1),
        )[1]

    return go


def ask(secret: str, method: str, address: str, body: Any = None, **headers: str) -> Any:
    client = Client(raise_request_exception=False)
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return client.generic(method, f"/fhir/{address}", raw, "application/fhir+json", headers={
        "Authorization": f"Bearer {secret}", "Accept-Language": "en", **headers})


def test_without_a_token_nothing_is_told(county: County, make: Callable[..., str], mediator: Actor, client_of: Any) -> None:
    living = make()
    ExchangeToken.objects.update(expires_at=clock.now() - timedelta(seconds=1))

    for secret in ("", "wrong", living):
        answer = ask(secret, "GET", "Questionnaire")
        assert (answer.status_code, answer.json()["resourceType"], answer["WWW-Authenticate"]) == (401, "OperationOutcome", "Bearer")
    assert client_of(mediator).get("/fhir/Questionnaire").status_code == 401


def test_a_token_is_for_its_uses_only(make: Callable[..., str]) -> None:
    secret = make("questionnaire.read")

    assert ask(secret, "GET", "Questionnaire").status_code == 200
    assert [ask(secret, m, p, {}).status_code for m, p in (
        ("POST", "Questionnaire"), ("POST", "QuestionnaireResponse"), ("POST", "QuestionnaireResponse/$validate"),
        ("GET", f"QuestionnaireResponse/{uuid.uuid4()}"), ("DELETE", "Questionnaire"))] == [403, 403, 403, 403, 405]


def test_the_shelf_goes_out(make: Callable[..., str]) -> None:
    secret = make()

    bundle = ask(secret, "GET", "Questionnaire").json()
    phq = ask(secret, "GET", "Questionnaire/phq9").json()

    assert bundle["total"] == len(codes())
    assert (phq["version"], len(phq["item"]), phq["language"]) == (load("phq9").package.version, 9, "en")
    chinese = ask(secret, "GET", "Questionnaire/phq9", **{"Accept-Language": "zh-hans"}).json()
    assert chinese["item"][8]["text"] == "有不如死掉或用某种方式伤害自己的念头"
    assert ask(secret, "GET", "Questionnaire/nothing").status_code == 404


def test_a_form_comes_in_and_goes_out_as_it_was(make: Callable[..., str]) -> None:
    secret = make()
    raw = json.dumps(form(q("g", "group", q("a", "choice", answerOption=[option("y", 1)])), publisher="县医院"), ensure_ascii=False)
    raw = raw.replace('"valueDecimal": 1', '"valueDecimal": 1.50')

    first = ask(secret, "POST", "Questionnaire", raw.encode())
    again = ask(secret, "POST", "Questionnaire", raw.encode())

    assert (first.status_code, again.status_code, first["Location"] == again["Location"]) == (201, 200, True)
    back = ask(secret, "GET", first["Location"].removeprefix("/fhir/")).content.decode()
    assert "1.50" in back
    assert json.loads(back) == json.loads(raw)
    assert ImportedForm.objects.count() == 1
    with pytest.raises(TypeError):
        ImportedForm.objects.get().save()


def test_a_broken_form_is_not_taken(make: Callable[..., str]) -> None:
    answer = ask(make(), "POST", "Questionnaire", form(q("a"), q("a")))

    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (422, "duplicate")
    assert not ImportedForm.objects.exists()


def test_nobody_can_pass_a_form_off_as_one_of_ours(make: Callable[..., str]) -> None:
    assert ask(make(), "POST", "Questionnaire", form(q("a"), url="urn:xinqiao:instrument:phq9")).status_code == 422


def phq9(*given: int, **more: Any) -> dict[str, Any]:
    space = "urn:xinqiao:instrument:phq9:main"
    answers = [a(f"phq_{n}", {"system": space, "code": str(v)}, kind="valueCoding") for n, v in enumerate(given, 1)]
    return says(*answers, questionnaire=f"urn:xinqiao:instrument:phq9|{load('phq9').package.version}", **more)


def test_answers_are_counted_anew_sealed_and_go_out_as_they_came(make: Callable[..., str]) -> None:
    secret = make()
    body = phq9(0, 0, 0, 1, 2, 1, 3, 2, 1, identifier={"value": CANARY})

    answer = ask(secret, "POST", "QuestionnaireResponse", body)

    assert answer.status_code == 201
    assert [i["severity"] for i in answer.json()["issue"]] == ["warning"]  # the ninth: a person has to look
    address = answer["Location"].removeprefix("/fhir/")
    assert ask(secret, "GET", address).json() == body
    told = {p["name"]: p["valueString"] for p in ask(secret, "GET", f"{address}/$score").json()["parameter"]}
    assert told == {"low": "10", "high": "10", "package": load("phq9").package.version, "engine": "2"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM screening_importedresponse")
        assert CANARY not in str(cursor.fetchall())
    assert CANARY not in str(list(AuditEntry.objects.values()))


def test_the_same_answers_sent_twice_are_one(make: Callable[..., str]) -> None:
    secret = make()

    assert [ask(secret, "POST", "QuestionnaireResponse", phq9(*[0] * 9)).status_code for _ in range(2)] == [201, 200]
    assert ImportedResponse.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (phq9(*[0] * 8, 7), 422, "code-invalid"), ({**phq9(), "questionnaire": "urn:xinqiao:instrument:phq9|0.0.1"}, 422, "invalid"),
        ({**phq9(), "questionnaire": "http://example.org/unknown"}, 400, "not-found"), (b"{", 400, "structure"),
        ({"resourceType": "Patient"}, 400, "invalid"), (b"[" * 1000, 400, "too-costly"),
        (b'{"resourceType":"QuestionnaireResponse","x":"' + b"x" * 10_000_000 + b'"}', 413, "too-long"),
    ],
)
def test_bad_answers_are_refused_in_words(make: Callable[..., str], body: Any, status: int, code: str) -> None:
    answer = ask(make(), "POST", "QuestionnaireResponse", body)

    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (status, code)
    assert not ImportedResponse.objects.exists()


def test_another_place_sees_nothing(make: Callable[..., str], county: County) -> None:
    mine, theirs = make(), make(place=county.village.path)
    form_at = ask(mine, "POST", "Questionnaire", form(q("a")))["Location"].removeprefix("/fhir/")
    answers_at = ask(mine, "POST", "QuestionnaireResponse", phq9(*[0] * 9))["Location"].removeprefix("/fhir/")

    assert [ask(theirs, "GET", p).status_code for p in (form_at, answers_at, f"{answers_at}/$score")] == [404, 404, 404]
    assert ask(theirs, "GET", "Questionnaire?url=http://example.org/q").json()["total"] == 0


def test_checking_alone_keeps_nothing(make: Callable[..., str]) -> None:
    secret = make("validate")
    both = {"resourceType": "Parameters", "parameter": [
        {"name": "questionnaire", "resource": form(q("a", "boolean", required=True))},
        {"name": "resource", "resource": says(a("a", True, **BOOL))}]}

    good = ask(secret, "POST", "QuestionnaireResponse/$validate", both)
    both["parameter"][1] = {"name": "resource", "resource": says()}  # type: ignore[index]
    bad = ask(secret, "POST", "QuestionnaireResponse/$validate", both)

    assert (good.status_code, bad.status_code, bad.json()["issue"][0]["code"]) == (200, 422, "required")
    assert ask(secret, "POST", "Questionnaire/$validate", form(q("a"))).json()["issue"][0]["severity"] == "information"
    assert ask(secret, "POST", "QuestionnaireResponse/$validate", {"resourceType": "Parameters", "parameter": 5}).status_code == 400
    assert not ImportedForm.objects.exists()


def test_every_reading_is_written_down(make: Callable[..., str]) -> None:
    secret = make()
    address = ask(secret, "POST", "QuestionnaireResponse", phq9(*[0] * 9))["Location"].removeprefix("/fhir/")

    ask(secret, "GET", address)

    line = AuditEntry.objects.get(action="care.export_response")
    assert (line.reading, line.actor.startswith("system:fhir.")) == (True, True)


def test_imported_answers_end_after_three_years(make: Callable[..., str]) -> None:
    secret = make()
    address = ask(secret, "POST", "QuestionnaireResponse", phq9(*[0] * 9))["Location"]
    job = Job.objects.get(task="counseling.screening.tasks.shred_import")

    tasks.shred_import(**job.payload)

    assert job.due_at - clock.now() > timedelta(days=3 * 365 - 1)
    with pytest.raises(Unsealable):
        exchange.give_response(token=ExchangeToken.objects.get(), response_id=uuid.UUID(address.rsplit("/", 1)[1]))


def test_what_the_server_can_do_is_public(client: Client) -> None:
    assert client.get("/fhir/metadata").json()["fhirVersion"] == "4.0.1"


def test_the_command_makes_a_token(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("fhir_token", "hospital", area=str(county.area.public_id), use=["validate"])

    assert exchange.token_of(capsys.readouterr().out.strip()) == ExchangeToken.objects.get()
    with pytest.raises(CommandError):
        call_command("fhir_token", "hospital", area="nowhere", use=["validate"])
    with pytest.raises(CommandError):
        call_command("fhir_token", "hospital", area=str(county.area.public_id), use=["validate"], days=999)


def test_coded_answers_to_an_imported_form(make: Callable[..., str]) -> None:
    secret = make()
    asks = form(q("a", "choice", answerOption=[option("y", 2), option("n", 0)]), q("t", "integer", readOnly=True))
    ask(secret, "POST", "Questionnaire", asks)

    answer = ask(secret, "POST", "QuestionnaireResponse", says(a("a", yes(), kind="valueCoding"), a("t", 5, kind="valueInteger")))

    assert [i["details"]["text"] for i in answer.json()["issue"]] == ["The total states 5, the answers add up to 2."]
