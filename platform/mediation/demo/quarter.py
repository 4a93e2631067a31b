"""The quarter before this one, lived through and counted: a place asked its people about a long matter, and asked again. All invented."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from counseling.figures import periods
from counseling.figures.services import freezing
from counseling.interventions import services as interventions
from counseling.interventions.crises import HeartState, PersonView
from counseling.interventions.enums import Outcome
from counseling.interventions.referring import AskedBasis, Receiver
from counseling.interventions.scheduling import AttemptOutcome, AttemptWay, Missed, Way
from counseling.interventions.services import referral
from counseling.interventions.services.closing import Grounds
from counseling.interventions.sessions import Facts, NoteForm, RiskCheck
from counseling.programmes.models import Programme
from counseling.programmes.services import gathering
from counseling.screening import services as screening
from counseling.screening.enums import Level, Mode, Rank
from counseling.screening.models import Flag, Invitee, Screening, Shift
from counseling.screening.selectors import screening as reading
from counseling.screening.services import answering, checkups, offers
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.demo.world import BUILDER, World

NAMES = ("江晚", "鲁平", "白杨", "路遥远", "童年", "金水", "万里", "常青", "马兰", "雷雨", "温和", "安宁", "于飞", "时雨", "容易", "宋词",
         "穆青", "项阳", "车前", "池塘", "席慕", "麦田", "经纬", "干宁", "花明", "柳岸", "石磊", "高远")
HEAVY, LIGHT, SILENT = 11, 7, 5  # how many are low, are well, never answered; the rest say no
LATE = 6  # from this one on the colleague acknowledges only the day after next, and the talk is missed
KEEPER = "han.lu"  # who accompanies them
AGAIN = (4, 4, 5, 3, 5, 4, 12, 13, 12, 13, 12)  # the sum of those who were low, ten weeks later


def build(world: World) -> None:
    """Asked in the first weeks of the last whole quarter; who was low was accompanied; then the quarter was frozen."""
    first, last = periods.quarter_of(periods.quarter_of(clock.day_of(world.now))[0] - timedelta(days=1))
    begin = datetime.combine(first, time(9), tzinfo=clock.SHANGHAI) + timedelta(days=6)
    _on_call(world, begin)
    low = _asked(world, begin)
    for n, flag in enumerate(low):
        _accompanied(world, flag, n, begin)
    for points, flag in zip(AGAIN, low, strict=False):
        with clock.told(begin + timedelta(days=70)):
            row = offers.propose(
                actor=world.actor("counsellor"), subject=flag.subject, case_ref=flag.case_ref, area_path=flag.area_path, bundle="petition"
            )
            _bring(row, points)
    _close(world, low, begin)
    freezing.freeze(
        actor=world.actor("counsellor"), user=world.users["counsellor"], area=world.areas["Q"], starts_on=first, ends_on=last
    )


def _on_call(world: World, begin: datetime) -> None:
    """Until the rota of today begins."""
    start, until = begin - timedelta(days=7), Shift.objects.earliest("starts_at").starts_at
    while start < until:
        end = min(start + timedelta(days=14), until)
        screening.add_shift(
            actor=BUILDER, user=world.users["counsellor"], area=world.areas["Q"], rank=Rank.FIRST, starts_at=start, ends_at=end
        )
        start = end


def _asked(world: World, begin: datetime) -> list[Flag]:
    actor, user = world.actor("supervisor"), world.users["supervisor"]
    with clock.told(begin - timedelta(days=2)):
        row = checkups.create(
            actor=actor, user=user, title="信访积案人员关爱随访", bundle="petition", area=world.areas["Q"], opens_at=begin,
            closes_at=begin + timedelta(days=60), programme=_programme(world).pk,
        )
        checkups.invite(actor=actor, checkup=row, people=[checkups.Wanted(name) for name in NAMES])
    for n, one in enumerate(Invitee.objects.filter(checkup=row).select_related("person", "checkup__area").order_by("number")):
        with clock.told(begin + timedelta(days=n % 9, hours=n % 5)):
            if n < HEAVY + LIGHT:
                _bring(checkups.offered(one, Mode.SELF), 14 if n < HEAVY else 3)
            elif n >= HEAVY + LIGHT + SILENT:
                answering.decline(actor=Actor.guest(one.subject, one.person.name), screening=checkups.offered(one, Mode.SELF))
    return list(Flag.objects.filter(case_ref=row.id).order_by("created_at"))


def _programme(world: World) -> Programme:
    return gathering.begin_programme(
        actor=BUILDER, area=world.areas["Q"], kind="other", title="积案人员关爱", about="问一问、陪一陪，与事情怎么办无关，自愿参加。",
        begins_on=clock.today(), ends_on=None, agreement=None, press=uuid.uuid4(),
    )


def _bring(row: Screening, points: int) -> None:
    """Everything at once, as from a telephone: the points are spread over the mood questions, the question about suicide gets none."""
    guest = Actor.guest(row.subject, "")
    screening.consent(actor=guest, screening=row, language="zh-hans")
    row.refresh_from_db()
    given, mood = [], 0
    for question in reading.catalogue(row):
        value = 0
        if question.item.startswith("phq") and not question.safety:
            value, mood = (points + 7 - mood) // 8, mood + 1
        given.append(answering.Brought(question.item, value, 5200))
    answering.bring_in(actor=guest, screening=row, given=given, mode=Mode.SELF)


def _accompanied(world: World, flag: Flag, n: int, begin: datetime) -> None:
    """Called the same day, judged and handed to a colleague; more than half were acknowledged in time and came to their talk."""
    actor, user = world.actor("counsellor"), world.users["counsellor"]
    with clock.told(flag.created_at + timedelta(hours=4)):
        interventions.take_contact(actor=actor, user=user, flag=flag)
        interventions.rate(
            actor=actor, user=user, flag=flag, level=Level.YELLOW, behaviour=None, press=uuid.uuid4(),
            reason="事情拖得久，心里压着，没有危险，愿意有人联系。",
        )
        flag.refresh_from_db()
        sent = referral.send(
            actor=actor, user=user, flag=flag, receiver=Receiver.COLLEAGUE, to_user=world.users[KEEPER], place="", number="",
            basis=AskedBasis.AGREED, origin="", press=uuid.uuid4(),
            fields={"situation": "事情拖得久，睡不好。", "request": "请接着陪他谈。"},
        )
    with clock.told(flag.created_at + timedelta(hours=9 if n < LATE else 40)):
        referral.acknowledge(actor=world.actor(KEEPER), row=sent)
        sent.refresh_from_db()
        referral.accept(actor=world.actor(KEEPER), row=sent)
        flag.refresh_from_db()
    _talk(world, flag, n, begin + timedelta(days=21 + n, hours=2))


def _talk(world: World, flag: Flag, n: int, at: datetime) -> None:
    actor, user = world.actor(KEEPER), world.users[KEEPER]
    with clock.told(at - timedelta(days=3)):
        talk = interventions.plan(actor=actor, user=user, flag=flag, way=Way.PHONE, starts_at=at, minutes=40, press=uuid.uuid4())
    with clock.told(at + timedelta(hours=1)):
        if n >= LATE:
            interventions.mark_missed(actor=actor, user=user, row=talk, reason=Missed.FORGOT)
            talk.refresh_from_db()
            interventions.note_attempt(
                actor=actor, user=user, row=talk, way=AttemptWay.CALL, outcome=AttemptOutcome.REACHED, press=uuid.uuid4()
            )
            return
        interventions.add_note(
            actor=actor, user=user, flag=flag, form=NoteForm.DAP, press=uuid.uuid4(),
            fields={"data": "说了这件事的前后，也说了家里的事。", "assessment": "有压力，有人陪。", "plan": "两周后再打。"},
            facts=Facts(Way.PHONE, at, 40, RiskCheck.NONE, appointment=talk),
        )


def _close(world: World, low: list[Flag], begin: datetime) -> None:
    """Who is better has ended it together with the counsellor; the others did not want more for now."""
    actor, user = world.actor(KEEPER), world.users[KEEPER]
    day: date = clock.day_of(begin + timedelta(days=74))
    for n, flag in enumerate(low):
        better = n < LATE
        words = "睡得好了，事情也有了进展，本人说可以了。" if better else "事情还没了结，本人说眼下不用再打了，有需要会来电。"
        with clock.told(begin + timedelta(days=74, hours=n)):
            flag.refresh_from_db()
            interventions.close_file(
                actor=actor, user=user, flag=flag, outcome=Outcome.BETTER if better else Outcome.DECLINED, press=uuid.uuid4(),
                grounds=Grounds(
                    HeartState.REST if better else HeartState.LIGHTER, words, PersonView.AGREES, "", day + timedelta(days=30),
                    "这件事由镇里的调解员继续跟进。",
                ),
            )
