"""The official figures: denominators, intervals, small numbers, nothing outside the asker's place, nothing that calculates."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from mediation.casework.enums import CaseState
from mediation.casework.models import Case
from mediation.casework.selectors import statistics as selectors
from mediation.casework.services import statistics as services
from mediation.common import clock
from mediation.common.errors import Invalid
from mediation.common.rates import Rate
from mediation.documents import signing, verification
from tests.cast import client_of
from tests.mediation.casework.test_papers import text_of

URL = "/desk/statistics/"


@pytest.fixture
def cases(county: Any) -> None:
    def make(n: int, area: Any, state: CaseState, *, reason: str = "", kind: str = "neighbour", days: int = 10) -> None:
        for _ in range(n):
            Case.objects.create(
                number=f"QX-{Case.objects.count()}", title="=cmd", kind=kind, area=area, state=state, ended_reason=reason,
                opened_at=clock.now() - timedelta(days=days), organisation=county.studio,
            )

    make(7, county.village, CaseState.CLOSED)
    make(1, county.village, CaseState.ENDED, reason="unwilling")
    make(3, county.village, CaseState.POOL, kind="contract")
    make(2, county.other_village, CaseState.AGREED, kind="medical")
    make(5, county.village, CaseState.CLOSED, days=400)


def figures(actor: Any, area: Any) -> selectors.Statistics:
    return selectors.statistics(actor, area, clock.today() - timedelta(days=30), clock.today())


def test_open_cases_stand_apart_and_the_share_has_its_interval(cases: None, county: Any, supervisor: Any) -> None:
    s = figures(supervisor, county.area)
    assert (s.whole.total, s.whole.agreed, s.whole.ended, s.whole.open) == (13, 9, 1, 3)
    assert s.whole.success == Rate(9, 10)
    assert selectors.share_words(s.whole.success, hide=False) == "90.0% (9/10, 59.6–98.2%)"
    kinds = {str(r.label): r.total for b in s.breakdowns if b.code == "kind" for r in b.rows}
    assert sorted(kinds.values()) == [2, 3, 8]
    for b in s.breakdowns:
        assert sum(r.total for r in b.rows) == 13, b.code


def test_a_town_counts_what_is_below_it_and_nothing_beside(cases: None, county: Any, make_user: Any) -> None:
    of_town = make_user("of_town", "supervisor", county.town)
    assert figures(of_town, county.town).whole.total == 11
    assert figures(of_town, county.other_town).whole.total == 0
    assert county.other_town not in selectors.areas_for(of_town)
    answer = client_of(of_town).get(f"{URL}?area={county.other_town.public_id}&since=2020-01-01&until=2020-02-01")
    assert answer.status_code == 422


def test_small_numbers_and_their_shares_are_hidden_for_passing_on() -> None:
    assert [selectors.shown(n, hide=True) for n in (0, 1, 4, 5)] == ["0", "<5", "<5", "5"]
    assert selectors.share_words(Rate(9, 10), hide=True) == "—"  # the one that is missing could be told
    assert selectors.share_words(Rate(0, 0), hide=False) == "—"
    assert selectors.share_words(Rate(50, 60), hide=True).startswith("83.3%")


def test_the_workbook_holds_no_formula(cases: None, county: Any, supervisor: Any) -> None:
    type(county.studio).objects.filter(pk=county.studio.pk).update(name="=cmd|' /C calc'!A0")
    book = load_workbook(io.BytesIO(services.workbook(actor=supervisor, s=figures(supervisor, county.area), hide=False)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert len(book.sheetnames) == 7
    assert [c.value for c in book["合计"][2]][1:7] == [13, 0, 9, 1, 3, 0]


def test_the_paper_is_sealed_and_made_once(cases: None, county: Any, supervisor: Any) -> None:
    s = figures(supervisor, county.area)
    pdf = services.paper(actor=supervisor, s=s, hide=False)
    assert services.paper(actor=supervisor, s=figures(supervisor, county.area), hide=False) == pdf
    assert signing.verify(pdf).good
    assert verification.of_file(pdf, caller="t").issuer == "清溪县"
    words = text_of(pdf)
    for expected in ("人民调解统计报表", "90.0%(9/10,59.6–98.2%)", "尚未办结的案件单列"):
        assert expected in words


def test_a_wrong_period_is_said(county: Any, supervisor: Any) -> None:
    today = clock.today()
    for since, until in ((today, today - timedelta(days=1)), (today + timedelta(days=1), today + timedelta(days=2))):
        with pytest.raises(Invalid):
            selectors.statistics(supervisor, county.area, since, until)
    desk = client_of(supervisor)
    assert desk.get(f"{URL}?since=2026-13-01").status_code == 422
    assert desk.get(f"{URL}?since=2026-02-01&until=2026-01-01").status_code == 422


def test_the_page_and_its_files(cases: None, county: Any, supervisor: Any, mediator: Any, outsider: Any) -> None:
    desk = client_of(supervisor)
    assert desk.get(URL).status_code == 200
    assert desk.get(f"{URL}?as=xlsx").content[:2] == b"PK"
    assert desk.get(f"{URL}?as=pdf&hide=on").content[:5] == b"%PDF-"
    for actor in (mediator, outsider):
        assert client_of(actor).get(URL).status_code in (403, 404)
