"""Places and the waiting list. Everything here runs inside the caller's transaction and begins by locking the gathering."""

from __future__ import annotations

import json

from django.db.models import F

from counseling.programmes.enums import GatheringState, SignUpState
from counseling.programmes.models import Gathering, SignUp
from mediation.accounts import limits
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import system
from mediation.common.errors import TooMany
from mediation.notifications.services import text
from mediation.vault import sealing

QUEUE = system("programmes.waiting_list")


def lock(gathering: Gathering) -> Gathering:
    """The gathering as it is now, locked until the transaction ends.

    An UPDATE takes the row's lock on PostgreSQL; on SQLite the transaction holds the file already. So what is read afterwards
    (places, the length of the queue) stays true until the commit.
    """
    Gathering.objects.filter(pk=gathering.pk).update(taken=F("taken"))
    return Gathering.objects.get(pk=gathering.pk)


def give(gathering: Gathering) -> bool:
    """Give one place away, if there is one."""
    return bool(Gathering.objects.filter(pk=gathering.pk, taken__lt=F("places")).update(taken=F("taken") + 1))


def give_back(gathering: Gathering) -> None:
    Gathering.objects.filter(pk=gathering.pk, taken__gt=0).update(taken=F("taken") - 1)


def move_up(gathering: Gathering) -> int:
    """Free places go to whoever waits longest; each is told. Returns how many moved up."""
    moved = 0
    if gathering.state == GatheringState.CANCELLED or gathering.starts_at <= clock.now():
        return 0
    for row in SignUp.objects.filter(gathering=gathering, state=SignUpState.WAITING).order_by("number"):
        if not give(gathering):
            break
        SignUp.objects.filter(pk=row.pk, state=SignUpState.WAITING).update(state=SignUpState.CONFIRMED)
        tell(gathering, row, "programmes.place_free")
        trail.record(QUEUE, "programmes.move_up", ("signup", row.id))
        moved += 1
    return moved


def tell(gathering: Gathering, row: SignUp, kind: str) -> None:
    """A short message to the person's own telephone; none where others read along or no number was given. Never what it is about."""
    phone = json.loads(sealing.unseal(gathering.list_scope, row.place, row.body_sealed)).get("phone", "")
    if not phone or row.quiet:
        return
    when = gathering.starts_at.astimezone(clock.SHANGHAI).strftime("%m-%d %H:%M")
    link = sealing.unseal(gathering.list_scope, row.link_place, row.link_sealed)
    text(phone, kind, language=row.language, when=when, link=link)


def tell_once(gathering: Gathering, row: SignUp) -> None:
    """That there is a place or a turn. Nobody's telephone is flooded by somebody else's fingers: three a day, then none."""
    try:
        limits.spend("gathering-text", row.phone_index, limit=3, seconds=86_400)
    except TooMany:
        return
    tell(gathering, row, "programmes.signed_up" if row.state == SignUpState.CONFIRMED else "programmes.on_the_list")


def tell_everybody(gathering: Gathering, kind: str) -> None:
    """Who has a place or waits is told."""
    for row in SignUp.objects.filter(gathering=gathering).exclude(state__in=(SignUpState.CANCELLED, SignUpState.REMOVED)):
        tell(gathering, row, kind)
