"""`mediation score`: a spreadsheet of a whole staff in, one line a person out."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counseling.screening import scoring
from counseling.screening.batch import band, score
from counseling.screening.batch.table import Mistake, Row, decode, rows
from counseling.screening.instruments.loader import codes, load
from tests.databases import ROOT

HEAD = "id," + ",".join(f"item{n}" for n in range(1, 10))
CALM = "0,0,0,0,0,0,0,0,0"
NO_NUMBER = "is no whole number. An empty cell means: not answered; “refused”: did not want to answer."
TWO = "positive (2 or more); negative (3 or more); negative (3 or more, published for aged 60 and over, rural China)"


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.err = code, err.splitlines()
        self.lines = out.splitlines()


@pytest.fixture
def run(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> object:
    def go(instrument: str, content: str | bytes, *more: str) -> Ran:
        file = tmp_path / "answers.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = score.main([instrument, str(file), "--language", "en", *more])
        seen = capfdbinary.readouterr()
        return Ran(code, seen.out.decode(), seen.err.decode())

    return go


def test_one_line_a_person(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("phq9", f"{HEAD}\nli,{CALM}\nwang,3,3,3,1,,0,0,0,0\nzhao,1,1,1,1,1,1,1,1,\n陈,0,0,0,1,2,1,3,2,1\nwu,,,,,,,,,2\n")

    assert ran.code == 0
    assert ran.lines == [
        "id,total,min,max,band,critical", "li,0,0,0,minimal,no", "wang,,10,13,moderate,no", "zhao,,8,11,,unknown",
        "陈,10,10,10,moderate,yes", "wu,,2,26,,yes",
    ]


@pytest.mark.parametrize("who", ["=1+1", "@SUM(A1)", "+cmd", "-A1", "-1+2", "\t=1"])
def test_an_id_a_spreadsheet_would_run_is_refused(run, who: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("phq9", f"{HEAD}\n-7,{CALM}\n+8,{CALM}\n{who},{CALM}\n")

    assert (ran.code, ran.lines) == (1, [])
    assert ran.err[0].startswith("Line 4: ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encodings_spreadsheets_write(run, encoding: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("phq-9", f"{HEAD}\r\n张丽,{CALM}\r\n".encode(encoding))

    assert (ran.code, ran.lines[1:]) == (0, ["张丽,0,0,0,minimal,no"])


def test_blank_lines_quoted_cells_and_numbers_with_a_point(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("phq2", '\n;;\n\n"ID";"Item2";"item1"\n\n"a;b";"1.0"; 2 \n;;\nc;３;\n')

    assert (ran.code, ran.lines[1:]) == (0, ["a;b,3,3,3,positive,", "c,,3,6,positive,"])


def test_the_items_own_names_and_no_id(run) -> None:  # type: ignore[no-untyped-def]
    assert run("gad2", "gad_2,gad_1\n1,2\n3,0\n").lines[1:] == ["1,3,3,3,positive,", "2,3,3,3,positive,"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (f"{HEAD}\na,{CALM}\nb,4,0,0,0,0,0,0,0,0\n", "Line 3: 4 is no answer of item 1. Possible are: 0, 1, 2, 3."),
        (f"{HEAD}\n\na,0,-1,0,0,0,0,0,0,0\n", "Line 3: -1 is no answer of item 2. Possible are: 0, 1, 2, 3."),
        (f"{HEAD}\na,0,1.5,0,0,0,0,0,0,0\n", "Line 2: “1.5” " + NO_NUMBER),
        (f"{HEAD}\na,0,nan,0,0,0,0,0,0,0\n", "Line 2: “nan” " + NO_NUMBER),
        (f"{HEAD}\na,0,1e999,0,0,0,0,0,0,0\n", "Line 2: “1e999” " + NO_NUMBER),
        (f"{HEAD}\na,0,1_0,0,0,0,0,0,0,0\n", "Line 2: “1_0” " + NO_NUMBER),
        (f"{HEAD},name\na,{CALM},x\n", "Line 1: unknown column “name”. Known are: id, item1 to item9."),
        (f"\n{HEAD},item9\n", "Line 2: the column “item9” stands twice"),
        ("id,item1\na,0\n", "Line 1: the column “item2” is missing. Leave its cells empty where nothing was answered."),
        (f"{HEAD}\na,{CALM},1\n", "Line 2: more cells than columns"),
        (f"{HEAD}\na,0\n", "Line 2: fewer cells than columns"),
        (f"{HEAD}\n,{CALM}\n", "Line 2: answers without an id"),
        (f'{HEAD}\na,{CALM}\n"b,0\n', "Line 3: the quotation marks do not match, or a cell is far too long"),
        ("", "The file is empty."),
        ("\n , \n", "The file is empty."),
    ],
)
def test_a_mistake_stops_everything_and_says_where(run, content: str, told: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("phq9", content)

    assert (ran.code, ran.lines) == (1, [])
    assert ran.err == [told, "Nothing was scored. Please correct the file and try again."]


@pytest.mark.parametrize("raw", [b"PK\x03\x04\x00\x00" * 20, b"id\x00,item1", b"\xff\xfe\x00\xd8", b"\xff\xff\xff"])
def test_what_is_no_text_is_told(run, raw: bytes) -> None:  # type: ignore[no-untyped-def]
    ran = run("phq9", raw)

    assert (ran.code, ran.lines, len(ran.err)) == (1, [], 2)


def test_several_mistakes_are_told_together(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("phq2", "id,item1,item2\n" + "a,9,9\n" * 50)

    assert (len(ran.err), ran.err[19].startswith("Line 21:")) == (21, True)


def test_the_same_id_twice_is_scored_twice_and_said(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("phq2", "id,item1,item2\na,1,1\nb,0,0\na,2,2\n")

    assert (ran.code, ran.lines[1:]) == (0, [f'a,2,2,2,"{TWO}",', "b,0,0,0,negative,", "a,4,4,4,positive,"])
    assert ran.err == ["Note: the id “a” stands on the lines 2, 4. Every line was scored by itself."]


def test_the_command_itself_may_be_wrong(run) -> None:  # type: ignore[no-untyped-def]
    assert (run("phq99", "").code, run("dass21", "").code, run("phq9", "", "--scale", "nothing").code) == (2, 2, 2)
    assert score.main(["phq9", "/nowhere/at/all.csv"]) == 2


def test_messages_are_there_in_chinese(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    place = tmp_path / "zh_Hans" / "LC_MESSAGES"
    place.mkdir(parents=True)
    source = ROOT / "counseling/screening/locale/zh_Hans/LC_MESSAGES/django.po"
    with source.open("rb") as words, (place / "django.mo").open("wb") as out:
        write_mo(out, read_po(words))
    monkeypatch.setattr("counseling.screening.batch.words.LOCALE", tmp_path)
    (tmp_path / "a.csv").write_text("id,item1,item2\na,7,0\n", encoding="utf-8")

    code = score.main(["phq2", str(tmp_path / "a.csv"), "--language", "zh-hans"])

    assert code == 1
    assert "第2行" in capfdbinary.readouterr().err.decode()
    score.words.speak("en")


@pytest.mark.parametrize("code", ["phq9", "gad7", "dass21", "who5", "sds", "scl90", "k10", "asq", "audit"])
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_table_is_scored_like_a_person(code: str, data: st.DataObject) -> None:
    package = load(code).package
    scale = package.main or (package.scales[0] if package.scales else None)
    values = [data.draw(st.sampled_from([None, *(o.value for o in package.options_of(i.id))])) for i in package.items]

    told = score._Counter(package, scale).line(Row(2, "x", values)).split(",")

    found = scoring.score(package, {i.id: v for i, v in zip(package.items, values, strict=True)})
    total = found.totals[scale.code] if scale else None
    assert told[1:4] == (["", "", ""] if total is None else [str(total.low) if total.exact else "", str(total.low), str(total.high)])
    expected = band.of_rules(package, found.rules) if total is None or scale is None else band.of_total(scale, total)
    assert told[4].strip('"') == expected if "," not in expected else expected in ",".join(told)
    assert told[-1] == next((c for c in ("yes", "unknown", "no") if c in found.critical.values()), "")


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_no_bytes_break_it(raw: bytes) -> None:
    package = load("phq2").package

    with contextlib.suppress(Mistake):
        for row in rows(decode(raw), package):
            assert isinstance(row, Row | Mistake)


def test_every_instrument_can_be_scored_from_a_table(run) -> None:  # type: ignore[no-untyped-def]
    for code in codes():
        package = load(code).package
        counted = [i for i in package.items if not i.lead_in]
        cells = ",".join(str(package.options_of(i.id)[0].value) for i in counted)
        table = "id," + ",".join(f"item{n}" for n in range(1, len(counted) + 1)) + f"\na,{cells}\n"
        more = () if package.main or not package.scales else ("--scale", package.scales[0].code)
        assert run(code, table, *more).code == 0, code


def test_a_hundred_thousand_people_in_less_than_ten_seconds(tmp_path: Path) -> None:
    """Processor seconds of the whole command, so that a busy machine does not decide; 1.1 s when it was written."""
    file = tmp_path / "all.csv"
    lines = [f"p{n}," + ",".join("" if (n * k) % 31 == 0 else str((n * 7 + k * n) % 4) for k in range(1, 10)) for n in range(100_000)]
    file.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"}
    before, begun = os.times(), time.monotonic()

    command = [sys.executable, "-m", "mediation", "score", "PHQ-9", str(file)]
    done = subprocess.run(command, capture_output=True, env=environment, check=True)

    after = os.times()
    assert done.stdout.count(b"\n") == 100_001
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    assert spent < 10, f"{spent:.1f} s of processor, {time.monotonic() - begun:.1f} s by the clock"


def sheet(code: str, *answers: int | str) -> str:
    counted = [i for i in load(code).package.items if not i.lead_in]
    return "id," + ",".join(f"item{n}" for n in range(1, len(counted) + 1)) + "\na," + ",".join(map(str, answers)) + "\n"


@pytest.mark.parametrize(
    ("code", "answers", "told"),
    [
        ("gds15", [0] * 15, "a,5,5,5,positive (5 or more); negative (10 or more),"),
        ("gds15", [1] * 15, "a,10,10,10,positive,"),
        ("gds15", [1, 0, 0, 0] + [1, 0] * 2 + [0, 0, 1, 0, 1, 0, 0], "a,0,0,0,negative,"),
        ("pcl5", [3] * 20, "a,60,60,60,positive,"),
        ("srq20", [1] * 20, 'a,20,20,20,"positive (7 or more, published for community, China)",yes'),
        ("srq20", [0] * 20, 'a,0,0,0,"negative (7 or more, published for community, China)",no'),
        ("cesd", [3, 3, 3, 3] * 2 + [0] * 8 + [3, 3, 3, 3], "a,36,36,36,positive,"),
        ("who5", [1] * 5, "a,20,20,20,positive,"),
        ("who5", [3, 3, 3, 2, 2], "a,52,52,52,negative,"),
        ("hark", [1] * 4, 'a,4,4,4,"positive (1 or more, published for women in general practice)",yes'),
        ("hark", [0, 0, "", 0], "a,,0,1,,unknown"),
        ("phq2", [2, 2], "a,4,4,4,positive,"),
        ("phq2", [2, 0], f'a,2,2,2,"{TWO}",'),
        ("phq2", [2, ""], "a,,2,5,,"),
        ("audit_c", [1, 1, 1], 'a,3,3,3,"negative (4 or more, published for men, USA); positive (3 or more, published for women, USA); '
                               'negative (5 or more, published for male drinkers, China)",'),
        ("asq", [1, 0, 0, 0, 0], "a,,,,positive,yes"),
        ("asq", [1, 0, 0, 0, 1], "a,,,,acute,yes"),
        ("asq", [1, 0, 0, 0, ""], "a,,,,positive; acute unknown,yes"),
        ("asq", [0, 0, 0, 0, ""], "a,,,,negative,no"),
        ("asq", [0, 0, 0, 0, "refused"], "a,,,,,yes"),
        ("asq", [0, 0, 0, "", 0], "a,,,,,unknown"),
        ("asq", [0, 0, 0, "refused", 0], "a,,,,positive,yes"),
        ("asq", [0, 0, 0, " Refused ", "拒答"], "a,,,,positive; acute unknown,yes"),
        ("cssrs", [1, 1, 1, 0, 0, 0, ""], "a,,,,moderate,yes"),
        ("phq9", [0] * 8 + ["refused"], "a,,0,3,minimal,unknown"),
        ("phq9", ["拒答"] + [1] * 8, "a,,8,11,,yes"),
    ],
)
def test_where_nothing_is_open_the_band_is_told_by_what_was_published(run, code: str, answers: list[int | str], told: str) -> None:  # type: ignore[no-untyped-def]
    ran = run(code, sheet(code, *answers))

    assert (ran.code, ran.lines[1:], ran.err) == (0, [told], [])


def test_where_no_band_and_no_cut_was_published_it_is_said(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("phq8", sheet("phq8", *[3] * 8))

    assert (ran.code, ran.lines[1:]) == (0, ["a,24,24,24,,"])
    assert ran.err == ["Note: our sources print neither a band nor a cut for “phq8”. The column band stays empty."]


def test_every_instrument_places_whole_answers_or_says_why_not(run) -> None:  # type: ignore[no-untyped-def]
    for code in codes():
        package = load(code).package
        cells = [package.options_of(i.id)[-1].value for i in package.items if not i.lead_in]
        for more in [("--scale", s.code) for s in package.scales] or [()]:
            ran = run(code, sheet(code, *cells).replace("item1,", "pcptsd5_0,item1,").replace("\na,", "\na,1,")
                      if code == "pc_ptsd5" else sheet(code, *cells), *more)
            placed = ran.lines[1].rsplit(",", 2)[1] != ""
            assert (ran.code, placed) == (0, not any(line.startswith("Note: our sources") for line in ran.err)), (code, more)


@pytest.mark.parametrize("endless", ["/dev/zero", "/dev/urandom"])
def test_a_device_is_no_table_and_is_not_read_without_end(run, endless: str) -> None:  # type: ignore[no-untyped-def]
    if not Path(endless).exists():
        return
    begun = time.monotonic()

    assert score.main(["phq9", endless, "--language", "en"]) == 1
    assert time.monotonic() - begun < 5


def test_a_line_without_an_end_is_refused(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(score, "PIECE", 1000)

    ran = run("phq9", f"{HEAD}\n" + "1," * 5000)

    assert (ran.code, ran.lines) == (1, [])
    assert ran.err[0] == "This is no table: a line has no end. Save the sheet as CSV (UTF-8) and try again."


def test_more_than_the_largest_file_is_refused_and_not_cut_off(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(score, "PIECE", 100)
    monkeypatch.setattr(score, "LARGEST", 1000)

    ran = run("phq9", f"{HEAD}\n" + f"a,{CALM}\n" * 200)

    assert (ran.code, ran.lines, ran.err[0]) == (1, [], "The file is too large. Cut it into parts of at most 256 MB.")
