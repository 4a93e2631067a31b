"""The administrator's map: what may be changed, what is refused, and that paths other tables copied never move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mediation.accounts.models import RoleAssignment
from mediation.audit.models import AuditEntry
from mediation.casework.services import case as cases
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.territory import selectors, services
from mediation.territory.enums import Level, OrganisationKind
from mediation.territory.models import Area, Organisation
from tests.cast import County, MakeUser

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def page_of(area: Area) -> str:
    return f"/desk/territory/{area.public_id}/"


def fresh(area: Area) -> Area:
    found: Area = Area.objects.get(pk=area.pk)
    return found


def test_a_place_is_added_renamed_and_every_change_is_written_down(admin: Actor, county: County, client_of: ClientOf) -> None:
    browser = client_of(admin)

    added = browser.post(page_of(county.town), {"do": "add", "add-level": "village", "add-name": "柳湾村", "add-code": "999901000"})
    village = Area.objects.get(code="999901000")
    changed = browser.post(page_of(village), {"do": "change", "change-name": "柳湾社区", "change-code": "999901000"})

    assert (added.status_code, changed.status_code) == (302, 302)
    assert fresh(village).name == "柳湾社区"
    assert village.get_parent() == county.town
    lines = AuditEntry.objects.filter(target_id=str(village.public_id), actor=admin.key).order_by("number")
    assert [line.action for line in lines] == ["territory.add_area", "territory.change_area"]
    assert lines[1].detail == {"name": ["柳湾村", "柳湾社区"]}
    assert "柳湾社区" in browser.get("/desk/territory/").content.decode()


def test_a_place_with_an_earlier_code_moves_no_path_of_its_neighbours(admin: Actor, county: County) -> None:
    before = dict(Area.objects.values_list("code", "path"))

    services.add_area(actor=admin, parent=county.area, level=Level.TOWN, name="清水镇", code="999900500")

    after = dict(Area.objects.exclude(code="999900500").values_list("code", "path"))
    assert after == before


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"level": "village", "name": "", "code": "999901009"}, "name"),
        ({"level": "village", "name": "柳湾村", "code": "柳-1"}, "code"),
        ({"level": "village", "name": "柳湾村", "code": "999902"}, "code"),
        ({"level": "town", "name": "柳湾村", "code": "999901009"}, "level"),
        ({"level": "village", "name": "柳湾村", "code": "999901009", "latitude": "95"}, "latitude"),
        ({"level": "village", "name": "柳湾村", "code": "999901009", "latitude": "30"}, "longitude"),
    ],
)
def test_bad_input_is_said_at_its_field_and_nothing_typed_is_lost(
    admin: Actor, county: County, client_of: ClientOf, given: dict[str, str], field: str
) -> None:
    count = Area.objects.count()

    entered = {"do": "add", "add-name_en": "Willow Bay"} | {f"add-{k}": v for k, v in given.items()}
    page = client_of(admin).post(page_of(county.town), entered)

    assert page.status_code == 422
    assert list(page.context["forms"]["add"].errors) == [field]
    assert "Willow Bay" in page.content.decode()
    assert Area.objects.count() == count


def test_pressing_twice_adds_once_and_an_unknown_press_is_answered(admin: Actor, county: County, client_of: ClientOf) -> None:
    browser = client_of(admin)
    given = {"do": "office", "office-kind": "studio", "office-name": "新柳工作室"}

    first, second = browser.post(page_of(county.town), given), browser.post(page_of(county.town), given)

    assert (first.status_code, second.status_code) == (302, 422)
    assert Organisation.objects.filter(name="新柳工作室").count() == 1
    assert browser.post(page_of(county.town), {"do": "blow-up"}).status_code == 422


def test_nothing_is_closed_over_the_heads_of_people_and_cases(
    admin: Actor, mediator: Actor, county: County, client_of: ClientOf
) -> None:
    contact = cases.Contact(name="王小梅", phone="13812340000")
    report = cases.Report(kind="neighbour", story="吵", wish="静", area=county.far_village, applicant=contact)
    cases.open_case(actor=None, report=report)
    today = clock.today()

    calls: tuple[Callable[[], object], ...] = (
        lambda: services.close_area(actor=admin, area=county.area, on=today),
        lambda: services.close_area(actor=admin, area=county.town, on=today),  # places and offices in it
        lambda: services.close_area(actor=admin, area=county.far_village, on=today),  # an open case
        lambda: services.close_organisation(actor=admin, organisation=county.studio, on=today),  # a mediator works there
        lambda: services.close_organisation(actor=admin, organisation=county.committee, on=today),  # the studio belongs to it
        lambda: services.close_area(actor=admin, area=county.grid, on=today - timedelta(days=1)),
    )
    for call in calls:
        with pytest.raises(Invalid):
            call()
    page = client_of(admin).post(page_of(county.far_village), {"do": "close", "close-on": today.isoformat()})
    assert page.status_code == 422
    assert not Area.objects.exclude(closed_on=None).exists()


def test_a_closed_place_is_offered_for_nothing_new_and_can_be_opened_again(
    admin: Actor, county: County, client_of: ClientOf
) -> None:
    today = clock.today()
    services.close_area(actor=admin, area=county.grid, on=today + timedelta(days=3))
    assert Area.objects.filter(selectors.standing(), pk=county.grid.pk).exists()  # not yet

    services.close_area(actor=admin, area=fresh(county.grid), on=today)

    assert not Area.objects.filter(selectors.standing(), pk=county.grid.pk).exists()
    with pytest.raises(Conflict):
        services.add_organisation(actor=admin, kind=OrganisationKind.STUDIO, name="x", area=fresh(county.grid))
    assert client_of(admin).post(page_of(county.grid), {"do": "reopen"}).status_code == 302
    assert fresh(county.grid).closed_on is None


def test_a_place_moves_only_while_nothing_was_ever_filed_there(admin: Actor, county: County, make_user: MakeUser) -> None:
    moved = services.move_area(actor=admin, area=county.other_grid, target=county.village)
    assert moved.path.startswith(county.village.path)

    make_user("walker", "gridworker", county.far_village)
    RoleAssignment.objects.filter(area=county.far_village).update(until=clock.today() - timedelta(days=1))  # long over
    for target in (county.other_town, county.far_village, county.grid):
        with pytest.raises(Invalid):
            services.move_area(actor=admin, area=county.far_village, target=target)
    with pytest.raises(Invalid):
        services.move_area(actor=admin, area=county.area, target=county.town)


def test_an_administrator_of_a_town_changes_nothing_of_the_other(
    make_user: MakeUser, county: County, client_of: ClientOf, outsider: Actor, supervisor: Actor, anonymous: Actor
) -> None:
    clerk = make_user("clerk", "admin", county.town)
    rows = {a.pk for a in selectors.managed(clerk)}
    assert rows == {county.town.pk, county.village.pk, county.far_village.pk, county.grid.pk}

    strangers: list[Any] = [
        (lambda who: services.change_area(actor=who, area=county.other_town, name="x")),
        (lambda who: services.move_area(actor=who, area=county.grid, target=county.other_village)),
        (lambda who: services.close_organisation(actor=who, organisation=county.other_committee, on=clock.today())),
        (lambda who: services.add_area(actor=who, parent=None, level=Level.CITY, name="x", code="11")),
        (lambda who: services.reopen_area(actor=who, area=county.other_village)),
    ]
    for who in (clerk, outsider, supervisor, anonymous):
        for press in strangers:
            with pytest.raises(NotFound):
                press(who)
    for who in (clerk, outsider, supervisor):
        assert client_of(who).get(page_of(county.other_town)).status_code == 404
    assert client_of(outsider).get("/desk/territory/").status_code == 404
    assert client_of(anonymous).get("/desk/territory/").status_code == 302


def test_the_map_asks_the_database_ten_times_at_most(
    admin: Actor, county: County, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    browser = client_of(admin)
    office = f"/desk/territory/organisations/{county.studio.public_id}/"
    for address in ("/desk/territory/", "/desk/territory/?q=柳", page_of(county.town), office):
        browser.get(address)
        with django_assert_max_num_queries(10):
            assert browser.get(address).status_code == 200
    assert services.change_organisation(actor=system("tests"), organisation=county.studio, name="老柳树工作室").name == "老柳树工作室"
    moved = browser.post(office, {"do": "move", "move-target": str(county.village.public_id)})
    assert moved.status_code == 302
