"""The ground of the demo: a fictional county, its places, its organisations and the people who work there.

Everything is invented. Built through the services, with a fixed seed, so that two builds are alike.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from mediation.accounts import selectors
from mediation.accounts.models import User
from mediation.accounts.roles import Role
from mediation.accounts.services import FreshCode, assign_role, fresh_code
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.territory.enums import Level, OrganisationKind
from mediation.territory.models import Area, Organisation
from mediation.territory.services import add_area, add_organisation

BUILDER = system("demo.build")
PASSWORD = "xinqiao-demo"  # noqa: S105 -- printed on the start page of the demo
MONTHS = 36

# code: (level, parent code, Chinese, English, latitude, longitude)
PLACES: list[tuple[str, Level, str, str, str, float, float]] = [
    ("Y", Level.CITY, "", "云岚市", "Yunlan City", 29.5000, 120.5000),
    ("Q", Level.DISTRICT, "Y", "清溪县", "Qingxi County", 29.5000, 120.5000),
    ("Q1", Level.TOWN, "Q", "柳桥镇", "Liuqiao Town", 29.5060, 120.5040),
    ("Q2", Level.TOWN, "Q", "石门镇", "Shimen Town", 29.4620, 120.5590),
    ("Q11", Level.VILLAGE, "Q1", "桥东社区", "Qiaodong Community", 29.5080, 120.5100),
    ("Q12", Level.VILLAGE, "Q1", "桥西社区", "Qiaoxi Community", 29.5050, 120.4970),
    ("Q13", Level.VILLAGE, "Q1", "荷塘村", "Hetang Village", 29.5190, 120.5060),
    ("Q14", Level.VILLAGE, "Q1", "茶园村", "Chayuan Village", 29.4940, 120.4890),
    ("Q21", Level.VILLAGE, "Q2", "石门社区", "Shimen Community", 29.4630, 120.5610),
    ("Q22", Level.VILLAGE, "Q2", "下坪村", "Xiaping Village", 29.4530, 120.5690),
    ("Q23", Level.VILLAGE, "Q2", "竹溪村", "Zhuxi Village", 29.4710, 120.5480),
    ("Q24", Level.VILLAGE, "Q2", "枫岭村", "Fengling Village", 29.4480, 120.5420),
]

# key: (kind, area, Chinese, English, parent key, main field, landline)
ORGANISATIONS: list[tuple[str, OrganisationKind, str, str, str, str, str, str]] = [
    ("centre", OrganisationKind.CENTRE, "Q", "清溪县社会治安综合治理中心", "Qingxi County Centre", "", "", "0000-8000100"),
    ("committee_q1", OrganisationKind.COMMITTEE, "Q1", "柳桥镇人民调解委员会", "Liuqiao Mediation Committee", "", "", "0000-8000110"),
    ("committee_q2", OrganisationKind.COMMITTEE, "Q2", "石门镇人民调解委员会", "Shimen Mediation Committee", "", "", "0000-8000120"),
    ("office_q1", OrganisationKind.JUSTICE_OFFICE, "Q1", "柳桥司法所", "Liuqiao Judicial Office", "", "", "0000-8000130"),
    ("tongxin", OrganisationKind.STUDIO, "Q11", "同心调解工作室", "Tongxin Studio", "committee_q1", "neighbour", "0000-8000111"),
    ("hejia", OrganisationKind.STUDIO, "Q12", "和家调解工作室", "Hejia Studio", "committee_q1", "marriage_family", "0000-8000112"),
    ("xinshang", OrganisationKind.STUDIO, "Q21", "信商调解工作室", "Xinshang Studio", "committee_q2", "labour", "0000-8000121"),
    ("heart", OrganisationKind.CARE_CENTRE, "Q", "清溪县心理服务中心", "Qingxi Psychological Service Centre", "", "", "0000-8000140"),
]

# username: (name, role, area, organisation). The first eight are the demo's accounts.
PEOPLE: list[tuple[str, str, Role, str, str]] = [
    ("mediator", "周敏", Role.MEDIATOR, "Q1", "tongxin"),
    ("counsellor", "林静", Role.COUNSELLOR, "Q", "heart"),
    ("learner", "陈小禾", Role.LEARNER, "Q1", "tongxin"),
    ("mentor", "沈国梁", Role.MENTOR, "Q1", "tongxin"),
    ("supervisor", "何卫东", Role.SUPERVISOR, "Q", "office_q1"),
    ("gridworker", "吴桂芳", Role.GRID_WORKER, "Q11", "committee_q1"),
    ("editor", "苏文", Role.EDITOR, "Q", "centre"),
    ("admin", "管理员", Role.ADMIN, "Y", "centre"),
    ("zhao.lan", "赵兰", Role.MEDIATOR, "Q1", "hejia"),
    ("qian.fu", "钱福生", Role.MEDIATOR, "Q1", "committee_q1"),
    ("sun.mei", "孙玉梅", Role.MEDIATOR, "Q1", "hejia"),
    ("li.hai", "李海波", Role.MEDIATOR, "Q2", "committee_q2"),
    ("feng.jun", "冯军", Role.MEDIATOR, "Q2", "xinshang"),
    ("chu.yan", "褚燕", Role.MEDIATOR, "Q2", "xinshang"),
    ("wei.ping", "卫平", Role.MEDIATOR, "Q2", "committee_q2"),
    ("jiang.xin", "蒋欣", Role.COUNSELLOR, "Q", "heart"),
    ("han.lu", "韩露", Role.COUNSELLOR, "Q", "heart"),
    ("yang.bo", "杨波", Role.SUPERVISOR, "Q1", "office_q1"),
    ("zhu.li", "朱丽", Role.SUPERVISOR, "Q2", "committee_q2"),
    ("qin.tao", "秦涛", Role.LEARNER, "Q1", "hejia"),
    ("you.min", "尤敏", Role.LEARNER, "Q2", "xinshang"),
    ("xu.qing", "许晴", Role.LEARNER, "Q2", "committee_q2"),
    ("he.gang", "贺刚", Role.GRID_WORKER, "Q12", "committee_q1"),
    ("lv.hua", "吕华", Role.GRID_WORKER, "Q13", "committee_q1"),
    ("shi.yun", "施云", Role.GRID_WORKER, "Q14", "committee_q1"),
    ("zhang.qi", "张琪", Role.GRID_WORKER, "Q21", "committee_q2"),
    ("kong.de", "孔德明", Role.GRID_WORKER, "Q22", "committee_q2"),
    ("cao.fang", "曹芳", Role.GRID_WORKER, "Q23", "committee_q2"),
    ("yan.song", "严松", Role.GRID_WORKER, "Q24", "committee_q2"),
    ("hua.rong", "华蓉", Role.MENTOR, "Q2", "xinshang"),
    ("volunteer", "白露", Role.VOLUNTEER, "Q", "heart"),
]
ACCOUNTS = [username for username, *_ in PEOPLE[:8]]


@dataclass
class World:
    """What the builders of each area share."""

    now: datetime
    rng: random.Random = field(default_factory=lambda: random.Random(20260101))  # noqa: S311 -- a demo, not a secret
    areas: dict[str, Area] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    spare_code: FreshCode = field(default_factory=fresh_code)

    @property
    def start(self) -> datetime:
        return self.now - timedelta(days=MONTHS * 30)

    def actor(self, username: str) -> Actor:
        """A member of staff as the Actor they are in a session with a second factor."""
        return selectors.actor_of_user(self.users[username], second_factor=True)


def build() -> World:
    """Places, organisations and people. Raises nothing twice: call it on an empty county only."""
    world = World(now=clock.now())
    with clock.told(world.start):
        for code, level, parent, name, name_en, latitude, longitude in PLACES:
            world.areas[code] = add_area(
                actor=BUILDER, parent=world.areas.get(parent), level=level, name=name, code=code,
                name_en=name_en, latitude=latitude, longitude=longitude,
            )
        for village in [p for p in PLACES if p[1] is Level.VILLAGE]:
            for n in (1, 2):
                code = f"{village[0]}{n}"
                world.areas[code] = add_area(
                    actor=BUILDER, parent=world.areas[village[0]], level=Level.GRID, code=code,
                    name=f"{village[3]}第{'一二'[n - 1]}网格", name_en=f"{village[4]} grid {n}",
                    latitude=village[5] + 0.001 * n, longitude=village[6],
                )
        for key, kind, area, name, name_en, parent, main_field, telephone in ORGANISATIONS:
            place = world.areas[area]
            world.organisations[key] = add_organisation(
                actor=BUILDER, kind=kind, name=name, area=place, name_en=name_en, main_field=main_field,
                parent=world.organisations.get(parent), telephone=telephone, address=f"{place.name}便民路{len(key)}号",
                latitude=place.latitude, longitude=place.longitude, founded_on=clock.today(),
            )
        _people(world)
    return world


def _people(world: World) -> None:
    password = make_password(PASSWORD)
    for n, (username, name, role, area, organisation) in enumerate(PEOPLE):
        user = User.objects.create(
            username=username, password=password, display_name=name, telephone=f"0000-80002{n:02d}", date_joined=clock.now(),
            is_staff=False, is_superuser=settings.DEMO and role is Role.ADMIN,
        )
        world.users[username] = user
        assign_role(actor=BUILDER, user=user, role=role, area=world.areas[area], organisation=world.organisations[organisation])
    # the judicial office's head also answers for the committees' seal in both towns; the mentor leads the studio
    assign_role(
        actor=BUILDER, user=world.users["mentor"], role=Role.LEARNER, area=world.areas["Q1"],
        organisation=world.organisations["tongxin"],
    )
