"""The demo's partners, programmes and hotline. All invented; everything goes through the same services as everybody's."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta

from counseling.hotline.services import desk, handover, volunteers
from counseling.programmes.models import Gathering, Partner, Programme
from counseling.programmes.services import agreement as agreements
from counseling.programmes.services import gathering as gatherings
from counseling.programmes.services import partner_case, room, signup
from mediation.common import clock
from mediation.demo import young
from mediation.demo.world import BUILDER, World

# kind, name; the ten platforms of sector authorities and three social organisations of one of our sources' counties (S26)
SECTORS = ("教育", "卫健", "民政", "公安", "司法", "工会", "共青团", "妇联", "残联", "退役军人")
SOCIAL = ("清溪心理卫生协会", "阳光社会工作服务中心", "柳岸志愿者协会")
# partner kind, name, ground, title, scope, began how many days ago, ends in how many days
AGREEMENTS = (
    ("justice", "清溪县司法局", "correction", "社区矫正工作心理干预协议", "为社区矫正对象提供自愿的心理疏导，每季度两次小组。", 300, 430),
    ("procuratorate", "清溪县人民检察院", "conditional", "附条件不起诉青少年帮教协议", "考察期内每月一次谈话，家长同行一次。", 320, 41),
    ("court", "清溪县人民法院", "family", "家事调解聘任合同", "聘任两名心理服务人员参加家事调解。", 200, 165),
    ("school", "柳桥中学", "school", "驻校服务协议", "每周三下午在校，考前增加团体辅导。", 60, 305),
    ("institute", "云岚社会工作研究院", "expertise", "心理讲座与沙龙合作协议", "讲座、沙龙、个别交流，每月一次。", 400, -20),
)
# kind, title, about
PROGRAMMES = (
    ("disaster", "汛后安心", "为受淹的两个村：上门走访、妇女沙龙、孩子的游戏小组。"),
    ("responders", "救援人员关怀", "给抢险的干部和志愿者：轮休谈话，睡眠小课。"),
    ("left_behind", "留守儿童周末课堂", "每月两次，读书、游戏、和爸爸妈妈视频。"),
    ("exam", "中高考减压", "考前六周，每周一次进校园，家长一起来。"),
    ("bullying", "说出来，不怕", "防止校园欺凌：班会、家长课、同伴小组。"),
    ("culture", "五志五常文化讲堂", "乡村文化活动，只是来坐坐、听听，不作任何测评。"),
)


def build(world: World) -> None:
    """Partners and agreements, programmes with gatherings, a room, a desk that has had calls."""
    with clock.told(world.now - timedelta(days=420)):
        for name in SECTORS:
            _partner(world, "sector", f"{name}系统心理服务平台")
        for name in SOCIAL:
            _partner(world, "social", name)
    _agreements(world)
    rows = _programmes(world)
    _gatherings(world, rows)
    _room(world)
    _calls(world)
    young.build(world)


def _partner(world: World, kind: str, name: str) -> Partner:
    return agreements.add_partner(actor=BUILDER, area=world.areas["Q"], kind=kind, name=name)


def _agreements(world: World) -> None:
    actor, user = world.actor("counsellor"), world.users["counsellor"]
    for kind, name, ground, title, scope, ago, left in AGREEMENTS:
        with clock.told(world.now - timedelta(days=ago)):
            partner = _partner(world, kind, name)
            terms = agreements.Terms(
                ground, title, scope, "综合科", "", clock.today(), clock.day_of(world.now) + timedelta(days=left)
            )
            row = agreements.conclude(actor=BUILDER, partner=partner, terms=terms, press=uuid.uuid4())
        if kind == "procuratorate":
            with clock.told(world.now - timedelta(days=90)):
                for n in (7, 12):
                    partner_case.take_in(
                        actor=actor, user=user, agreement=row, reference=f"未检帮〔示例〕{n}号", words="每月一次谈话，本人愿意来。",
                        minor=True, began_on=clock.today(), press=uuid.uuid4(),
                    )
        if kind == "school":
            with clock.told(world.now - timedelta(days=20)):
                agreements.change(
                    actor=actor, user=user, agreement=row, seen=1,
                    terms=agreements.Terms(
                        ground, title, scope + "每学期一次家长课。", "德育处", "", row.begins_on, row.ends_on
                    ),
                )


def _programmes(world: World) -> dict[str, Programme]:
    rows = {}
    with clock.told(world.now - timedelta(days=45)):
        for kind, title, about in PROGRAMMES:
            rows[kind] = gatherings.begin_programme(
                actor=BUILDER, area=world.areas["Q"], kind=kind, title=title, about=about, begins_on=clock.today(), ends_on=None,
                agreement=None, press=uuid.uuid4(),
            )
    return rows


def _plan(
    world: World, programme: Programme | None, kind: str, title: str, days: int, places: int, where: str = "县心理服务中心二楼"
) -> Gathering:
    start = datetime.combine(clock.day_of(world.now) + timedelta(days=days), time(14, 30), tzinfo=clock.SHANGHAI)
    plan = gatherings.Plan(
        kind, title, "", "林静", where, start, start + timedelta(hours=2), places, True, programme, None
    )
    return gatherings.plan_gathering(actor=BUILDER, user=None, area=world.areas["Q"], plan=plan, press=uuid.uuid4())


def _join(gathering: Gathering, names: str) -> None:
    for name in names.split():
        signup.sign_up(
            gathering=gathering, secret=uuid.uuid4().hex, name=name, phone="", quiet=False, language="zh-hans", link="",
            caller=f"demo-{name}",
        )


def _gatherings(world: World, rows: dict[str, Programme]) -> None:
    with clock.told(world.now - timedelta(days=30)):
        past = _plan(world, rows["exam"], "lecture", "考前一个月，怎么睡好", -9, 30, "柳桥中学礼堂")
        _join(past, "小陈妈妈 李同学 王同学 周爸爸 吴同学 何同学 小林")
    with clock.told(past.ends_at + timedelta(hours=1)):
        signed = list(past.signups.all())
        gatherings.write_attendance(
            actor=world.actor("counsellor"), gathering=past, came=[s.pk for s in signed[:6]], walk_ins=11
        )
        for n, row in enumerate(signed[:6]):
            signup.give_feedback(signup=row, helped="somewhat" if n == 2 else "yes", words="呼吸的办法好用。" if n == 0 else "")
    with clock.told(world.now - timedelta(days=3)):
        full = _plan(world, rows["disaster"], "salon", "灾后第一次茶话会", 4, 6, "下坪村文化礼堂")
        _join(full, "张姨 桂兰 秀芳 老吴 小梅 阿珍 国强 阿明")
        weekend = _plan(world, rows["left_behind"], "group", "周末课堂：和爸爸妈妈说说话", 6, 20, "桥东社区活动室")
        _join(weekend, "豆豆奶奶 小雨姑姑 强强爷爷")
        _plan(world, rows["bullying"], "lecture", "说出来，不怕（家长场）", 11, 80, "柳桥中学礼堂")
        _plan(world, rows["responders"], "group", "抢险之后，先睡一觉", 2, 12)


def _room(world: World) -> None:
    row = room.add_room(
        actor=BUILDER, area=world.areas["Q"], name="宣泄室", place="县心理服务中心一楼",
        about="有沙袋、涂鸦墙和安静的角落，一次一个人。",
    )
    day = clock.day_of(world.now) + timedelta(days=2)
    room.book(
        room=row, starts_at=datetime.combine(day, time(10), tzinfo=clock.SHANGHAI), secret=uuid.uuid4().hex, name="", phone="",
        caller="demo",
    )


def _calls(world: World) -> None:
    """Three calls of the last days: one quiet, one told where to turn, one at night that a counsellor took over."""
    lead, volunteer, user = world.actor("counsellor"), world.users["volunteer"], world.users["counsellor"]
    with clock.told(world.now - timedelta(days=60)):
        volunteers.decide(actor=lead, user=user, volunteer=volunteer, rights=["take", "read_own", "dispute"], until=None)
    actor = world.actor("volunteer")
    for ago, level, topic, words, outcome in (
        (timedelta(days=3, hours=2), "", "silent", "", "silent"),
        (timedelta(days=1, hours=4), "blue", "family", "和儿媳处不好，想有人听一听。", "advice"),
        (timedelta(hours=11), "red", "violence", "丈夫喝了酒在砸门，她带着孩子躲在里屋。", "emergency"),
    ):
        with clock.told(world.now - ago):
            call = desk.take(actor=actor, user=volunteer, area=world.areas["Q"], press=uuid.uuid4())
            safe = "questions" if level == "red" else "yes"
            call = desk.write(actor=actor, call=call, said={"words": words}, level=level, topic=topic, safe=safe)
            if level == "red":
                waiting = handover.begin(actor=actor, user=volunteer, call=call)
                handover.take_over(actor=lead, user=user, handover=waiting)
                desk.add_note(actor=lead, user=user, call=call, words="已报警，民警到场，人安全。明天上午再打。", press=uuid.uuid4())
        with clock.told(world.now - ago + timedelta(minutes=18)):
            desk.end(actor=actor, call=call, outcome=outcome)
