"""The cast: one fictional county and somebody in every role. The outsider is in every play.

Fixtures are Actors, because that is what services and policies take; `user_of(actor)` and `access_of(actor)` give the
row behind one, `client_of(actor)` a browser in which they are signed in (or hold their case code).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from mediation.common.actor import ANONYMOUS, Actor, system

PASSWORD = "cast-only-password"


@dataclass(frozen=True, slots=True)
class County:
    """清溪县, which is on no map: two towns, three villages, two grids, and the offices standing there."""

    area: Any
    town: Any  # 柳桥镇, where the mediator works
    other_town: Any  # 石门镇
    village: Any  # 柳桥镇 柳岸村
    far_village: Any  # 柳桥镇 新桥村
    other_village: Any  # 石门镇 石泉村
    grid: Any
    other_grid: Any
    committee: Any
    other_committee: Any
    studio: Any
    centre: Any
    care_centre: Any
    justice_office: Any


@pytest.fixture
def county(db: None) -> County:
    from mediation.territory.enums import Level, OrganisationKind
    from mediation.territory.services import add_area, add_organisation

    me = system("tests.cast")

    def area(parent: Any, level: Level, name: str, name_en: str, code: str, lat: float, lon: float) -> Any:
        return add_area(
            actor=me, parent=parent, level=level, name=name, name_en=name_en, code=code, latitude=lat, longitude=lon
        )

    def place(kind: OrganisationKind, name: str, name_en: str, where: Any, **more: Any) -> Any:
        return add_organisation(actor=me, kind=kind, name=name, name_en=name_en, area=where, **more)

    root = area(None, Level.DISTRICT, "清溪县", "Qingxi County", "999900", 30.10, 120.10)
    town = area(root, Level.TOWN, "柳桥镇", "Liuqiao Town", "999901", 30.11, 120.11)
    other_town = area(root, Level.TOWN, "石门镇", "Shimen Town", "999902", 30.21, 120.21)
    village = area(town, Level.VILLAGE, "柳岸村", "Liu'an Village", "999901001", 30.111, 120.111)
    far_village = area(town, Level.VILLAGE, "新桥村", "Xinqiao Village", "999901002", 30.131, 120.131)
    other_village = area(other_town, Level.VILLAGE, "石泉村", "Shiquan Village", "999902001", 30.211, 120.211)
    grid = area(village, Level.GRID, "第一网格", "Grid 1", "99990100101", 30.1111, 120.1111)
    other_grid = area(other_village, Level.GRID, "第一网格", "Grid 1", "99990200101", 30.2111, 120.2111)
    kind = OrganisationKind
    committee = place(kind.COMMITTEE, "柳桥镇人民调解委员会", "Liuqiao People's Mediation Committee", town, telephone="0999-5550101")
    return County(
        area=root, town=town, other_town=other_town, village=village, far_village=far_village, other_village=other_village,
        grid=grid, other_grid=other_grid, committee=committee,
        other_committee=place(kind.COMMITTEE, "石门镇人民调解委员会", "Shimen People's Mediation Committee", other_town),
        studio=place(
            kind.STUDIO, "老柳树调解工作室", "Old Willow Studio", town, parent=committee, main_field="neighbour",
            telephone="0999-5550102", latitude=30.112, longitude=120.112,
        ),
        centre=place(kind.CENTRE, "清溪县综治中心", "Qingxi County Centre", root),
        care_centre=place(kind.CARE_CENTRE, "清溪县心理服务中心", "Qingxi Psychological Service Centre", root, telephone="0999-5550103"),
        justice_office=place(kind.JUSTICE_OFFICE, "柳桥司法所", "Liuqiao Judicial Office", town),
    )


MakeUser = Callable[..., Actor]


@pytest.fixture
def make_user(county: County) -> MakeUser:
    """`make_user("name", Role.MEDIATOR, area, organisation=None)`: one more user; without a role an outsider."""
    from mediation.accounts.models import User
    from mediation.accounts.selectors import actor_of_user
    from mediation.accounts.services import assign_role

    def make(username: str, role: Any = None, area: Any = None, organisation: Any = None, name: str = "") -> Actor:
        user = User.objects.create_user(username, password=PASSWORD, display_name=name or username)
        if role is not None:
            assign_role(actor=system("tests.cast"), user=user, role=role, area=area or county.area, organisation=organisation)
        return actor_of_user(user)

    return make


@pytest.fixture
def mediator(make_user: MakeUser, county: County) -> Actor:
    return make_user("mediator", "mediator", county.town, county.studio, name="林静")


@pytest.fixture
def other_mediator(make_user: MakeUser, county: County) -> Actor:
    """Of the other town: holds the same capabilities, elsewhere."""
    return make_user("other_mediator", "mediator", county.other_town, county.other_committee, name="石磊")


@pytest.fixture
def counsellor(make_user: MakeUser, county: County) -> Actor:
    return make_user("counsellor", "counsellor", county.area, county.care_centre, name="苏雨")


@pytest.fixture
def supervisor(make_user: MakeUser, county: County) -> Actor:
    return make_user("supervisor", "supervisor", county.area, name="郑安")


@pytest.fixture
def learner(make_user: MakeUser, county: County) -> Actor:
    return make_user("learner", "learner", county.town, name="何苗")


@pytest.fixture
def mentor(make_user: MakeUser, county: County) -> Actor:
    return make_user("mentor", "mentor", county.town, county.studio, name="柳青")


@pytest.fixture
def editor(make_user: MakeUser, county: County) -> Actor:
    return make_user("editor", "editor", county.area, name="文心")


@pytest.fixture
def gridworker(make_user: MakeUser, county: County) -> Actor:
    return make_user("gridworker", "gridworker", county.village, name="田野")


@pytest.fixture
def admin(make_user: MakeUser, county: County) -> Actor:
    return make_user("admin", "admin", county.area, name="管理员")


@pytest.fixture
def outsider(make_user: MakeUser) -> Actor:
    """Signed in, with no role anywhere."""
    return make_user("outsider", name="路人")


@pytest.fixture
def anonymous() -> Actor:
    return ANONYMOUS


def make_guest(name: str) -> Actor:
    """A party with a case code of their own, in no case yet: put `subject=actor.subject` on a Party row."""
    from mediation.accounts.selectors import actor_of_guest
    from mediation.accounts.services import issue_code

    return actor_of_guest(issue_code(actor=system("tests.cast"), name=name).access)


@pytest.fixture
def party(db: None) -> Actor:
    return make_guest("王小梅")


@pytest.fixture
def other_party(db: None) -> Actor:
    return make_guest("陈大山")


def user_of(actor: Actor) -> Any:
    from mediation.accounts.models import User

    return User.objects.get(public_id=actor.subject)


def access_of(actor: Actor) -> Any:
    from mediation.accounts.models import GuestAccess

    return GuestAccess.objects.get(subject=actor.subject)


def client_of(actor: Actor, *, second_factor: bool = True, **defaults: Any) -> Client:
    """A browser: signed in as the user (with a second factor, unless told), holding the guest's code, or anonymous."""
    from mediation.accounts.middleware import GUEST_SESSION

    client = Client(**defaults)
    if actor.is_user:
        client.force_login(user_of(actor), backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        methods = [{"method": "password"}] + ([{"method": "mfa"}] if second_factor else [])
        session["account_authentication_methods"] = methods
        session.save()
    elif actor.is_guest:
        access = access_of(actor)
        session = client.session
        session[GUEST_SESSION] = {"access": str(access.pk), "version": access.version}
        session.save()
    return client


@pytest.fixture(name="client_of")
def client_of_fixture(db: None) -> Callable[..., Client]:
    return client_of


@pytest.fixture(name="user_of")
def user_of_fixture(db: None) -> Callable[[Actor], Any]:
    return user_of
