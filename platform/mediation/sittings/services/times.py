"""Free and busy, a party's own clock, and another time asked for by a party."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.casework.enums import SittingState
from mediation.casework.models import Case, Party, Sitting
from mediation.casework.policies import cases, sittings
from mediation.casework.services import sitting as casework
from mediation.casework.services.case import mediator_key
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.common.text import clean
from mediation.notifications.services import notify
from mediation.sittings.enums import WishState
from mediation.sittings.models import Engaged, MoveWish, PartyClock
from mediation.sittings.selectors.guests import own_party
from mediation.sittings.zones import ZONES
from mediation.vault import sealing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST = 60  # times kept by one person
LONGEST = timedelta(days=31)
WORDS = 200


@transaction.atomic
def engage(*, actor: Actor, starts_at: datetime, ends_at: datetime, case: Case | None = None) -> Engaged:
    """Keep a time at which the asker cannot come: a mediator for all cases, a party for its own. Twice is once; no reason is kept."""
    unfit = days.wrong_ahead(ends_at)
    if unfit is not None:
        raise Invalid(fields={"until": unfit})
    if ends_at <= starts_at:
        raise Invalid(fields={"until": _("The end has to be later than the beginning.")})
    if ends_at - starts_at > LONGEST:
        raise Invalid(fields={"until": _("At most a month at once, please.")})
    owner = _owner(actor, case)
    if Engaged.objects.filter(**owner, ends_at__gt=clock.now()).count() >= MOST:
        raise Invalid(fields={"until": _("There are sixty times already. Please take some out first.")})
    row, made = Engaged.objects.get_or_create(**owner, starts_at=starts_at, ends_at=ends_at)
    if made:
        trail.record(actor, "sittings.engaged", ("engaged", row.pk))
        if case is not None:
            publish_on_commit(f"case:{case.pk}")
    return row


@transaction.atomic
def free(*, actor: Actor, engaged: Engaged) -> None:
    """Take one of the own times out again."""
    case = engaged.party.case if engaged.party is not None else None
    if any(getattr(engaged, name) != value for name, value in _owner(actor, case).items()):
        raise NotFound
    engaged.delete()
    trail.record(actor, "sittings.free", ("engaged", engaged.pk or ""))
    if case is not None:
        publish_on_commit(f"case:{case.pk}")


def _owner(actor: Actor, case: Case | None) -> dict[str, Any]:
    if case is not None:
        cases.require(actor, "take_part", case)
        return {"party": Party.objects.get(case=case, subject=actor.subject)}
    if not (actor.is_user and actor.holds(Capability.CASE_CLAIM)):
        raise NotFound
    return {"user": User.objects.get(public_id=actor.subject)}


@transaction.atomic
def set_clock(*, actor: Actor, case: Case, zone: str) -> None:
    """Where the party keeps its clock; "" is China."""
    cases.require(actor, "take_part", case)
    party = Party.objects.get(case=case, subject=actor.subject)
    if zone and zone not in ZONES:
        raise Invalid(fields={"zone": _("Please choose one.")})
    if zone:
        PartyClock.objects.update_or_create(party=party, defaults={"zone": zone})
    else:
        PartyClock.objects.filter(party=party).delete()
    trail.record(actor, "sittings.clock", ("party", party.pk))
    publish_on_commit(f"case:{case.pk}")


@transaction.atomic
def ask_move(*, actor: Actor, sitting: Sitting, options: Sequence[datetime], words: str = "") -> MoveWish:
    """A party asks for another time; up to three proposals. Asking again replaces what was asked."""
    party = own_party(actor, sitting)
    if sitting.state != SittingState.PLANNED:
        raise Conflict(_("This appointment cannot be moved any more. Please call the office."), code="not-planned")
    words = clean(words).strip()
    wrong: dict[str, str | _StrPromise] = {}
    if len(words) > WORDS:
        wrong["words"] = _("Please say it in at most %(most)s characters.") % {"most": WORDS}
    wanted = sorted(set(options))
    if not wanted:
        wrong["day"] = _("Please propose at least one other time.")
    for moment in wanted:
        unfit = days.wrong_ahead(moment)
        if unfit is not None:
            wrong["day"] = unfit
        elif moment == sitting.starts_at:
            wrong["day"] = _("That is the time it has now. Please propose another one.")
    if wrong:
        raise Invalid(fields=wrong)
    MoveWish.objects.filter(sitting=sitting, party=party, state=WishState.OPEN).update(state=WishState.WITHDRAWN, answered_at=clock.now())
    wish = MoveWish(id=uuid.uuid4(), sitting=sitting, party=party, at=clock.now(), options=[m.isoformat() for m in wanted[:3]])
    wish.words_sealed = sealing.seal(sitting.case.scope, f"sittings.wish:{wish.pk}", words) if words else ""
    try:
        with transaction.atomic():
            wish.save(force_insert=True)
    except IntegrityError:
        return MoveWish.objects.get(sitting=sitting, party=party, state=WishState.OPEN)
    case = sitting.case
    if case.mediator is not None:
        notify(mediator_key(case.mediator), "sittings.move_wish", link=f"/desk/sittings/{sitting.pk}/", number=case.number)
    trail.record(actor, "sittings.ask_move", ("sitting", sitting.pk), wish=str(wish.pk))
    publish_on_commit(f"case:{case.pk}")
    return wish


@transaction.atomic
def answer_move(*, actor: Actor, wish: MoveWish, option: str = "") -> None:
    """The mediator takes one of the proposals, and everybody is asked again; or none, and the party is told that it stays."""
    sitting = wish.sitting
    sittings.require(actor, "lead", sitting)
    if option and option not in wish.options:
        raise NotFound
    state = WishState.TAKEN if option else WishState.REFUSED
    if MoveWish.objects.filter(pk=wish.pk, state=WishState.OPEN).update(state=state, answered_at=clock.now()) != 1:
        wish.refresh_from_db()
        if wish.state == state:
            return
        raise Conflict(_("This wish has been answered or taken back already."), code="answered")
    if option:
        casework.move(actor=actor, sitting=sitting, starts_at=datetime.fromisoformat(option))
        _fulfilled(sitting, option)
    else:
        notify(wish.party.actor_key, "sittings.move_refused", link=f"/c/case/{sitting.case_id}/", number=sitting.case.number)
    trail.record(actor, "sittings.answer_move", ("sitting", sitting.pk), wish=str(wish.pk), state=state)
    publish_on_commit(f"case:{sitting.case_id}")


def _fulfilled(sitting: Sitting, option: str) -> None:
    """Somebody else had proposed the same moment: that wish is answered too."""
    for other in MoveWish.objects.filter(sitting=sitting, state=WishState.OPEN):
        if option in other.options:
            MoveWish.objects.filter(pk=other.pk, state=WishState.OPEN).update(state=WishState.TAKEN, answered_at=clock.now())
