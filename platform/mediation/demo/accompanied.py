"""People in the middle of being accompanied: talks, hand-overs, somebody who did not come, supervision. All invented."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from counseling.interventions import services as interventions
from counseling.interventions.models import Supervision
from counseling.interventions.referring import AskedBasis, Receiver
from counseling.interventions.scheduling import AttemptOutcome, AttemptWay, Missed, Way
from counseling.interventions.services import process_note, receiver_link, referral, supervision
from counseling.interventions.sessions import Facts, NoteForm, RiskCheck
from counseling.screening.enums import CallWish, Level
from counseling.screening.models import Flag
from mediation.casework.models import Party
from mediation.common import clock
from mediation.demo.asked import answered
from mediation.demo.world import World

ORIGIN = "http://127.0.0.1:8000"
LOW = (2, 1, 1, 1, 0)  # a mood that lasts, nothing that cannot wait


def build(world: World, parties: Sequence[Party]) -> None:
    for live, party in zip(LIVES, parties, strict=False):
        live(world, party)


def _taken(world: World, party: Party, days: float, who: str = "counsellor") -> Flag | None:
    """Answered so many days ago, and a few hours later somebody got in touch and judged."""
    with clock.told(world.now - timedelta(days=days)):
        flag = answered(party, LOW, CallWish.LATER)
    if flag is None:
        return None
    with clock.told(world.now - timedelta(days=days, hours=-3)):
        interventions.take_contact(actor=world.actor(who), user=world.users[who], flag=flag)
        interventions.rate(
            actor=world.actor(who), user=world.users[who], flag=flag, level=Level.YELLOW, behaviour=None, press=uuid.uuid4(),
            reason="情绪低落有一阵子了，没有危险，愿意有人陪着谈。",
        )
    flag.refresh_from_db()
    return flag


def _hour(world: World, days: int, hour: int) -> datetime:
    return datetime.combine(clock.day_of(world.now) + timedelta(days=days), time(hour), tzinfo=clock.SHANGHAI)


def _talks(world: World, party: Party) -> None:
    """Three talks written down in three forms, the next one agreed, brought to supervision and answered."""
    flag = _taken(world, party, 20)
    if flag is None:
        return
    actor, user = world.actor("counsellor"), world.users["counsellor"]
    for days, way, form, fields in NOTES:
        at = _hour(world, -days, 15)
        with clock.told(at - timedelta(days=2)):
            talk = interventions.plan(
                actor=actor, user=user, flag=flag, way=way, starts_at=at, minutes=50, press=uuid.uuid4(),
                where="县心理服务中心二楼" if way == Way.OFFICE else "",
            )
        with clock.told(at + timedelta(hours=1)):
            interventions.add_note(
                actor=actor, user=user, flag=flag, form=form, fields=fields, press=uuid.uuid4(),
                facts=Facts(way, at, 50, RiskCheck.NONE, appointment=talk),
            )
    with clock.told(world.now - timedelta(days=4)):
        process_note.keep(
            actor=actor, user=user, flag=flag, text="我自己也觉得累，总想替他把事办了。下次先听完。", press=uuid.uuid4()
        )
        supervision.bring(
            actor=actor, user=user, flag=flag, supervisor=world.users["jiang.xin"], held_at=clock.now(), minutes=40,
            words="一位中年人，纠纷拖了两个月，睡不好。我总想替他拿主意，怎么把话留给他自己说？", press=uuid.uuid4(),
        )
    with clock.told(world.now - timedelta(days=3)):
        row = Supervision.objects.get(subject=flag.subject)
        supervision.advise(
            actor=world.actor("jiang.xin"), row=row, words="把建议换成一个问题：您自己想先做哪一步？下次谈之前先写下来，谈完再对照。"
        )
    with clock.told(world.now - timedelta(hours=1)):
        interventions.plan(
            actor=actor, user=user, flag=flag, way=Way.PHONE, starts_at=_hour(world, 1, 10), minutes=40, press=uuid.uuid4()
        )


def _by_video(world: World, party: Party) -> None:
    """A talk by video whose room is open just now."""
    flag = _taken(world, party, 6)
    if flag is not None:
        with clock.told(world.now - timedelta(days=1)):
            interventions.plan(
                actor=world.actor("counsellor"), user=world.users["counsellor"], flag=flag, way=Way.VIDEO,
                starts_at=world.now + timedelta(minutes=10), minutes=50, press=uuid.uuid4(),
            )


def _to_me(world: World, party: Party) -> None:
    """A colleague has handed somebody over this morning and waits for the counsellor's answer."""
    flag = _taken(world, party, 5, "han.lu")
    if flag is not None:
        with clock.told(world.now - timedelta(hours=3)):
            referral.send(
                actor=world.actor("han.lu"), user=world.users["han.lu"], flag=flag, receiver=Receiver.COLLEAGUE,
                to_user=world.users["counsellor"], place="", number="", basis=AskedBasis.AGREED, origin=ORIGIN, press=uuid.uuid4(),
                fields={"situation": "下个月我去省里进修，来不了这边。", "background": "谈过两次，谈的是邻里纠纷和睡眠。",
                        "assessment": "有人陪，情况稳定。", "request": "请接着每周通一次电话。"},
            )


def _outside(world: World, party: Party) -> None:
    """Handed to the hospital: acknowledged, accepted, been there; their feedback is still to come."""
    flag = _taken(world, party, 15)
    if flag is None:
        return
    actor, user = world.actor("counsellor"), world.users["counsellor"]
    with clock.told(world.now - timedelta(days=12)):
        row = referral.send(
            actor=actor, user=user, flag=flag, receiver=Receiver.HOSPITAL, to_user=None, place="县人民医院心身科", number="13900009901",
            basis=AskedBasis.AGREED, origin=ORIGIN, press=uuid.uuid4(),
            fields={"situation": "两个月睡不好，白天没精神。", "background": "和邻居有纠纷，正在调解。",
                    "assessment": "建议由医生看看睡眠。", "request": "请安排一次门诊，之后告诉我们来过没有。"},
        )
    hospital = receiver_link.receiver_of(row)
    with clock.told(world.now - timedelta(days=12, hours=-5)):
        referral.acknowledge(actor=hospital, row=row, who="门诊办公室 小郑")
        row.refresh_from_db()
        referral.accept(actor=hospital, row=row)
    with clock.told(world.now - timedelta(days=7)):
        row.refresh_from_db()
        referral.attended(actor=hospital, row=row)
    with clock.told(world.now - timedelta(hours=20)):
        referral.send(
            actor=actor, user=user, flag=flag, receiver=Receiver.WOMEN, to_user=None, place="镇妇联", number="13900009902",
            basis=AskedBasis.AGREED, origin=ORIGIN, press=uuid.uuid4(),
            fields={"situation": "想参加手工班，认识些人。", "request": "请告诉她下一期什么时候开。"},
        )


def _not_come(world: World, party: Party) -> None:
    """Agreed on a talk yesterday and did not come; one try so far."""
    flag = _taken(world, party, 11)
    if flag is None:
        return
    actor, user = world.actor("counsellor"), world.users["counsellor"]
    with clock.told(world.now - timedelta(days=4)):
        talk = interventions.plan(
            actor=actor, user=user, flag=flag, way=Way.OFFICE, starts_at=_hour(world, -1, 9), minutes=50, press=uuid.uuid4(),
            where="县心理服务中心二楼",
        )
    with clock.told(_hour(world, -1, 10)):
        interventions.mark_missed(actor=actor, user=user, row=talk, reason=Missed.UNKNOWN)
        talk.refresh_from_db()
        interventions.note_attempt(
            actor=actor, user=user, row=talk, way=AttemptWay.CALL, outcome=AttemptOutcome.NO_ANSWER, press=uuid.uuid4()
        )


NOTES: list[tuple[int, Way, NoteForm, dict[str, str]]] = [
    (17, Way.OFFICE, NoteForm.SOAP, {
        "subjective": "说一想到这件事就心烦，晚上翻来覆去。", "objective": "坐得很直，说到后来松了下来。",
        "assessment": "压力来自纠纷拖着没有结果。", "plan": "教了慢呼吸，下周再谈。",
    }),
    (10, Way.PHONE, NoteForm.DAP, {
        "data": "这一周睡着的时间早了一些，慢呼吸每天做。", "assessment": "有改善，自己也看得到。",
        "plan": "把担心的事写下来，一件一件看。",
    }),
    (4, Way.PHONE, NoteForm.BIRP, {
        "behaviour": "主动打来，说想好了怎么跟对方讲。", "intervention": "一起把要说的三句话排了次序。",
        "response": "念了两遍，说心里踏实多了。", "plan": "调解会之后再通一次话。", "homework": "睡前写三件今天还不错的事。",
    }),
]
LIVES: list[Callable[[World, Party], None]] = [_talks, _by_video, _to_me, _outside, _not_come]
PEOPLE = len(LIVES)
