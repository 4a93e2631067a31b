"""Four rates over frozen denominators: refusals visible, small numbers hidden, nothing that changes afterwards."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from counseling.figures import periods
from counseling.figures.models import Snapshot
from counseling.figures.selectors.outcomes import _became
from counseling.figures.selectors.rates import four
from counseling.figures.services import freezing
from counseling.figures.showing import programme_views, rate_views, share
from counseling.interventions.enums import EntryKind
from counseling.interventions.models import CareEntry
from counseling.programmes.services import gathering
from counseling.screening.enums import FlagState, Level, Reason, ScreeningState
from counseling.screening.models import Flag, Response, Screening
from counseling.screening.services import checkups
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.hiding import SMALL, hide, hide_table, total
from tests.cast import County, user_of

pytestmark = pytest.mark.django_db
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no wrong number
QUARTER = periods.over(date(2026, 11, 22))[0]
INSIDE = datetime(2026, 8, 3, 10, tzinfo=clock.SHANGHAI)


def screened(county: County, state: ScreeningState, n: int, *, finished: bool = False) -> list[Screening]:
    return [
        Screening.objects.create(
            subject=uuid.uuid4(), case_ref=uuid.uuid4(), area_path=county.village.path, state=state, offered_at=INSIDE,
            finished_at=INSIDE + timedelta(hours=1) if finished else None,
        )
        for _n in range(n)
    ]


def flagged(row: Screening, counsellor: Actor, *, hours: float | None) -> None:
    flag = Flag.objects.create(
        subject=row.subject, case_ref=row.case_ref, area_path=row.area_path, screening=row, level=Level.ORANGE, proposed=Level.ORANGE,
        reason=Reason.STAFF, state=FlagState.OPEN, created_at=INSIDE, due_at=INSIDE + timedelta(hours=2),
    )
    if hours is not None:
        CareEntry.objects.create(
            subject=row.subject, case_ref=row.case_ref, kind=EntryKind.RATING, flag=flag, level=Level.ORANGE, by=user_of(counsellor),
            at=INSIDE + timedelta(hours=hours),
        )


@pytest.fixture
def year(county: County, counsellor: Actor) -> None:
    rows = screened(county, ScreeningState.FINISHED, 12, finished=True)
    screened(county, ScreeningState.DECLINED, 7)
    screened(county, ScreeningState.OFFERED, 6)
    for n, row in enumerate(rows):
        if n < 11:
            flagged(row, counsellor, hours=1 if n < 6 else 9 if n < 11 else None)


def test_every_cell_is_counted_once_and_refusals_are_seen(year: None, county: County) -> None:
    cells = four(county.area, *QUARTER)

    assert cells["assessed"].parts == {"valid": 12, "unfinished": 0, "refused": 7, "unreached": 6}
    assert cells["rated"].parts == {"in_time": 6, "late": 5, "unrated": 1}
    assert cells["reported"].parts == {"acknowledged": 0, "late": 0, "unacknowledged": 0, "unsent": 11}
    assert cells["followed"].parts == dict.fromkeys(("on_time", "late", "missed", "called_off", "unwritten"), 0)
    assert four(county.other_town, *QUARTER)["assessed"].parts["valid"] == 0


def test_who_refused_every_question_or_took_it_back_is_a_refusal(county: County) -> None:
    refusing, answering = screened(county, ScreeningState.FINISHED, 2, finished=True)
    screened(county, ScreeningState.WITHDRAWN, 1, finished=True)
    for row, refused in ((refusing, [True, True]), (answering, [True, False])):
        for n, no in enumerate(refused):
            Response.objects.create(
                screening=row, instrument="phq2", item=f"p{n}", number=1, refused=no, value_sealed="" if no else "x1.sealed",
                elapsed_ms=40, at=INSIDE,  # very fast, and counted all the same: no source says how fast is too fast
            )

    cells = four(county.area, *QUARTER)

    assert cells["assessed"].parts == {"valid": 1, "unfinished": 0, "refused": 2, "unreached": 0}


def test_what_is_frozen_stays_as_it_was(year: None, county: County, counsellor: Actor) -> None:
    row = freezing.freeze(actor=counsellor, area=county.area, starts_on=QUARTER[0], ends_on=QUARTER[1], user=user_of(counsellor))
    before = [(v.words, [p.shown for p in v.parts]) for v in rate_views(row)]
    Screening.objects.filter(state=ScreeningState.DECLINED).delete()
    again = freezing.freeze(actor=counsellor, area=county.area, starts_on=QUARTER[0], ends_on=QUARTER[1], user=user_of(counsellor))

    assert again == row
    assert [(v.words, [p.shown for p in v.parts]) for v in rate_views(Snapshot.objects.get())] == before
    assert before[0][0].startswith("12/25 (48 %, ")
    assert before[3][0] == "—"  # nothing was due: unknown, not 100 %
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


def test_a_period_that_runs_and_a_place_of_others_are_refused(county: County, counsellor: Actor, mediator: Actor, outsider: Actor) -> None:
    with pytest.raises(Invalid):
        freezing.freeze(actor=counsellor, area=county.area, starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31))
    for actor, area in ((counsellor, county.town), (mediator, county.town), (outsider, county.area)):
        with pytest.raises(NotFound):  # a part of one's place too: one figure could be taken from the other
            freezing.freeze(actor=actor, area=area, starts_on=QUARTER[0], ends_on=QUARTER[1])


def test_the_clock_freezes_by_itself_once(county: County, counsellor: Actor) -> None:
    with clock.told(datetime(2027, 1, 10, 4, 10, tzinfo=clock.SHANGHAI)):
        early = freezing.freeze_due()
    with clock.told(datetime(2027, 1, 16, 4, 10, tzinfo=clock.SHANGHAI)):
        made = freezing.freeze_due()
        again = freezing.freeze_due()

    row = Snapshot.objects.get(starts_on=date(2026, 10, 1))
    assert (early, made, again) == (0, 2, 0)  # the quarter and the year, fifteen days after their end
    assert row.frozen_by is None


def test_pages_and_spreadsheet_hide_small_cells_and_nobody_else_sees_them(
    year: None, county: County, counsellor: Actor, supervisor: Actor, mediator: Actor, other_mediator: Actor, outsider: Actor, party: Actor,
    client_of: Callable[[Actor], Client],
) -> None:
    browser = client_of(counsellor)
    place = {"area": str(county.area.public_id)}
    wrong = browser.post("/care/figures/", {**place, "period": "2026-10-01:2026-12-31"})
    period = {**place, "period": f"{QUARTER[0]}:{QUARTER[1]}"}
    sent = [browser.post("/care/figures/", period) for _twice in range(2)]
    row = Snapshot.objects.get()
    page = browser.get(f"/care/figures/{row.id}/").content.decode()
    book = load_workbook(io.BytesIO(browser.get(f"/care/figures/{row.id}/table.xlsx").content))
    values = [c.value for sheet in book for line in sheet.iter_rows() for c in line if c.value is not None]

    assert wrong.status_code == 422
    assert {a.url for a in sent} == {f"/care/figures/{row.id}/"}  # type: ignore[attr-defined]
    assert "&lt;5" in page
    assert "<5" in values
    assert "1" not in values  # the one nobody rated
    assert client_of(supervisor).get(f"/care/figures/{row.id}/").status_code == 200
    for other in (mediator, other_mediator, outsider, party):
        for address in (f"/care/figures/{row.id}/", f"/care/figures/{row.id}/table.xlsx"):
            assert client_of(other).get(address).status_code == 404


@PATIENT
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=1))
def test_no_small_number_can_be_worked_out(parts: dict[str, int]) -> None:
    shown = hide(parts)
    hidden = [name for name, n in shown.items() if n is None]

    assert all(n is None or n == 0 or n >= SMALL for n in shown.values())
    if hidden and total(parts) is not None and len([n for n in parts.values() if n]) > 1:
        assert len(hidden) > 1
        assert sum(parts[h] for h in hidden) >= SMALL


@pytest.mark.parametrize(("sums", "became"), [
    ([16], "lost"), ([16, 6], "recovered"), ([20, 12], "improved"), ([16, 12], "unchanged"), ([8, 14], "worse"), ([16, 20, 6], "recovered"),
])
def test_a_change_counts_from_the_published_index_on(sums: list[int], became: str) -> None:
    assert _became(sums, 6, 10) == became


def test_a_share_of_nothing_is_unknown() -> None:
    assert share(0, 0) == "—"
    assert "%" not in share(None, 12)


def completed(values: dict[str, int], hidden: set[str]) -> bool:
    """Whether the sum of `values` tells a hidden one, or about fewer than five people."""
    left = [n for name, n in values.items() if n and name not in hidden]
    return bool(hidden) and bool(left) and (len(hidden) == 1 or sum(values[h] for h in hidden) < SMALL)


@PATIENT
@given(st.lists(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 12), min_size=4), min_size=2, max_size=5))
def test_no_programme_can_be_worked_out_from_the_place_and_the_others(rows: list[dict[str, int]]) -> None:
    groups = {str(n): row for n, row in enumerate(rows)}  # group 0 is in no programme
    above = {name: sum(row[name] for row in rows) for name in "abcd"}
    sums = {group: sum(row.values()) for group, row in groups.items()}

    shown = hide_table(groups, rest="0", above=above)

    assert set(shown) == set(groups) - {"0"}
    assert all(n is None or n == 0 or n >= SMALL for row in shown.values() if row is not None for n in row.values())
    assert all(sums[group] == 0 or sums[group] >= SMALL for group, row in shown.items() if row is not None)
    closed = {group for group, row in shown.items() if row is None}
    # the rest is not printed; it follows only where every programme is
    assert not completed(sums, closed | {"0"} if sums["0"] and closed else closed)
    for name, n in hide(above).items():
        hidden = {g for g, row in shown.items() if (row is None and groups[g][name]) or (row is not None and row[name] is None)}
        if n is None:
            assert hidden == {g for g in shown if groups[g][name]}  # hidden for the place: for every programme too
        else:
            assert not completed({g: row[name] for g, row in groups.items()}, hidden | {"0"} if groups["0"][name] and hidden else hidden)
            assert not (groups["0"][name] in range(1, SMALL) and not hidden and len([g for g in shown if groups[g][name]]))
    for group, row in shown.items():
        if row is not None:
            assert not completed(groups[group], {name for name, n in row.items() if n is None})


def test_a_programme_is_counted_by_itself_and_frozen_with_the_place(
    county: County, counsellor: Actor, supervisor: Actor, client_of: Callable[[Actor], Client]
) -> None:
    with clock.told(INSIDE - timedelta(days=3)):
        programme = gathering.begin_programme(
            actor=counsellor, area=county.area, kind="disaster", title="汛后安心", about="走访", begins_on=clock.today(), ends_on=None,
            agreement=None, press=uuid.uuid4(),
        )
        row = checkups.create(
            actor=supervisor, user=user_of(supervisor), title="汛后", bundle="checkup", area=county.area, opens_at=INSIDE,
            closes_at=INSIDE + timedelta(days=20), programme=programme.pk,
        )
        with pytest.raises(Invalid) as why:
            checkups.create(
                actor=supervisor, user=user_of(supervisor), title="x", bundle="checkup", area=county.area, opens_at=INSIDE,
                closes_at=INSIDE + timedelta(days=20), programme=uuid.uuid4(),
            )
    assert set(why.value.fields) == {"programme"}
    mine = screened(county, ScreeningState.FINISHED, 9, finished=True) + screened(county, ScreeningState.DECLINED, 6)
    Screening.objects.filter(pk__in=[s.pk for s in mine]).update(case_ref=row.pk)
    screened(county, ScreeningState.FINISHED, 8, finished=True)
    screened(county, ScreeningState.OFFERED, 7)
    flags = list(Screening.objects.filter(case_ref=row.pk, state=ScreeningState.FINISHED))
    for n, one in enumerate(flags[:6]):
        flagged(one, counsellor, hours=1 if n < 5 else None)

    frozen = freezing.freeze(actor=counsellor, area=county.area, starts_on=QUARTER[0], ends_on=QUARTER[1])
    gathering.end_programme(actor=counsellor, programme=programme)
    type(programme).objects.update(title="改了名字")

    assert [(p["title"], dict(p["cells"]["assessed"])["valid"]) for p in frozen.programmes] == [("汛后安心", 9)]
    tables = {t.label: t.groups[0] for t in programme_views(Snapshot.objects.get())}
    assessed, rated = list(tables.values())[:2]
    assert assessed.words.startswith("9/15 (60 %, ")
    assert {p.code: p.shown for p in assessed.parts} == {"valid": "9", "unfinished": "0", "refused": "6", "unreached": "0"}
    assert {p.code: p.shown for p in rated.parts} == {"in_time": "<5", "late": "0", "unrated": "<5"}  # four were not rated
    page = client_of(counsellor).get(f"/care/figures/{frozen.pk}/").content.decode()
    assert "汛后安心" in page
    book = load_workbook(io.BytesIO(client_of(counsellor).get(f"/care/figures/{frozen.pk}/table.xlsx").content))
    assert "汛后安心" in {c.value for line in book["按项目"].iter_rows() for c in line}
