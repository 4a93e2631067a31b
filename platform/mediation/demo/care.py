"""The demo's rota and a queue in which somebody is waiting. All invented; answers go through the same services as everybody's."""

from __future__ import annotations

import uuid
from datetime import timedelta

from counseling.interventions import services as interventions
from counseling.interventions.enums import DoctorAnswer, PlanKind, SittingAdvice
from counseling.interventions.services import caseload
from counseling.screening import services as screening
from counseling.screening.enums import CallWish, Level, Rank
from counseling.screening.models import Flag
from mediation.casework.enums import PartyRole
from mediation.casework.models import Party
from mediation.casework.workflow import OPEN
from mediation.common import clock
from mediation.demo import accompanied, checkup, conferences, quarter
from mediation.demo.asked import answered
from mediation.demo.world import BUILDER, World

ON_CALL = (("counsellor", Rank.FIRST), ("han.lu", Rank.DEPUTY), ("jiang.xin", Rank.LEAD))
FORTNIGHTS = 28
SINCE = timedelta(days=28)  # the rota begins so long ago
# how long ago, the five answers (None: would rather not say), the wish to be called
ANSWERS: list[tuple[timedelta, tuple[int | None, ...], CallWish | None]] = [
    (timedelta(minutes=4), (2, 2, 1, 1, 1), CallWish.NOW),
    (timedelta(hours=3), (1, 1, 0, 0, None), None),
    (timedelta(hours=20), (2, 2, 1, None, 0), CallWish.LATER),
    (timedelta(days=9), (2, 3, 2, 2, 0), CallWish.LATER),
    (timedelta(days=2), (0, 1, 0, 0, 0), None),
]


def build(world: World) -> None:
    """A rota for a year; then one person in each situation, if there are cases yet."""
    _rota(world)
    caseload.set_limit(
        actor=world.actor("jiang.xin"), user=world.users["jiang.xin"], area_path=world.areas["Q"].path, most=30
    )
    parties = list(
        Party.objects.filter(role=PartyRole.APPLICANT, case__state__in=OPEN).select_related("person", "case__area")
        .order_by("-case__opened_at")[: len(ANSWERS) + accompanied.PEOPLE]
    )
    for party, (ago, answers, wish) in zip(parties, ANSWERS, strict=False):
        with clock.told(world.now - ago):
            answered(party, answers, wish)
    if len(parties) > 3:
        _accompanied(world, Flag.objects.get(subject=parties[3].subject))
    accompanied.build(world, parties[len(ANSWERS):])
    checkup.build(world)
    quarter.build(world)
    conferences.build(world)


def _rota(world: World) -> None:
    start = world.now - SINCE
    for n in range(FORTNIGHTS):
        for username, rank in ON_CALL:
            screening.add_shift(
                actor=BUILDER, user=world.users[username], area=world.areas["Q"], rank=rank,
                starts_at=start + n * timedelta(days=14), ends_at=start + (n + 1) * timedelta(days=14),
            )


def _accompanied(world: World, flag: Flag) -> None:
    """Somebody the counsellor has been seeing for a week: a note, a plan, advice for the sitting."""
    actor, user = world.actor("counsellor"), world.users["counsellor"]
    with clock.told(world.now - timedelta(days=8)):
        interventions.take_contact(actor=actor, user=user, flag=flag)
        interventions.add_note(
            actor=actor, user=user, flag=flag, press=uuid.uuid4(),
            fields={"subjective": "最近总睡不好，一想到这件事心里就堵得慌。", "objective": "说话声音很轻，愿意聊下去。",
                    "assessment": "压力和睡眠有关，家里有人陪。", "plan": "三天后再通电话，建议就医评估睡眠。"},
        )
        interventions.advise_doctor(actor=actor, user=user, flag=flag, answer=DoctorAnswer.THINKS, press=uuid.uuid4())
    with clock.told(world.now - timedelta(days=5)):
        interventions.save_plan(
            actor=actor, user=user, flag=flag, kind=PlanKind.SUPPORT, press=uuid.uuid4(),
            fields={
                "signs": "连着两晚睡不着，饭也不想吃。", "alone": "去河边走一走，听评书。", "helpers": "大姐，住同一个村。",
                "services": "12356 · 110 · 120", "copies": "本人和大姐各一份。",
                "review_on": (world.now + timedelta(days=9)).date().isoformat(),
            },
        )
        interventions.rate(
            actor=actor, user=user, flag=flag, level=Level.BLUE, behaviour=None, press=uuid.uuid4(),
            reason="情绪有起伏，没有危险，家人陪伴稳定。",
        )
        interventions.sign_advice(
            actor=actor, user=user, case_ref=flag.case_ref, area_path=flag.area_path, mode=SittingAdvice.SEPARATE, breaks=True,
            companion=True, words="每谈半小时歇十分钟。", valid_until=clock.today() + timedelta(days=60), press=uuid.uuid4(),
        )
