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
from counseling.screening.models import ExchangeToken, Flag, ImportedForm, ImportedResponse
from counseling.screening.services import exchange, flags
from mediation.audit.models import AuditEntry
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.jobs.models import Job
from mediation.notifications.models import Notice
from mediation.vault.sealing import Unsealable
from tests.cast import County, user_of
from tests.counseling.screening.test_fhir_validate import BOOL, a, form, option, q, says, yes

pytestmark = pytest.mark.django_db
CANARY = "金丝雀的话"
Ask = Callable[..., Any]


@pytest.fixture
def make(county: County) -> Callable[..., str]:
    def go(*scopes: str, place: str | None = None, name: str = "hospital") -> str:
        return exchange.make_token(
            actor=system("tests"), name=name, area_path=place or county.area.path, scopes=list(scopes or exchange.SCOPES),
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
    assert [i["severity"] for i in answer.json()["issue"]] == ["warning", "warning"]  # the ninth: a person has to look; nobody is on call
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


def test_another_program_of_the_same_place_reads_nothing_of_it(make: Callable[..., str]) -> None:
    """What one program brought only that program reads, also with a renewed token; the same body from another is its own."""
    mine, renewed, theirs = make(), make(), make(name="clinic")
    here = ask(mine, "POST", "QuestionnaireResponse", phq9(*[0] * 9))["Location"].removeprefix("/fhir/")
    there = ask(theirs, "POST", "QuestionnaireResponse", phq9(*[0] * 9))

    assert there.status_code == 201
    assert there["Location"].removeprefix("/fhir/") != here
    for address in (here, f"{here}/$score"):
        assert [ask(secret, "GET", address).status_code for secret in (mine, renewed, theirs)] == [200, 200, 404]
    assert AuditEntry.objects.filter(action="care.export_response").count() == 4


def test_the_shelf_is_told_whole_page_by_page(make: Callable[..., str]) -> None:
    secret, extra = make(), 3
    for n in range(extra):
        assert ask(secret, "POST", "Questionnaire", form(q("a"), url=f"http://example.org/{n}")).status_code == 201
    seen: list[str] = []
    address = "Questionnaire?_count=20"
    for _page in range(9):
        bundle = ask(secret, "GET", address).json()
        assert bundle["total"] == len(codes()) + extra
        assert len(bundle["entry"]) <= 20
        seen += [e["resource"]["url"] for e in bundle["entry"]]
        following = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
        if not following:
            break
        address = following[0].split("/fhir/")[1]

    assert len(seen) == len(set(seen)) == len(codes()) + extra
    assert ask(secret, "GET", "Questionnaire?_count=0&_offset=x").json()["total"] == len(codes()) + extra


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

    warned = [i["details"]["text"] for i in answer.json()["issue"] if i["severity"] == "warning"]
    assert warned == ["The total states 5, the answers add up to 2."]


RED = (0, 0, 0, 0, 0, 0, 0, 0, 2)


def named(subject: Any) -> dict[str, Any]:
    return {"subject": {"identifier": {"system": "urn:xinqiao:subject", "value": str(subject)}}}


def spoken(answer: Any) -> str:
    return " ".join(i["details"]["text"] for i in answer.json()["issue"])


def test_a_grave_answer_about_somebody_we_know_is_a_task_at_once(
    make: Callable[..., str], party: Actor, case_ref: uuid.UUID, on_call: Actor, outsider: Actor, client_of: Any
) -> None:
    secret = make()

    first = ask(secret, "POST", "QuestionnaireResponse", phq9(*RED, **named(party.subject)))
    again = ask(secret, "POST", "QuestionnaireResponse", phq9(*RED, **named(party.subject)))

    flag = Flag.objects.get()
    assert (str(flag.subject), flag.case_ref, flag.level, flag.reason) == (party.subject, case_ref, "red", "brought")
    assert (first.status_code, again.status_code) == (201, 200)
    assert [n.recipient for n in Notice.objects.filter(kind="care.urgent")] == [on_call.key]
    assert Job.objects.filter(key__startswith=f"care-escalate:{flag.id}").count() == 2
    assert "have been told" in spoken(first) and "have been told" in spoken(again) and "do not know" not in spoken(first)
    client = client_of(on_call)
    client.post(f"/care/people/{flag.subject}/open/")
    page = client.get(f"/care/people/{flag.subject}/", headers={"Accept-Language": "en"}).content.decode()
    assert "Answers from hospital" in page and "More than half the days" in page
    assert client_of(outsider).get(f"/care/people/{flag.subject}/").status_code == 404


def test_the_sender_hears_what_happened_when_somebody_took_the_call(
    make: Callable[..., str], party: Actor, case_ref: uuid.UUID, on_call: Actor, deputy: Actor
) -> None:
    secret = make()
    ask(secret, "POST", "QuestionnaireResponse", phq9(*RED, **named(party.subject)))
    flags.acknowledge(actor=deputy, flag=Flag.objects.get(), user=user_of(deputy))
    Notice.objects.all().delete()

    quiet = ask(secret, "POST", "QuestionnaireResponse", phq9(*(3,) * 8, 0, **named(party.subject)))
    assert "The counsellor who is in touch" in spoken(quiet) and [n.recipient for n in Notice.objects.all()] == [deputy.key]
    grave = ask(secret, "POST", "QuestionnaireResponse", phq9(*(3,) * 9, **named(party.subject)))
    twice = ask(secret, "POST", "QuestionnaireResponse", phq9(*(3,) * 9, **named(party.subject)))
    assert "on call here have been told" in spoken(grave) and "came before" in spoken(twice)
    assert sorted(Notice.objects.filter(kind="care.urgent").values_list("recipient", flat=True)) == sorted([on_call.key, deputy.key])
    milder = ask(secret, "POST", "QuestionnaireResponse", phq9(*(3,) * 7, 2, 0, **named(party.subject)))
    assert "nobody was told anew" in spoken(milder) and "have been told" not in spoken(milder)
    assert Notice.objects.count() == 3


def test_what_was_entered_in_error_is_kept_and_wakes_nobody(
    make: Callable[..., str], party: Actor, case_ref: uuid.UUID, on_call: Actor
) -> None:
    answer = ask(make(), "POST", "QuestionnaireResponse", {**phq9(*RED, **named(party.subject)), "status": "entered-in-error"})

    assert (answer.status_code, ImportedResponse.objects.get().void) == (201, True)
    assert "entered in error" in spoken(answer)
    assert not Flag.objects.exists() and not Notice.objects.exists()


def test_somebody_we_do_not_know_is_looked_after_through_the_sender(
    county: County, on_call: Actor, client_of: Any
) -> None:
    _row, secret = exchange.make_token(
        actor=system("tests"), name="hospital", area_path=county.area.path, scopes=list(exchange.SCOPES), valid_for=timedelta(days=1),
        telephone="05518800",
    )
    about = {"subject": {"identifier": {"system": "http://hospital.example/mrn", "value": CANARY}}}

    answers = [ask(secret, "POST", "QuestionnaireResponse", phq9(*v, **about)) for v in (RED, (3, *RED[1:]))]

    flag = Flag.objects.get()  # the same reference is one person, with one task
    assert (flag.level, flag.subject) == ("red", ImportedResponse.objects.values_list("subject", flat=True).distinct().get())
    assert Notice.objects.filter(kind="care.urgent", recipient=on_call.key).count() == 2  # each grave answer is heard
    assert all("do not know this person" in spoken(x) for x in answers)
    queue = client_of(on_call).get("/care/", headers={"Accept-Language": "en"}).content.decode()
    assert "Somebody we do not know" in queue and "hospital" in queue and CANARY not in queue
    told = client_of(on_call).post(f"/care/people/{flag.subject}/contact/").content.decode()
    assert CANARY in told and "05518800" in told
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM screening_importedresponse")
        assert CANARY not in str(cursor.fetchall())
    assert CANARY not in str([*AuditEntry.objects.values(), *Job.objects.values(), *Notice.objects.values()])


@pytest.mark.parametrize(("given", "level"), [((3,) * 8 + (0,), "blue"), ((0,) * 9, None)])
def test_the_triage_is_that_of_our_own_questions(make: Callable[..., str], on_call: Actor, given: tuple[int, ...], level: Any) -> None:
    ask(make(), "POST", "QuestionnaireResponse", phq9(*given))

    assert list(Flag.objects.values_list("level", flat=True)) == ([level] if level else [])


def test_a_person_of_another_place_stays_unknown(make: Callable[..., str], party: Actor, case_ref: uuid.UUID, county: County) -> None:
    elsewhere = make(place=county.other_town.path)

    answer = ask(elsewhere, "POST", "QuestionnaireResponse", phq9(*RED, **named(party.subject)))

    flag = Flag.objects.get()
    assert str(flag.subject) != party.subject and flag.area_path == county.other_town.path
    assert "We do not know this person" in spoken(answer) or "Nobody here can be reached" in spoken(answer)


def test_where_nobody_can_be_woken_the_sender_is_told_so(make: Callable[..., str]) -> None:
    answer = ask(make(), "POST", "QuestionnaireResponse", phq9(*RED))

    assert "Nobody here can be reached" in spoken(answer) and Flag.objects.get().level == "red"


def test_of_a_foreign_questionnaire_nothing_is_claimed(make: Callable[..., str], on_call: Actor) -> None:
    secret = make()
    ask(secret, "POST", "Questionnaire", form(q("a")))

    answer = ask(secret, "POST", "QuestionnaireResponse", says(a("a", "x")))

    assert "nobody here was told" in spoken(answer) and not Flag.objects.exists()


@pytest.mark.parametrize("address", [
    "QuestionnaireResponse/None", f"QuestionnaireResponse/{uuid.UUID(int=7)}", "QuestionnaireResponse/None/$score", "Questionnaire/None",
    "Patient/1", "metadata/", "", "Questionnaire/%00", "../fhir",
])
def test_every_address_answers_in_fhir(make: Callable[..., str], address: str) -> None:
    secret = make()

    for method in ("GET", "POST", "DELETE"):
        answer = ask(secret, method, address)
        assert answer["Content-Type"].startswith("application/fhir+json"), (method, address)
        assert (answer.status_code in (404, 405), answer.json()["resourceType"]) == (True, "OperationOutcome"), (method, address)
