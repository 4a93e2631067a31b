"""Local rules as data: which holds where and when, and what a limit says about where it comes from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from mediation.casework import deadlines, lawpack, localrules
from mediation.casework.models import GradeLimit, RulePackUse
from mediation.casework.services import localrules as services
from mediation.casework.services.claim import claim
from mediation.common import clock
from mediation.common.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db


def test_every_pack_is_whole_and_names_its_source() -> None:
    packs = localrules.packs()
    assert {p.standing for p in packs.values()} == {"regulation", "practice"}
    assert len([p for p in packs.values() if p.standing == "regulation"]) >= 2
    for code, pack in packs.items():
        assert code == pack.code
        assert pack.version.startswith(f"{code}.")
        assert pack.name and pack.dated and pack.limit.text
        assert pack.limit.months or set(pack.limit.days) == {"simple", "general", "complex", "major"}
    ningbo = packs["ningbo-2015"]
    assert [r.article for r in ningbo.rules] == ["第十八条", "第十九条", "第二十条", "第二十四条"]
    assert "未见公布" in packs["shanxi-practice"].dated


@pytest.mark.parametrize(("accepted", "last"), [
    (date(2026, 1, 31), date(2026, 2, 28)), (date(2028, 1, 31), date(2028, 2, 29)), (date(2026, 11, 22), date(2026, 12, 22)),
    (date(2026, 12, 5), date(2027, 1, 5)),
])
def test_a_month_ends_on_the_day_of_the_same_number_or_the_last(accepted: date, last: date) -> None:
    assert localrules.ends_on(accepted, months=1) == last


def test_without_a_pack_the_practice_holds_and_says_so(county: Any) -> None:
    limit = deadlines.limit("simple", county.village, clock.today())
    assert (limit.days, limit.pack) == (7, "")


def test_the_nearest_place_first_and_only_on_its_days(county: Any, supervisor: Any) -> None:
    today = clock.today()
    services.put_in_force(actor=supervisor, area=county.area, pack="shenzhen-2022", since=today)
    services.put_in_force(actor=supervisor, area=county.town, pack="ningbo-2015", since=today + timedelta(days=5))

    def at(area: Any, days: int) -> str:
        return deadlines.limit("simple", area, today + timedelta(days=days)).pack

    assert [at(county.village, d) for d in (-1, 0, 4, 5)] == ["", "shenzhen-2022", "shenzhen-2022", "ningbo-2015"]
    assert at(county.other_village, 9) == "shenzhen-2022"
    assert deadlines.limit("simple", county.village, today + timedelta(days=5)).months == 1


def test_the_official_code_chooses_where_nobody_has(county: Any) -> None:
    county.village.code = "330212001001"
    assert deadlines.limit("major", county.village, clock.today()).pack == "ningbo-2015"
    assert deadlines.limit("major", county.village, date(2015, 4, 12)).pack == ""


def test_the_county_s_own_number_comes_first(county: Any, supervisor: Any) -> None:
    services.put_in_force(actor=supervisor, area=county.area, pack="ningbo-2015", since=clock.today())
    GradeLimit.objects.create(grade="simple", days=5, source="清溪县办法")
    assert deadlines.limit("simple", county.village, clock.today()).days == 5


def test_a_case_takes_the_rules_of_its_day_and_its_page_says_why(
    told: Any, mediator: Any, supervisor: Any, county: Any, client_of: Any
) -> None:
    services.put_in_force(actor=supervisor, area=county.town, pack="ningbo-2015", since=clock.today())
    case = claim(actor=mediator, case=told.case)
    assert clock.day_of(case.due_at) == localrules.ends_on(clock.today(), months=1)
    page = client_of(mediator).get(f"/desk/cases/{case.pk}/").content.decode()
    assert "宁波市人民调解条例第二十七条" in page
    assert "/desk/law/#ningbo-2015" in page


def test_new_rules_end_the_old_and_nothing_is_changed_backwards(county: Any, supervisor: Any) -> None:
    today = clock.today()
    first = services.put_in_force(actor=supervisor, area=county.area, pack="ningbo-2015", since=today)
    assert services.put_in_force(actor=supervisor, area=county.area, pack="ningbo-2015", since=today) == first
    services.put_in_force(actor=supervisor, area=county.area, pack="shenzhen-2022", since=today + timedelta(days=3))
    first.refresh_from_db()
    assert first.until == today + timedelta(days=2)
    for pack, since, field in (
        ("ningbo-2015", today - timedelta(days=1), "since"), ("none", today, "pack"), ("shenzhen-2022", today, "since"),
    ):
        with pytest.raises(Invalid) as why:
            services.put_in_force(actor=supervisor, area=county.area, pack=pack, since=since)
        assert set(why.value.fields) == {field}


def test_only_who_oversees_the_place(county: Any, mediator: Any, outsider: Any, make_user: Any, client_of: Any, supervisor: Any) -> None:
    use = services.put_in_force(actor=supervisor, area=county.area, pack="ningbo-2015", since=clock.today())
    far = make_user("far", "supervisor", county.other_town)
    for actor in (mediator, outsider, far):
        with pytest.raises(NotFound):
            services.put_in_force(actor=actor, area=county.town, pack="ningbo-2015", since=clock.today())
        with pytest.raises(NotFound):
            services.end(actor=actor, use=use)
        assert client_of(actor).post(f"/desk/law/{use.pk}/end/").status_code == 404
    sent = {"area": str(county.town.public_id), "pack": "shenzhen-2022", "since": clock.today().isoformat()}
    assert client_of(mediator).post("/desk/law/", sent).status_code == 404
    assert client_of(far).post("/desk/law/", sent).status_code == 422  # a place that is not offered
    assert client_of(supervisor).post("/desk/law/", sent).status_code == 302
    assert client_of(mediator).get("/desk/law/").status_code == 200
    assert RulePackUse.objects.count() == 2


def test_a_holiday_file_moves_the_court_s_last_day_and_names_its_source(tmp_path: Any) -> None:
    import json

    file = tmp_path / "holidays.json"
    file.write_text(
        json.dumps({"source": "国务院办公厅通知（测试）", "until": 2026, "days_off": ["2026-12-21"], "days_worked": []}), encoding="utf-8"
    )
    pack = lawpack._load("", str(file))
    assert pack.confirmation_ends(date(2026, 11, 19)) == date(2026, 12, 22)
    assert pack.calendar_source == "国务院办公厅通知（测试）"
    assert lawpack._load("").calendar_until == 0
