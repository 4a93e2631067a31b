"""Around the sittings of the demo: somebody invited, a talk prepared, times that do not suit, minutes read back."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from mediation.accounts.selectors import actor_of_user
from mediation.casework.enums import SittingState
from mediation.casework.models import Sitting
from mediation.common import clock
from mediation.demo.casework import guest
from mediation.demo.world import World
from mediation.sittings.services import guests, minutes, table, times

MOST = 3  # sittings of each state that are dressed; the rest stays plain


def build(world: World) -> None:
    rows = Sitting.objects.select_related("case__mediator", "case__area").order_by("-starts_at")
    with clock.told(world.now - timedelta(hours=1)):
        for sitting in rows.filter(state=SittingState.PLANNED)[:MOST]:
            _coming(sitting)
        for sitting in rows.filter(state=SittingState.OPEN)[:MOST]:
            _under_way(sitting)


def _coming(sitting: Sitting) -> None:
    """An interpreter to whom one side has agreed, a talk made ready, a wish for another time from far away."""
    if sitting.case.mediator is None:
        return
    lead = actor_of_user(sitting.case.mediator)
    applicant, *others = [a.party for a in sitting.attendances.select_related("party__person").order_by("party__role")]
    invited = guests.invite(
        actor=lead, sitting=sitting, role="interpreter", name="周译", purpose="把温州话译成普通话", phone="19900009999",
        origin="http://demo.invalid",
    )
    words = hashlib.sha256(guests.consent_words(invited).encode()).hexdigest()
    guests.answer(actor=guest(applicant), guest=invited, yes=True, seen_hash=words)
    table.prepare_talk(actor=lead, sitting=sitting, title=f"和{applicant.person.name}单独谈", people=[str(applicant.pk)])
    for other in others[:1]:
        times.set_clock(actor=guest(other), case=sitting.case, zone="Europe/Rome")
        times.ask_move(actor=guest(other), sitting=sitting, options=[sitting.starts_at + timedelta(days=1)], words="那天要上夜班")
    times.engage(actor=lead, starts_at=sitting.starts_at + timedelta(days=2), ends_at=sitting.starts_at + timedelta(days=2, hours=3))


def _under_way(sitting: Sitting) -> None:
    """Points on the table, and minutes to which one side has answered."""
    if sitting.case.mediator is None:
        return
    lead = actor_of_user(sitting.case.mediator)
    table.set_points(actor=lead, sitting=sitting, lines=["事情的经过", "损失怎样算", "以后怎样相处"])
    table.go_to(actor=lead, sitting=sitting, point=1)
    row = minutes.begin(actor=lead, sitting=sitting)
    row = minutes.read_back(actor=lead, minutes=row, version=row.version)
    first = sitting.attendances.select_related("party__person").order_by("party__role").first()
    if first is not None:
        minutes.answer(actor=guest(first.party), minutes=row, seen_hash=row.text_hash, agrees=True)
