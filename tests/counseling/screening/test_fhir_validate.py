"""The rules of FHIR R4 a response is held to, one small form each; and everything that is no resource at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counseling.screening import scoring
from counseling.screening.fhir import command, packages, questionnaire, reading, validate
from counseling.screening.fhir.outcome import Unusable
from counseling.screening.instruments.loader import codes, load

EXT = "http://hl7.org/fhir/StructureDefinition/"


def form(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "Questionnaire", "status": "active", "url": "http://example.org/q", "version": "2", "item": list(items), **more}


def q(link_id: str, kind: str = "string", *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": kind, **({"item": list(children)} if children else {}), **more}


def says(*items: dict[str, Any], status: str = "completed", **more: Any) -> dict[str, Any]:
    told = {"resourceType": "QuestionnaireResponse", "status": status, "questionnaire": "http://example.org/q|2", **more}
    return {**told, "item": list(items)} if items else told


def a(link_id: str, *values: Any, kind: str = "valueString", under: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    rows = [{kind: v, **({"item": list(under)} if under else {})} for v in values]
    return {"linkId": link_id, **({"answer": rows} if rows else {})}


def g(link_id: str, *children: dict[str, Any]) -> dict[str, Any]:
    return {"linkId": link_id, "item": list(children)}


def when(question: str, operator: str, **answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, **answer}


def option(code: str, weight: Any = None, exclusive: bool = False, name: str = "ordinalValue") -> dict[str, Any]:
    extensions = [{"url": EXT + name, "valueDecimal": weight}] if weight is not None else []
    extensions += [{"url": EXT + "questionnaire-optionExclusive", "valueBoolean": True}] if exclusive else []
    return {"valueCoding": {"system": "s", "code": code}, **({"extension": extensions} if extensions else {})}


def occurs(**limits: int) -> list[dict[str, Any]]:
    return [{"url": f"{EXT}questionnaire-{k}", "valueInteger": v} for k, v in limits.items()]


def codes_of(asked: dict[str, Any], told: dict[str, Any], *severities: str) -> list[str]:
    wanted = severities or ("error", "fatal")
    checked = validate.check(questionnaire.parse(read(asked)), read(told))
    return [i.code for i in checked.issues if i.severity in wanted]


def read(value: dict[str, Any]) -> dict[str, Any]:
    return reading.read(json.dumps(value).encode(), value["resourceType"])


def yes(code: str = "y") -> dict[str, str]:
    return {"system": "s", "code": code}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


BOOL = {"kind": "valueBoolean"}
NUM = {"kind": "valueInteger"}
COD = {"kind": "valueCoding"}


@pytest.mark.parametrize(
    ("asked", "told", "wrong"),
    [
        # required, only where enabled and only when finished
        (form(q("a", required=True)), says(), ["required"]),
        (form(q("a", required=True)), says(status="in-progress"), []),
        (form(q("a", required=True)), says(a("a")), ["required"]),
        (form(q("a", required=True)), says(a("a", "x")), []),
        (form(q("a", "boolean"), q("b", required=True, enableWhen=[when("a", "=", answerBoolean=True)])), says(a("a", True, **BOOL)),
         ["required"]),
        (form(q("a", "boolean"), q("b", required=True, enableWhen=[when("a", "=", answerBoolean=True)])), says(a("a", False, **BOOL)), []),
        (form(q("a", "boolean"), q("b", enableWhen=[when("a", "=", answerBoolean=True)])), says(a("a", False, **BOOL), a("b", "x")),
         ["invalid"]),
        (form(q("a", "boolean"), q("b", enableWhen=[when("a", "=", answerBoolean=True)])),
         says(a("a", False, **BOOL), a("b", "x"), status="in-progress"), []),
        # a group that need not be there may be left out; one that is there is held to its questions
        (form(q("g", "group", q("a", required=True))), says(), []),
        (form(q("g", "group", q("a", required=True), q("b"))), says(g("g", a("b", "x"))), ["required"]),
        (form(q("g", "group", q("a"), required=True)), says(), ["required"]),
        (form(q("g", "group", q("a"), required=True)), says(g("g", a("a"))), ["required"]),
        (form(q("g", "group", q("h", "group", q("a", required=True), required=True), required=True)),
         says(g("g", g("h", a("a", "x")))), []),
        (form(q("g", "group", q("h", "group", q("a", required=True), required=True), q("b"))), says(g("g", a("b", "x"))), ["required"]),
        # a disabled group takes its questions with it
        (form(q("a", "boolean"), q("g", "group", q("b", required=True), required=True, enableWhen=[when("a", "=", answerBoolean=True)])),
         says(a("a", False, **BOOL)), []),
        # an answer that was not to be given does not enable anything
        (form(q("a", "boolean"), q("b", "boolean", enableWhen=[when("a", "=", answerBoolean=True)]),
              q("c", required=True, enableWhen=[when("b", "=", answerBoolean=True)])),
         says(a("a", False, **BOOL), a("b", True, **BOOL), status="completed"), ["invalid"]),
        # repetition
        (form(q("a")), says(a("a", "x", "y")), ["invalid"]),
        (form(q("a", repeats=True)), says(a("a", "x", "y")), []),
        (form(q("a", repeats=True)), says(a("a", "x"), a("a", "y")), ["structure"]),
        (form(q("g", "group", q("a"))), says(g("g", a("a", "x")), g("g", a("a", "y"))), ["invalid"]),
        (form(q("g", "group", q("a"), repeats=True)), says(g("g", a("a", "x")), g("g", a("a", "y"))), []),
        (form(q("a", repeats=True, extension=occurs(minOccurs=2, maxOccurs=3))), says(a("a", "1")), ["required"]),
        (form(q("a", repeats=True, extension=occurs(minOccurs=2, maxOccurs=3))), says(a("a", "1", "2")), []),
        (form(q("a", repeats=True, extension=occurs(minOccurs=2, maxOccurs=3))), says(a("a", *"1234")), ["invalid"]),
        (form(q("g", "group", q("a"), repeats=True, extension=occurs(maxOccurs=1))), says(g("g", a("a", "x")), g("g", a("a", "y"))),
         ["invalid"]),
        (form(q("g", "group", q("a"), repeats=True, extension=occurs(minOccurs=2))), says(g("g", a("a", "x"))), ["required"]),
        # places
        (form(q("a")), says(a("z", "x")), ["not-found"]),
        (form(q("g", "group", q("a"))), says(a("a", "x")), ["not-found"]),
        (form(q("g", "group", q("a"))), says({**g("g", a("a", "x")), "answer": [{"valueString": "x"}]}), ["structure"]),
        (form(q("a", "boolean", q("b"))), says({**a("a", True, **BOOL), "item": [a("b", "x")]}), ["structure"]),
        (form(q("a", "boolean", q("b", required=True))), says(a("a", True, **BOOL)), ["required"]),
        (form(q("a", "boolean", q("b", required=True))), says(a("a", True, kind="valueBoolean", under=(a("b", "x"),))), []),
        (form(q("a", "boolean", q("b", required=True))), says(), []),
        (form(q("a")), says({"linkId": "a", "answers": [{"valueString": "x"}]}), ["structure"]),
        (form(q("a")), says({"linkId": "a", "answer": [{"valueString": "x", "valueInteger": 1}]}), ["structure"]),
        (form(q("a")), says({"linkId": "a", "answer": []}), ["structure"]),
        (form(q("a")), says({"linkId": "a", "answer": "x"}), ["structure"]),
        (form(q("d", "display")), says(a("d", "x")), ["structure"]),
        (form(q("a")), says("x"), ["structure"]),  # type: ignore[arg-type]
        # kinds
        (form(q("a", "integer")), says(a("a", "7", kind="valueInteger")), ["value"]),
        (form(q("a", "integer")), says(a("a", True, kind="valueInteger")), ["value"]),
        (form(q("a", "integer")), says(a("a", "7")), ["invalid"]),
        (form(q("a", "decimal")), says(a("a", 1.5, kind="valueDecimal")), []),
        (form(q("a", "date")), says(a("a", "2026-02-30", kind="valueDate")), ["value"]),
        (form(q("a", "date")), says(a("a", "2026-02", kind="valueDate")), []),
        (form(q("a", "dateTime")), says(a("a", "2026-02-03T10:00:00+08:00", kind="valueDateTime")), []),
        (form(q("a", "dateTime")), says(a("a", "2026-02-03T10:00:00", kind="valueDateTime")), ["value"]),
        (form(q("a", "time")), says(a("a", "24:00:00", kind="valueTime")), ["value"]),
        (form(q("a", maxLength=3)), says(a("a", "四个字了")), ["too-long"]),
        (form(q("a", "integer", extension=[{"url": EXT + "maxValue", "valueInteger": 3}])), says(a("a", 4, **NUM)), ["invalid"]),
        # options
        (form(q("a", "choice", answerOption=[option("y"), option("n")])), says(a("a", yes(), **COD)), []),
        (form(q("a", "choice", answerOption=[option("y"), option("n")])), says(a("a", {"code": "y"}, **COD)), []),
        (form(q("a", "choice", answerOption=[option("y"), option("n")])), says(a("a", {"system": "other", "code": "y"}, **COD)),
         ["code-invalid"]),
        (form(q("a", "choice", answerOption=[option("y"), option("n")])), says(a("a", yes("m"), **COD)), ["code-invalid"]),
        (form(q("a", "choice", answerOption=[option("y")])), says(a("a", "words")), ["invalid"]),
        (form(q("a", "open-choice", answerOption=[option("y")])), says(a("a", "words")), []),
        (form(q("a", "choice", answerOption=[{"valueString": "x"}, {"valueString": "y"}])), says(a("a", "x")), []),
        (form(q("a", "choice", answerOption=[{"valueInteger": 1}, {"valueInteger": 2}])), says(a("a", 3, **NUM)), ["code-invalid"]),
        (form(q("a", "choice", repeats=True, answerOption=[option("y"), option("n"), option("none", exclusive=True)])),
         says(a("a", yes(), yes("none"), **COD)), ["invalid"]),
        (form(q("a", "choice", repeats=True, answerOption=[option("y"), option("n"), option("none", exclusive=True)])),
         says(a("a", yes(), yes("n"), **COD)), []),
        (form(q("a", "choice", repeats=True, answerOption=[option("y"), option("none", exclusive=True)])),
         says(a("a", yes("none"), **COD)), []),
        (form(q("a", "choice", repeats=True, answerOption=[option("y"), option("n")])), says(a("a", yes(), yes(), **COD)), ["duplicate"]),
        (form(q("a", "choice", answerValueSet="#v"), contained=[{"resourceType": "ValueSet", "id": "v", "compose": {"include": [
            {"system": "s", "concept": [{"code": "y"}]}]}}]), says(a("a", yes("n"), **COD)), ["code-invalid"]),
        # header
        (form(q("a")), says(a("a", "x"), questionnaire="http://example.org/other"), ["invalid"]),
        (form(q("a")), says(a("a", "x"), questionnaire="http://example.org/q|1"), ["invalid"]),
        (form(q("a")), says(a("a", "x"), questionnaire="http://example.org/q"), []),
        (form(q("a")), says(a("a", "x"), status="finished"), ["required"]),
    ],
)
def test_a_response_against_its_form(asked: dict[str, Any], told: dict[str, Any], wrong: list[str]) -> None:
    assert codes_of(asked, told) == wrong


@pytest.mark.parametrize(
    ("condition", "given_", "asked"),
    [
        (when("n", "exists", answerBoolean=True), [3], True), (when("n", "exists", answerBoolean=True), [], False),
        (when("n", "exists", answerBoolean=False), [3], False), (when("n", "exists", answerBoolean=False), [], True),
        (when("n", "=", answerInteger=3), [3], True), (when("n", "=", answerInteger=3), [4], False),
        (when("n", "=", answerInteger=3), [4, 3], True), (when("n", "=", answerInteger=3), [], False),
        (when("n", "!=", answerInteger=3), [4], True), (when("n", "!=", answerInteger=3), [3], False),
        (when("n", "!=", answerInteger=3), [4, 3], False), (when("n", "!=", answerInteger=3), [], True),
        (when("n", ">", answerInteger=3), [4], True), (when("n", ">", answerInteger=3), [3], False),
        (when("n", ">", answerInteger=3), [], False),
        (when("n", "<", answerInteger=3), [2], True), (when("n", "<", answerInteger=3), [3], False),
        (when("n", ">=", answerInteger=3), [3], True), (when("n", ">=", answerInteger=3), [2], False),
        (when("n", "<=", answerInteger=3), [3], True), (when("n", "<=", answerInteger=3), [4], False),
        (when("n", ">", answerDecimal=2.5), [3], True), (when("n", "<=", answerDecimal=2.5), [3], False),
    ],
)
def test_every_operator(condition: dict[str, Any], given_: list[int], asked: bool) -> None:
    asks = form(q("n", "integer", repeats=True), q("b", required=True, enableWhen=[condition]))

    assert codes_of(asks, says(*([a("n", *given_, **NUM)] if given_ else []))) == (["required"] if asked else [])


@pytest.mark.parametrize(
    ("kind", "item", "operator", "answer", "value", "asked"),
    [
        ("Date", "date", ">", "2026-01-01", "2026-01-02", True), ("Date", "date", ">", "2026-01-02", "2026-01-02", False),
        ("Date", "date", ">", "2026", "2026-01-02", False),  # an unclear day is no later day
        ("DateTime", "dateTime", ">", "2026-01-01T10:00:00+08:00", "2026-01-01T03:00:00Z", True),
        ("DateTime", "dateTime", "<", "2026-01-01T10:00:00+08:00", "2026-01-01T03:00:00Z", False),
        ("Time", "time", "<", "09:30:00", "08:00:00", True),
        ("Quantity", "quantity", ">", {"value": 5, "code": "kg"}, {"value": 6, "code": "kg"}, True),
        ("Quantity", "quantity", ">", {"value": 5, "code": "kg"}, {"value": 6, "code": "g"}, False),
        ("String", "string", "=", "是", "是", True),
        ("Coding", "choice", "=", {"system": "s", "code": "y"}, {"system": "s", "code": "y", "display": "Yes"}, True),
        ("Coding", "choice", "!=", {"system": "s", "code": "y"}, {"system": "t", "code": "y"}, True),
    ],
)
def test_conditions_on_every_kind_of_answer(kind: str, item: str, operator: str, answer: Any, value: Any, asked: bool) -> None:
    asks = form(q("n", item), q("b", required=True, enableWhen=[when("n", operator, **{f"answer{kind}": answer})]))

    assert codes_of(asks, says(a("n", value, kind=f"value{kind}"))) == (["required"] if asked else [])


@pytest.mark.parametrize(("behaviour", "first", "second", "asked"), [
    ("all", True, True, True), ("all", True, False, False), ("any", True, False, True), ("any", False, False, False)])
def test_all_and_any(behaviour: str, first: bool, second: bool, asked: bool) -> None:
    asks = form(q("a", "boolean"), q("b", "boolean"), q("c", required=True, enableBehavior=behaviour, enableWhen=[
        when("a", "=", answerBoolean=True), when("b", "=", answerBoolean=True)]))

    assert codes_of(asks, says(a("a", first, **BOOL), a("b", second, **BOOL))) == (["required"] if asked else [])


def test_in_a_repeated_group_the_condition_looks_at_its_own_repetition() -> None:
    asks = form(q("g", "group", q("a", "boolean"), q("b", required=True, enableWhen=[when("a", "=", answerBoolean=True)]), repeats=True))

    assert codes_of(asks, says(g("g", a("a", True, **BOOL), a("b", "x")), g("g", a("a", False, **BOOL)))) == []
    assert codes_of(asks, says(g("g", a("a", False, **BOOL)), g("g", a("a", True, **BOOL)))) == ["required"]


@pytest.mark.parametrize(
    ("items", "wrong"),
    [
        ([q("a"), q("a")], ["duplicate"]), ([{"type": "string"}], ["required"]), ([q("a", "nonsense")], ["code-invalid"]),
        ([q("a", enableWhen=[when("z", "exists", answerBoolean=True)])], ["not-found"]),
        ([q("a", enableWhen=[when("b", "~", answerBoolean=True)]), q("b")], ["value"]),
        ([q("a", enableWhen=[when("b", "exists", answerInteger=1)]), q("b")], ["value"]),
        ([q("a", enableWhen=[when("b", "exists", answerBoolean=True)] * 2), q("b")], ["required"]),
        ([q("a", enableWhen=[when("a", "exists", answerBoolean=True)])], ["invariant"]),
        ([q("a", enableWhen=[when("b", "exists", answerBoolean=True)]), q("b", enableWhen=[when("a", "exists", answerBoolean=True)])],
         ["invariant"]),
        ([q("g", "group", q("a"), enableWhen=[when("a", "exists", answerBoolean=True)])], ["invariant"]),
        ([q("a", extension=occurs(minOccurs=3, maxOccurs=2), repeats=True)], ["value"]),
        ([q("a", "display", required=True)], ["invariant"]),
        ([q("a", "choice", answerOption=[option("y"), option("y")])], ["duplicate"]),
        ([q("a", "choice", answerOption=[{"valueCoding": {}}])], ["value"]),
        ([q("a", "choice", answerOption="y")], ["structure"]), ([5], ["structure"]),
    ],
)
def test_a_form_that_is_wrong_in_itself(items: list[Any], wrong: list[str]) -> None:
    found = questionnaire.parse(read(form(*items)))

    assert [i.code for i in found.issues if i.severity == "error"] == wrong


def test_a_chain_of_ten_thousand_conditions_is_walked_without_falling() -> None:
    items = [q("q0")] + [q(f"q{n}", enableWhen=[when(f"q{n - 1}", "exists", answerBoolean=True)]) for n in range(1, 3000)]
    items[0]["enableWhen"] = [when("q2999", "exists", answerBoolean=True)]

    found = questionnaire.parse(read(form(*items)))

    assert [i.code for i in found.issues] == ["invariant"]


@pytest.mark.parametrize("name", ["ordinalValue", "itemWeight", "questionnaire-ordinalValue"])
def test_a_stated_total_is_counted_anew_and_shown_beside(name: str) -> None:
    """The standard body's own PHQ-9 example states 13 where its answers make 10 (reference 1.3, 1)."""
    items = [q(str(n), "choice", answerOption=[option(str(v), v, name=name) for v in range(4)]) for n in range(1, 10)]
    asks = form(*items, q("total", "integer", readOnly=True))
    told = says(*[a(str(n), yes(str(v)), **COD) for n, v in enumerate([0, 0, 0, 1, 2, 1, 3, 2, 1], 1)], a("total", 13, **NUM))

    checked = validate.check(questionnaire.parse(read(asks)), read(told))

    assert (checked.low, checked.high, checked.stated) == (10, 10, 13)
    assert [(i.severity, i.text) for i in checked.issues] == [("warning", "The total states 13, the answers add up to 10.")]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "structure"), (b"{", "structure"), (b"[]", "structure"), (b"null", "structure"), (b'"x"', "structure"),
        (b"\xff\xfe", "structure"), (b'{"resourceType":"Patient"}', "invalid"), (b'{"resourceType":["Questionnaire"]}', "invalid"),
        (b"[" * 100_000, "too-costly"), (b'{"a":' * 70 + b"1" + b"}" * 70, "too-costly"),
        (b'{"resourceType":"Questionnaire","a":NaN}', "structure"), (b'{"a":1,"a":2}', "structure"),
        (b'{"resourceType":"Questionnaire","a":' + b"9" * 5000 + b"}", "structure"),
        (b'{"resourceType":"Questionnaire","x":"' + b"x" * (10 * 1024 * 1024) + b'"}', "too-long"),
    ],
)
def test_what_is_no_resource_is_told_and_never_thrown(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], raw: bytes, code: str
) -> None:
    (tmp_path / "q.json").write_bytes(raw)
    (tmp_path / "r.json").write_text(json.dumps(says()), encoding="utf-8")

    exit_code = command.main([str(tmp_path / "q.json"), str(tmp_path / "r.json"), "--language", "en"])

    told = json.loads(capfdbinary.readouterr().out)
    assert exit_code == 1
    assert (told["resourceType"], [i["code"] for i in told["issue"]]) == ("OperationOutcome", [code])


def test_the_command_says_yes_and_no(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "q.json").write_text(json.dumps(form(q("a", required=True))), encoding="utf-8")
    for told, expected in ((says(a("a", "x")), 0), (says(), 1)):
        (tmp_path / "r.json").write_text(json.dumps(told), encoding="utf-8")
        assert command.main([str(tmp_path / "q.json"), str(tmp_path / "r.json")]) == expected
        assert json.loads(capfdbinary.readouterr().out)["resourceType"] == "OperationOutcome"
    assert command.main([str(tmp_path / "q.json"), str(tmp_path / "absent.json")]) == 1


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.recursive(st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(["linkId", "type", "item", "answer", "enableWhen", "answerOption", "valueString", "valueCoding",
                                         "question", "operator", "answerBoolean", "extension", "url", "contained", "status"]),
                        inner, max_size=5), max_leaves=25))
def test_no_shape_breaks_it(value: Any) -> None:
    asks = {"resourceType": "Questionnaire", "item": [q("a", enableWhen=value), value, q("b", "choice", answerOption=value)]}
    told = {"resourceType": "QuestionnaireResponse", "item": [value, {"linkId": "a", "answer": value}, {"linkId": "b", "item": value}]}

    found = validate.check(questionnaire.parse(read(asks)), read(told))

    assert all(i.text and i.severity for i in found.issues)
    json.dumps([i.plain() for i in found.issues])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(max_size=8), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False, places=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=20), max_size=5))
def test_reading_and_writing_loses_nothing(body: dict[str, Any]) -> None:
    text = reading.write({**body, "resourceType": "Questionnaire"})

    again = reading.read(text.encode(), "Questionnaire")

    assert reading.write(again) == text
    assert again == {**body, "resourceType": "Questionnaire"}


def test_a_decimal_keeps_its_digits() -> None:
    raw = b'{"resourceType":"Questionnaire","x":1.50,"y":0.10}'

    assert reading.write(reading.read(raw, "Questionnaire")) == raw.decode()
    assert reading.read(raw, "Questionnaire")["x"] == Decimal("1.5")


@pytest.mark.parametrize("code", codes())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_instrument_goes_out_and_its_answers_come_back(code: str, data: st.DataObject) -> None:
    loaded = load(code)
    package = loaded.package
    answers = {i.id: data.draw(st.sampled_from([None, *(o.value for o in package.options_of(i.id))])) for i in package.items}
    if scoring.score(package, answers).contradictory:
        return
    asks = read(packages.questionnaire(loaded, "en"))
    raw = read(packages.response(package, answers, set(), language="en", subject="s", authored="2026-11-22T10:00:00+08:00"))

    form_ = questionnaire.parse(asks)
    checked = validate.check(form_, raw)

    assert [i for i in checked.issues if i.severity == "error" and "was not to be asked" not in i.text] == []
    assert packages.answers_of(package, raw)[0] == {i: v for i, v in answers.items() if v is not None}


def test_a_refusal_is_told_as_one() -> None:
    package = load("phq9").package

    raw = packages.response(package, {"phq_1": 2}, {"phq_9"}, language="en", subject="s", authored="2026-11-22T10:00:00+08:00")

    assert raw["status"] == "completed"  # nothing more is expected; what stays open is told item by item
    assert packages.answers_of(package, raw) == ({"phq_1": 2}, {"phq_9"})


def test_the_unusable_says_where() -> None:
    with pytest.raises(Unusable) as why:
        reading.read(b'{\n "a": }', "Questionnaire")

    assert why.value.issue.text == "This is not JSON: line 2, column 7."
