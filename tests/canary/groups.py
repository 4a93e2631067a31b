"""The secrets of partners, gatherings and the hotline: a reference, a name on a list, words at the telephone."""

from __future__ import annotations

import uuid
from datetime import timedelta

from counseling.hotline.services import desk, handover
from counseling.programmes.selectors import room as hours
from counseling.programmes.services import agreement, gathering, partner_case, room, signup
from mediation.common import clock
from mediation.common.actor import Actor
from tests.cast import County, user_of

CALL, CALLER = "金丝雀寅：他在门外等着", "金丝雀卯：小周"
GUEST, REFERENCE, BOOKED = "金丝雀辰：阿兰", "金丝雀巳：未检帮七号", "金丝雀午：老何"
SECRETS = (CALL, CALLER, GUEST, REFERENCE, BOOKED)


def seed(county: County, counsellor: Actor, volunteer: Actor) -> dict[str, list[str]]:
    """Everything confidential of these areas once. Returns the ids by which addresses name them."""
    user, today = user_of(counsellor), clock.today()
    partner = agreement.add_partner(actor=counsellor, area=county.area, kind="procuratorate", name="检察院")
    terms = agreement.Terms("conditional", "帮教协议", "每月一次", "", "", today, today + timedelta(days=300))
    held = agreement.conclude(actor=counsellor, partner=partner, terms=terms, press=uuid.uuid4())
    person = partner_case.take_in(
        actor=counsellor, user=user, agreement=held, reference=REFERENCE, words="", minor=True, began_on=today, press=uuid.uuid4()
    )
    start = clock.now() + timedelta(days=2)
    plan = gathering.Plan("salon", "茶话会", "", "", "二楼", start, start + timedelta(hours=1), 5, True, None, partner)
    planned = gathering.plan_gathering(actor=counsellor, user=user, area=county.area, plan=plan, press=uuid.uuid4())
    signup.sign_up(
        gathering=planned, secret=uuid.uuid4().hex, name=GUEST, phone="13800000077", quiet=False, language="zh-hans", link="https://x/",
        caller="canary",
    )
    quiet = room.add_room(actor=counsellor, area=county.area, name="宣泄室", place="一楼")
    hour = hours.free(quiet)[1][1][0]
    room.book(room=quiet, starts_at=hour, secret=uuid.uuid4().hex, name=BOOKED, phone="", caller="canary")
    call = desk.take(actor=volunteer, user=user_of(volunteer), area=county.area, press=uuid.uuid4())
    call = desk.write(actor=volunteer, call=call, said={"words": CALL, "name": CALLER}, level="red")
    waiting = handover.begin(actor=volunteer, user=user_of(volunteer), call=call)
    return {
        "agreement_id": [str(held.pk)], "partner_id": [str(partner.pk)], "accompanied_id": [str(person.pk)],
        "gathering_id": [str(planned.pk)], "call_id": [str(call.pk)], "handover_id": [str(waiting.pk)], "room_id": [str(quiet.pk)],
        "user_id": [str(user_of(volunteer).public_id)],
    }
