"""To and from another platform in its own columns; figures that cannot be are refused with their line."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.audit.models import AuditEntry
from mediation.casework import grim
from mediation.casework.exchange import mappings
from mediation.casework.models import Case, EnteredThere, ReportedMonth
from mediation.casework.services import case as cases
from mediation.casework.services import exchange, importing, reported
from mediation.common.errors import Invalid, NotFound
from tests.mediation.casework.conftest import STORY

pytestmark = pytest.mark.django_db
HANGZHOU = "hangzhou-suyuan"
PAGE = f"/desk/exchange/{HANGZHOU}/"


@pytest.fixture
def ended(taken: Any, mediator: Any) -> Any:
    return cases.end(actor=mediator, case=taken.case, reason="gap_too_wide")


def test_the_columns_stand_in_the_platform_s_order() -> None:
    found = mappings()
    assert {len(m.columns) for m in found.values()} == {24, 25}
    assert [h for h, _f in found[HANGZHOU].columns][:5] == ["案件编码", "调委会", "调解工作室", "受理员", "受理时间"]
    assert all(m.dated and m.unrecorded for m in found.values())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_finished_case_goes_out_once(ended: Any, mediator: Any, client_of: Any, form: str) -> None:
    desk = client_of(mediator)
    assert ended.number in desk.get(PAGE).content.decode()
    answer = desk.post(PAGE, {"case": str(ended.pk), "act": form})
    assert answer.status_code == 200
    table = _read(answer.content, form)
    line = dict(zip(table[0], table[1], strict=True))
    assert line["案件编码"] == ended.number
    assert (line["调委会"], line["调解工作室"]) == ("柳桥镇人民调解委员会", "老柳树调解工作室")
    assert (line["案件来源"], line["纠纷类别"], line["调解结果"], line["有无死亡"]) == ("依申请", "邻里纠纷", "调解不成", "")
    assert (line["当事人"], line["纠纷简要情况"]) == ("王小梅、陈大山", STORY)
    assert AuditEntry.objects.filter(action="casework.exchange_story", target_id=ended.pk).count() == 1
    for _ in range(2):
        assert desk.post(PAGE, {"case": str(ended.pk), "act": "entered"}).status_code == 302
    mark = EnteredThere.objects.get()
    assert desk.post(PAGE, {"case": str(ended.pk), "act": form}).status_code == 409  # it is not offered again
    desk.post(f"{PAGE}{mark.pk}/undo/")
    assert not EnteredThere.objects.exists()


def test_nobody_takes_another_s_cases(
    ended: Any, other_mediator: Any, outsider: Any, gridworker: Any, counsellor: Any, supervisor: Any, client_of: Any
) -> None:
    for actor in (outsider, gridworker, counsellor):
        assert client_of(actor).get(PAGE).status_code == 404
    other = client_of(other_mediator)
    assert ended.number not in other.get(PAGE).content.decode()
    for act in ("csv", "entered"):
        other.post(PAGE, {"case": str(ended.pk), "act": act})
    assert not EnteredThere.objects.exists()
    assert ended.number in client_of(supervisor).get(PAGE).content.decode()
    assert client_of(supervisor).get("/desk/exchange/none/").status_code == 404


def table(**more: str) -> bytes:
    given = {"案件编码": "HZ-1", "行政划分": "柳岸村", "纠纷类别": "邻里纠纷", "案件来源": "依申请", "当事人": "王小梅、陈大山",
             "纠纷简要情况": "夜里吵", "受理时间": "2026/1/5", **more}
    out = io.StringIO()
    csv.writer(out).writerows([list(given), list(given.values())])
    return out.getvalue().encode("gb18030")


def test_a_table_from_there_becomes_cases_that_stand_there_already(mediator: Any, county: Any, client_of: Any) -> None:
    mapping = mappings()[HANGZHOU]
    for _ in range(2):  # the same file twice
        batch = exchange.read(actor=mediator, mapping=mapping, raw=table())
        importing.take_over(actor=mediator, batch=batch)
    case = Case.objects.get()
    assert [p.person.name for p in case.parties.order_by("role")] == ["王小梅", "陈大山"]
    mark = EnteredThere.objects.get()
    assert (mark.case_id, mark.number, mark.imported) == (case.pk, "HZ-1", True)
    assert client_of(mediator).post(f"{PAGE}{mark.pk}/undo/").status_code in (404, 409)


@pytest.mark.parametrize("wrong", [
    {"调解协议金": "-5"}, {"调解协议金": "很多"}, {"调解协议金": "NaN"},
    {"受理时间": "2999-01-01"}, {"受理时间": "昨天"}, {"调解时间": "2025-12-31"},
])
def test_what_cannot_be_is_refused_with_its_line(mediator: Any, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as why:
        exchange.read(actor=mediator, mapping=mappings()[HANGZHOU], raw=table(**wrong))
    assert "2" in str(why.value.fields["file"])


def test_another_table_says_which_columns_are_missing(mediator: Any) -> None:
    with pytest.raises(Invalid) as why:
        exchange.read(actor=mediator, mapping=mappings()[HANGZHOU], raw="甲,乙\n1,2\n".encode())
    assert "案件编码" in str(why.value.fields["file"])


@pytest.mark.parametrize(("share", "of", "can"), [
    ("98.2", 187, False), ("97.9", 187, True), ("98.4", 187, True), ("100", 678, True), ("99.98", 4085, True),
    ("50", 3, False), ("33", 3, True), ("0", 5, True), ("12.5", 8, True),
])
def test_percentages_that_cannot_be(share: str, of: int, can: bool) -> None:
    assert grim.attainable(Decimal(share), of) is can


@given(of=st.integers(1, 5000), n=st.integers(0, 5000), places=st.integers(0, 2))
def test_a_true_percentage_is_never_refused(of: int, n: int, places: int) -> None:
    n = min(n, of)
    share = grim._rounded(n, of, Decimal(1).scaleb(-places))
    assert grim.attainable(share, of)
    assert grim.fits(n, of, share)


HEADS = "单位,年度,月份,调解纠纷件数,调解成功件数,成功率\n"


@pytest.mark.parametrize("line", [
    "甲,2026,1,187,,98.2%", "甲,2026,1,10,11,", "甲,2026,1,-3,,", "甲,2026,13,3,,", "甲,2026,1,10,9,80%",
    "甲,2026,1,0,,100%", ",2026,1,3,,", "甲,2026,1,10,,110%", "甲,2999,1,10,,", "甲,2026,1,=1+1,,",
])
def test_a_report_that_cannot_be_is_kept_in_no_part(supervisor: Any, county: Any, line: str) -> None:
    lines = reported.take_in(actor=supervisor, area=county.town, raw=(HEADS + "乙,2026,1,10,9,90%\n" + line + "\n").encode())
    assert [bool(x.problems) for x in lines] == [False, True]
    assert not ReportedMonth.objects.exists()


def test_a_report_that_can_be_is_kept_once(supervisor: Any, county: Any, mediator: Any, client_of: Any) -> None:
    raw = (HEADS + "乙,2026,1,10,9,90%\n").encode()
    for _ in range(2):
        reported.take_in(actor=supervisor, area=county.town, raw=raw)
    assert ReportedMonth.objects.get().agreed == 9
    with pytest.raises(NotFound):
        reported.take_in(actor=mediator, area=county.town, raw=raw)
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = SimpleUploadedFile("a.csv", (HEADS + "甲,2026,1,187,,98.2%\n").encode())
    answer = client_of(supervisor).post("/desk/exchange/reports/", {"area": str(county.town.public_id), "file": bad})
    assert answer.status_code == 422
    assert "183/187" in answer.content.decode()
    assert client_of(mediator).get("/desk/exchange/reports/").status_code == 404


def _read(raw: bytes, form: str) -> list[list[str]]:
    if form == "csv":
        return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    from openpyxl import load_workbook

    return [[str(c.value or "") for c in row] for row in load_workbook(io.BytesIO(raw)).worksheets[0].iter_rows()]
