"""Two case conferences of the demo: one that has agreed, one that is coming. Both about the way to meet, as all of them are."""

from __future__ import annotations

import uuid
from datetime import timedelta

from counseling.interventions.conferring import ConferenceWay, ProcessPoint
from counseling.interventions.enums import SittingAdvice
from counseling.interventions.services import conference
from mediation.accounts.roles import Capability
from mediation.casework.models import Case
from mediation.casework.workflow import OPEN
from mediation.common import clock
from mediation.demo.world import World

SOON, LAST_WEEK = timedelta(days=2), timedelta(days=6)


def build(world: World) -> None:
    """With whoever leads two open cases at the counsellor's place."""
    actor, user = world.actor("counsellor"), world.users["counsellor"]
    led = Case.objects.filter(state__in=OPEN, mediator__isnull=False).select_related("area", "mediator").order_by("-opened_at")
    here = [case for case in led[:40] if actor.holds(Capability.CARE_QUEUE, case.area.path)]
    mediator = world.users.get("mediator")
    first = [c for c in here if c.mediator == mediator] + [c for c in here if c.mediator != mediator]
    for case, ago in zip(first[:2], (-SOON, LAST_WEEK), strict=False):
        at = (world.now - ago).astimezone(clock.SHANGHAI).replace(hour=9, minute=30, second=0, microsecond=0)
        with clock.told(min(world.now, at) - timedelta(days=2)):
            row = conference.call_conference(
                actor=actor, user=user, case_ref=case.id, area_path=case.area.path, starts_at=at, minutes=40, way=ConferenceWay.ROOM,
                place="综治中心三楼小会议室", invited=[], preparation="先问清楚双方能不能坐在一间屋里。", press=uuid.uuid4(),
            )
        if ago > timedelta(0):
            with clock.told(at + timedelta(hours=1)):
                conference.agree(
                    actor=actor, user=user, row=row, mode=SittingAdvice.JOINT, breaks=True, companion=True, words="上午谈，一小时就收。",
                    points=[ProcessPoint.SHORT, ProcessPoint.TURNS, ProcessPoint.SUM_UP], valid_until=clock.today() + timedelta(days=60),
                    press=uuid.uuid4(),
                )
