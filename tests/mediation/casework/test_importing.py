"""Disputes from a spreadsheet: read strictly, refused with line numbers, taken over once."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from mediation.casework import spreadsheet
from mediation.casework.models import Case, ImportBatch, ImportedCase
from mediation.casework.services import importing as services
from mediation.common.errors import Conflict, Invalid, NotFound
from tests.cast import client_of

HEAD = ["来源编号", "发生地", "纠纷类别", "案件来源", "简要情况", "申请人", "申请人电话", "被申请人", "被申请人电话"]
GOOD = ["A-1", "柳岸村", "邻里", "依申请", "canary-import 楼上夜夜吵闹", "王小梅", "13812340000", "陈大山", "+8613912340000"]
URL = "/desk/register/table/"


def text(*rows: list[str], head: list[str] | None = None, encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join(",".join(row) for row in (head or HEAD, *rows)).encode(encoding)


def book(*rows: list[Any], head: list[str] | None = None) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (head or HEAD, *rows):
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def refused(raw: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        spreadsheet.read(raw)
    return str(caught.value.fields["file"])


@pytest.mark.parametrize("raw", [
    text(GOOD), text(GOOD, encoding="gb18030"), text(GOOD, encoding="utf-16"), text(GOOD).replace(b",", b"\t"), book(GOOD),
])
def test_every_usual_file_is_read_alike(raw: bytes) -> None:
    [line] = spreadsheet.read(raw)
    assert (line.number, line.problems) == (2, [])
    assert (line.values["area"], line.values["name"], line.values["other_phone"]) == ("柳岸村", "王小梅", "+8613912340000")


def test_a_file_that_cannot_be_read_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for raw in (b"", b"PK\x03\x04 broken", b"\x81\xff\xfe\x80\x00\x01", text(), b'"open quote'):
        assert refused(raw)
    assert "发生地" in refused(text(GOOD[2:], head=HEAD[2:]))
    assert "户籍" in refused(text(["x"], head=["户籍"]))
    monkeypatch.setattr(spreadsheet, "MOST_LINES", 1)
    assert "2" in refused(text(GOOD, GOOD))


@pytest.mark.parametrize("make", [text, book])
def test_a_formula_is_named_with_its_line_and_never_calculated(make: Any) -> None:
    bad = [*GOOD]
    bad[4] = '=HYPERLINK("http://x")' if make is book else "=1+1"
    lines = spreadsheet.read(make(GOOD, bad))
    assert lines[0].problems == []
    assert "简要情况" in str(lines[1].problems[0])
    assert lines[1].number == 3


def test_every_wrong_line_says_what_is_wrong_and_nothing_is_taken(county: Any, mediator: Any) -> None:
    rows = [GOOD, [*GOOD[:1], "火星村", *GOOD[2:]], ["A-3", "柳岸村", "天气", *GOOD[3:]], ["A-4", "柳岸村", "邻里", "传说", *GOOD[4:]],
            ["A-5", *GOOD[1:6], "12", *GOOD[7:]], ["A-6", *GOOD[1:5], "", *GOOD[6:]], ["A-7", "第一网格", *GOOD[2:]]]
    batch = services.preview(actor=mediator, raw=text(*rows))
    found = {c.line.number: [str(p) for p in c.line.problems] for c in services.checked(mediator, batch)}
    assert found[2] == []
    assert all(found[n] for n in range(3, 8))
    assert found[8] == []  # one grid of that name in this town: it is the one
    with pytest.raises(Conflict):
        services.take_over(actor=mediator, batch=batch)
    assert Case.objects.count() == 0


def test_taken_over_once_whatever_is_pressed_or_sent_again(county: Any, mediator: Any) -> None:
    raw = text(GOOD, ["A-2", *GOOD[1:]])
    batch = services.preview(actor=mediator, raw=raw)
    made = services.take_over(actor=mediator, batch=batch)
    assert [c.kind for c in made] == ["neighbour", "neighbour"]
    assert made[0].parties.count() == 2
    with pytest.raises(Conflict):
        services.take_over(actor=mediator, batch=batch)
    again = services.preview(actor=mediator, raw=raw)  # the same file
    assert [c.already for c in services.checked(mediator, again)] == [c.number for c in made]
    other = services.preview(actor=mediator, raw=book(GOOD, ["A-3", *GOOD[1:]]))  # another file with one line in common
    assert len(services.take_over(actor=mediator, batch=other)) == 1
    assert (Case.objects.count(), ImportedCase.objects.count()) == (3, 3)
    assert set(ImportBatch.objects.filter(done_at__isnull=False).values_list("lines_sealed", flat=True)) == {""}


def test_only_who_may_register_there_and_only_the_own_file(
    county: Any, mediator: Any, other_mediator: Any, outsider: Any, party: Any
) -> None:
    assert client_of(party).get(URL).status_code == 302
    batch = services.preview(actor=mediator, raw=text(GOOD))
    for actor in (other_mediator, outsider):
        with pytest.raises(NotFound):
            services.batch_for(actor, batch.pk)
        assert client_of(actor).get(f"{URL}{batch.pk}/").status_code == 404
    theirs = services.preview(actor=other_mediator, raw=text(GOOD))
    assert services.checked(other_mediator, theirs)[0].line.problems  # 柳岸村 is not theirs
    with pytest.raises(NotFound):
        services.preview(actor=outsider, raw=text(GOOD))


def test_the_desk_walks_from_file_to_cases(county: Any, mediator: Any) -> None:
    desk = client_of(mediator)
    assert desk.get(URL).status_code == 200
    assert desk.get(f"{URL}example/").content.startswith("\ufeff来源编号".encode())
    assert desk.post(URL, {"file": SimpleUploadedFile("x.csv", b"\x81\xff\x00")}).status_code == 422
    assert desk.post(URL).status_code == 422
    answer = desk.post(URL, {"file": SimpleUploadedFile("x.csv", text(GOOD))})
    look = answer.headers["Location"]
    page = desk.get(look).content.decode()
    assert "王小梅" not in page  # masked
    assert desk.post(look).status_code == 302
    assert desk.post(look).status_code == 409
    assert Case.objects.count() == 1
