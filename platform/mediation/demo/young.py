"""Two young people who called the hotline: one accompanied with a guardian's consent, one shielded from those at home. All invented."""

from __future__ import annotations

import uuid
from datetime import timedelta

from counseling.hotline.enums import AgeGroup
from counseling.hotline.services import consent as passing
from counseling.hotline.services import desk
from counseling.interventions import services as interventions
from counseling.interventions.scheduling import Way
from counseling.interventions.sessions import Facts, NoteForm, RiskCheck
from counseling.minors.enums import AgeBand, GuardianWish, Purpose
from counseling.minors.models import Minor
from counseling.minors.services import age, approval, consent, report
from counseling.screening.models import Flag
from mediation.common import clock
from mediation.demo.world import World


def build(world: World) -> None:
    _exam(world)
    _afraid(world)


def _called(world: World, ago: timedelta, band: AgeGroup, topic: str, words: str, phone: str) -> Flag:
    """A call that a counsellor took, and a yes to being accompanied."""
    actor, user = world.actor("counsellor"), world.users["counsellor"]
    with clock.told(world.now - ago):
        call = desk.take(actor=actor, user=user, area=world.areas["Q"], press=uuid.uuid4())
        call = desk.write(
            actor=actor, call=call, said={"words": words, "phone": phone}, level="yellow", age=band, topic=topic, safe="yes"
        )
        passing.to_file(actor=actor, user=user, call=call, agreed=True)
        desk.end(actor=actor, call=call, outcome="talked")
    return Flag.objects.get(subject=call.subject)


def _exam(world: World) -> None:
    """Sixteen, before the exams: the mother has consented by telephone, a colleague has approved, two talks were held."""
    flag = _called(world, timedelta(days=12), AgeGroup.YOUTH, "school", "模拟考以后睡不着，怕对不起爸妈。", "13900009911")
    actor, user, lead = world.actor("counsellor"), world.users["counsellor"], world.users["jiang.xin"]
    with clock.told(world.now - timedelta(days=12, hours=-2)):
        minor = age.know(actor=actor, flag=flag, age=AgeBand.TEEN, guardian=GuardianWish.CALL)
        interventions.take_contact(actor=actor, user=user, flag=flag)
        given = consent.give(actor=actor, minor=minor, name="苗秀兰", relation="parent", way="phone", language="zh-hans")
        consent.confirm(actor=actor, user=user, consent=given)
        asked = approval.ask(
            actor=actor, user=user, minor=minor, purpose=Purpose.OPEN, press=uuid.uuid4(),
            reason="要接着陪这位同学谈，需要写记录、看前面的记录。"
        )
    with clock.told(world.now - timedelta(days=12, hours=-4)):
        approval.decide(actor=world.actor("jiang.xin"), user=lead, approval=asked, yes=True)
    flag.refresh_from_db()
    for days, said, did in (
        (9, "说晚上十二点还睡不着。", "一起排了睡前一小时做什么。"), (2, "这周睡着早了，想跟妈妈说说志愿的事。", "练了一遍怎么开口。"),
    ):
        with clock.told(world.now - timedelta(days=days)):
            interventions.add_note(
                actor=actor, user=user, flag=flag, form=NoteForm.DAP, press=uuid.uuid4(),
                fields={"data": said, "assessment": "考前压力，家里有人支持。", "plan": did},
                facts=Facts(Way.PHONE, clock.now() - timedelta(hours=1), 40, RiskCheck.NONE),
            )


def _afraid(world: World) -> None:
    """Thirteen, afraid of somebody at home: nobody there is told; a report waits for its receipt, an approval for a colleague."""
    words = "说家里大人喝了酒会动手，不敢回去，现在在姑姑家。"
    flag = _called(world, timedelta(hours=7), AgeGroup.CHILD, "violence", words, "13900009912")
    actor, user = world.actor("counsellor"), world.users["counsellor"]
    with clock.told(world.now - timedelta(hours=6, minutes=30)):
        minor: Minor = age.know(actor=actor, flag=flag, age=AgeBand.CHILD, guardian=GuardianWish.SHIELD)
        interventions.take_contact(actor=actor, user=user, flag=flag)
        report.raise_duty(actor=actor, minor=minor)
        approval.ask(
            actor=actor, user=user, minor=minor, purpose=Purpose.OPEN, press=uuid.uuid4(),
            reason="要和派出所、姑姑一起安排今晚住哪里，需要写进档案。"
        )
