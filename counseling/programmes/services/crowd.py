"""Many sign-ups over one connection: one stranger with invented names, or a whole village on one Wi-Fi (报名防占位).

A machine cannot tell the two apart, so it turns nobody away: a few get their places at once, the others keep their turn and wait until
the organiser, who knows the village, has looked at the names. One press lets all of them in, and the connection counts from zero again.
The numbers are our own, no law fixes them: a family of four on one device; on one network a third of the places, four at least.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counseling.programmes.enums import GatheringState, SignUpState
from counseling.programmes.models import Gathering, QuietRoom, SignUp
from counseling.programmes.policies import gatherings
from counseling.programmes.services import places
from mediation.accounts.doors import network
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify
from mediation.vault import sealing

A_DEVICE = 4  # a family
A_NETWORK = 3  # this part of the places, at least a family's
HELD_AT_MOST = 200  # of one network, until somebody has looked


@dataclass(frozen=True, slots=True)
class Marks:
    """Where a sign-up came from, as blind indexes that mean nothing elsewhere. device: "" if the browser keeps no cookie."""

    source: str
    device: str


def marks(of: Gathering | QuietRoom, caller: str, device: str) -> Marks:
    what = of._meta.model_name
    source = sealing.blind_index(f"{what}-source", f"{of.id}|{network(caller)}")
    return Marks(source, sealing.blind_index(f"{what}-device", f"{of.id}|{device}") if device else "")


def at_once(gathering: Gathering) -> int:
    """How many of one network get a place or a turn without a look."""
    return max(A_DEVICE, gathering.places // A_NETWORK)


def too_many(gathering: Gathering, marks: Marks) -> bool:
    """Whether the organiser looks first. Raises Invalid beyond all measure.

    Who was taken off still counts: the same fingers do not begin anew.
    """
    unknown = SignUp.objects.filter(gathering=gathering, looked_at=False).exclude(state=SignUpState.CANCELLED)
    here = unknown.filter(source_index=marks.source)
    if here.filter(state=SignUpState.HELD).count() >= HELD_AT_MOST:
        raise Invalid(_("Very many have signed up over this connection. The organiser looks at them first; please try again tomorrow."))
    if here.count() >= at_once(gathering):
        return True
    return bool(marks.device) and unknown.filter(device_index=marks.device).count() >= A_DEVICE


def ask_for_a_look(gathering: Gathering) -> None:
    """The organisers are told when the first one waits; not again for each that follows."""
    if SignUp.objects.filter(gathering=gathering, state=SignUpState.HELD).exists():
        return
    for user in users_holding(Capability.PROGRAMMES_RUN, gathering.area):
        notify(f"user:{user.public_id}", "programmes.held", link=f"/care/gatherings/{gathering.id}/list/")


@transaction.atomic
def let_in(*, actor: Actor, gathering: Gathering, signups: Collection[uuid.UUID]) -> int:
    """These are real people: each gets a place, or a turn by the order of arrival. Also puts back who was taken off. Returns how many."""
    held = _held(actor, gathering)
    done, known = 0, set()
    for row in SignUp.objects.filter(gathering=held, pk__in=signups, state__in=(SignUpState.HELD, SignUpState.REMOVED)).order_by("number"):
        row.state = SignUpState.CONFIRMED if places.give(held) else SignUpState.WAITING
        SignUp.objects.filter(pk=row.pk).update(state=row.state, looked_at=True)
        known.add(row.source_index)
        if row.phone_index and not row.quiet:
            places.tell_once(held, row)
        done += 1
    if done:
        here = (SignUpState.CONFIRMED, SignUpState.WAITING)  # who stays off the list still counts
        SignUp.objects.filter(gathering=held, source_index__in=known, state__in=here).update(looked_at=True)
        trail.record(actor, "programmes.let_in", ("gathering", held.id), n=done)
        publish_on_commit("programmes")
    return done


@transaction.atomic
def take_off(*, actor: Actor, gathering: Gathering, signups: Collection[uuid.UUID]) -> int:
    """Nobody stands behind these names: their places are free again and the queue moves up. Can be put back. Returns how many."""
    held = _held(actor, gathering)
    rows = SignUp.objects.filter(gathering=held, pk__in=signups)
    freed = rows.filter(state=SignUpState.CONFIRMED).update(state=SignUpState.REMOVED, looked_at=False)
    done = freed + rows.filter(state__in=(SignUpState.WAITING, SignUpState.HELD)).update(state=SignUpState.REMOVED, looked_at=False)
    for _place in range(freed):
        places.give_back(held)
    if done:
        places.move_up(held)
        trail.record(actor, "programmes.take_off", ("gathering", held.id), n=done)
        publish_on_commit("programmes")
    return done


def _held(actor: Actor, gathering: Gathering) -> Gathering:
    """The gathering, locked; only before it begins."""
    gatherings.require(actor, "keep", gathering)
    held = places.lock(gathering)
    if held.state == GatheringState.CANCELLED:
        raise Invalid(_("This was called off. Plan a new one."))
    if held.starts_at <= clock.now():
        raise Invalid(_("It has already begun."))
    return held
