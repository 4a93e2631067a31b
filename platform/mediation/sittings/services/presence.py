"""Who took part: noted by hand, with a party's own word that it will be late, and what can be done when somebody did not come."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.models import User
from mediation.audit import trail
from mediation.casework.enums import SittingState
from mediation.casework.models import Party, Sitting
from mediation.casework.policies import sittings
from mediation.casework.services.case import mediator_key
from mediation.casework.services.history import tell
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.common.text import clean
from mediation.notifications.services import notify
from mediation.sittings.enums import Came, Why
from mediation.sittings.models import Presence
from mediation.sittings.selectors.guests import own_party
from mediation.vault import sealing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS = 200  # characters
LATE_MOST = 180  # minutes
OTHERS = 20  # people noted by name


@transaction.atomic
def note_presence(
    *, actor: Actor, sitting: Sitting, party: Party | None, name: str = "", how: str, why: str = "", words: str = ""
) -> Presence:
    """How somebody took part. A party that did not come needs a reason as far as it is known; the words stay with the mediator.

    name: of somebody who is no party, e.g. who sat beside the telephone. Noting again replaces what was noted.
    """
    sittings.require(actor, "lead", sitting)
    if sitting.state == SittingState.CANCELLED:
        raise Conflict(_("This appointment was cancelled."), code="cancelled")
    name, words = clean(name).strip(), clean(words).strip()
    wrong: dict[str, str | _StrPromise] = {}
    if party is None and not name:
        wrong["name"] = _("Please tell us a name.")
    elif len(name) > 60:
        wrong["name"] = _("Please say it in at most %(most)s characters.") % {"most": 60}
    if how not in Came.values or (party is None and how == Came.ABSENT):
        wrong["how"] = _("Please choose one.")
    if how == Came.ABSENT and why not in Why.values:
        wrong["why"] = _("Please choose a reason, or “not known”.")
    if len(words) > WORDS:
        wrong["words"] = _("Please say it in at most %(most)s characters.") % {"most": WORDS}
    if party is not None and not sitting.attendances.filter(party=party).exists():
        raise NotFound
    if party is None and Presence.objects.filter(sitting=sitting, party=None).exclude(name=name).count() >= OTHERS:
        wrong["name"] = _("More than twenty people cannot be noted here.")
    if wrong:
        raise Invalid(fields=wrong)
    row, _made = Presence.objects.get_or_create(sitting=sitting, party=party, name="" if party else name)
    absent = how == Came.ABSENT
    row.how, row.why = how, why if absent else ""
    row.words_sealed = sealing.seal(sitting.case.scope, row.place("why"), words) if absent and words else ""
    row.noted_by, row.noted_at = User.objects.get(public_id=actor.subject), clock.now()
    row.save(update_fields=["how", "why", "words_sealed", "noted_by", "noted_at"])
    trail.record(actor, "sittings.presence", ("sitting", sitting.pk), how=how, why=row.why, party=str(party.pk) if party else "")
    if absent and party is not None:
        notify(party.actor_key, "sittings.missed", link=f"/c/case/{sitting.case_id}/", number=sitting.case.number)
        tell(sitting.case, "party_missed", actor, for_parties=False, side=party.role)
    _tell(sitting)
    return row


@transaction.atomic
def take_out(*, actor: Actor, presence: Presence) -> None:
    """Somebody noted by name was not there after all."""
    sittings.require(actor, "lead", presence.sitting)
    if presence.party_id is not None:
        raise NotFound
    presence.delete()
    trail.record(actor, "sittings.presence", ("sitting", presence.sitting_id), how="")
    _tell(presence.sitting)


@transaction.atomic
def say_late(*, actor: Actor, sitting: Sitting, minutes: str, words: str = "") -> Presence:
    """A party tells the mediator that it will be late; the other side is not told. Again replaces it."""
    party = own_party(actor, sitting)
    if sitting.state not in (SittingState.PLANNED, SittingState.OPEN):
        raise Conflict(_("This appointment is over."), code="over")
    minutes, words = minutes.strip(), clean(words).strip()
    wrong: dict[str, str | _StrPromise] = {}
    if not (minutes.isascii() and minutes.isdigit() and 0 < int(minutes[:6]) <= LATE_MOST):
        wrong["late"] = _("Please give the minutes as a number between 1 and 180.")
    if len(words) > WORDS:
        wrong["late_words"] = _("Please say it in at most %(most)s characters.") % {"most": WORDS}
    if wrong:
        raise Invalid(fields=wrong)
    row, _made = Presence.objects.get_or_create(sitting=sitting, party=party, name="")
    row.late_minutes, row.late_at = int(minutes), clock.now()
    row.late_sealed = sealing.seal(sitting.case.scope, row.place("late"), words) if words else ""
    row.save(update_fields=["late_minutes", "late_at", "late_sealed"])
    case = sitting.case
    if case.mediator is not None:
        notify(mediator_key(case.mediator), "sittings.late", link=f"/desk/sittings/{sitting.pk}/", number=case.number, urgent=True)
    trail.record(actor, "sittings.late", ("sitting", sitting.pk), minutes=int(minutes))
    _tell(sitting)
    return row


def forget_late(sitting_id: UUID) -> None:
    """The appointment was moved: who said they come late said it of the old time."""
    Presence.objects.filter(sitting=sitting_id).update(late_minutes=None, late_at=None, late_sealed="")


def _tell(sitting: Sitting) -> None:
    publish_on_commit(f"sitting:{sitting.pk}")
    publish_on_commit(f"case:{sitting.case_id}")
