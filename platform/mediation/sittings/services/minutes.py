"""The minutes of a sitting: begun from the log of the joint room, written on, read back, confirmed or objected to by each party.

Nothing of a separate talk is read for them: its log is another room's, sealed under another key, and is never opened here.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.casework.enums import SittingState
from mediation.casework.models import Sitting
from mediation.casework.policies import sittings
from mediation.casework.services.case import mediator_key
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.common.text import clean
from mediation.notifications.services import notify
from mediation.sittings.enums import MinutesState
from mediation.sittings.models import Minutes, MinutesAnswer
from mediation.sittings.selectors import drafting
from mediation.sittings.selectors import minutes as selectors
from mediation.sittings.selectors.guests import own_party, parties_of, room_of
from mediation.sittings.services.guests import tell_room
from mediation.vault import sealing
from realtime.rooms.selectors import head_of

LONGEST = 12_000  # characters
OBJECTION = 1000


class StaleMinutes(Conflict):
    """Somebody saved in between. `text` is what stands there now; what was typed stays with the caller."""

    code = "stale-minutes"
    message = _("Somebody has changed the minutes while you were writing. Both versions are shown; nothing you typed is lost.")

    def __init__(self, text: str, version: int) -> None:
        super().__init__()
        self.text, self.version = text, version


@transaction.atomic
def begin(*, actor: Actor, sitting: Sitting) -> Minutes:
    """The draft, with what the log of the joint room holds so far. The one there is, if it was begun already."""
    sittings.require(actor, "lead", sitting)
    if sitting.state not in (SittingState.OPEN, SittingState.DONE):
        raise Conflict(_("Minutes begin with the talk."), code="not-begun")
    known = Minutes.objects.filter(pk=sitting.pk).first()
    if known is not None:
        return known
    row = Minutes(sitting=sitting, created_at=clock.now(), upto=clock.now())
    row.text_sealed = sealing.seal(sitting.case.scope, row.place, "\n".join(drafting.from_log(sitting)))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Minutes.objects.get(pk=sitting.pk)
    trail.record(actor, "sittings.minutes_begin", ("sitting", sitting.pk))
    _publish(sitting)
    return row


@transaction.atomic
def save(*, actor: Actor, minutes: Minutes, version: int, text: str, seen: datetime | None = None) -> Minutes:
    """Keep what was written, as read in `version`. Raises StaleMinutes, Conflict once it has been read back, Invalid when too long.

    seen: when the words were shown that were written on. What was noted or happened after that is put to what was written.
    """
    sittings.require(actor, "lead", minutes.sitting)
    text = clean(text).strip()
    if not text:
        raise Invalid(fields={"text": _("Please write something first.")})
    if len(text) > LONGEST:
        raise Invalid(fields={"text": _("Please say it in at most %(most)s characters.") % {"most": LONGEST}})
    now, since = clock.now(), seen if seen is not None and seen >= minutes.upto else minutes.upto
    minutes.taken = {**minutes.taken, **drafting.taken_over(minutes, text)}
    text = drafting.with_later(minutes, text, since)
    sealed = sealing.seal(minutes.sitting.case.scope, minutes.place, text)
    rows = Minutes.objects.filter(pk=minutes.pk, version=version, state=MinutesState.DRAFT)
    taken = drafting.taken_over(minutes, text)
    if rows.update(text_sealed=sealed, upto=now, taken=taken, version=F("version") + 1) != 1:
        stands = Minutes.objects.select_related("sitting__case").get(pk=minutes.pk)
        if stands.state != MinutesState.DRAFT:
            raise Conflict(_("The minutes have been read back. To change them, take them back first."), code="read")
        raise StaleMinutes(selectors.text_of(stands), stands.version)
    trail.record(actor, "sittings.minutes_save", ("sitting", minutes.pk))
    _publish(minutes.sitting)
    minutes.refresh_from_db()
    return minutes


@transaction.atomic
def read_back(*, actor: Actor, minutes: Minutes, version: int) -> Minutes:
    """Fix the words and ask every party whether they are right. Bound to the end of the joint room's log. Twice is once."""
    sitting = minutes.sitting
    sittings.require(actor, "lead", sitting)
    text, now = selectors.text_of(minutes), clock.now()
    if minutes.state == MinutesState.DRAFT:
        text = drafting.with_later(minutes, text, minutes.upto)
    fixed = _fixed(minutes, text)
    changed = Minutes.objects.filter(pk=minutes.pk, version=version, state=MinutesState.DRAFT).update(upto=now, read_at=now, **fixed)
    digest = fixed["text_hash"]
    minutes.refresh_from_db()
    if changed != 1:
        if minutes.state == MinutesState.READ:
            return minutes
        raise StaleMinutes(selectors.text_of(minutes), minutes.version)
    trail.record(actor, "sittings.minutes_read", ("sitting", sitting.pk), words=digest)
    _ask_all(actor, sitting)
    return minutes


def words_removed(actor: Actor, sitting: Sitting, room_id: UUID, seq: int) -> None:
    """A message of the joint room was removed: it goes from the minutes too, word for word as it was taken over, as long as nobody has
    answered to them. Read back, they are read back anew. Once somebody has answered, the words stand and `selectors.removed_since` says so.
    """
    minutes = Minutes.objects.select_related("sitting__case").filter(pk=sitting.pk).first()
    room = room_of(sitting)
    if minutes is None or room is None or room.pk != room_id or str(seq) not in minutes.taken:
        return
    text = selectors.text_of(minutes)
    kept = drafting.without(minutes, text, seq)
    if kept == text or MinutesAnswer.objects.filter(minutes=minutes, text_hash=minutes.text_hash).exclude(text_hash="").exists():
        return
    rows = Minutes.objects.filter(pk=minutes.pk, version=minutes.version)
    if minutes.state == MinutesState.DRAFT:  # the version stays: who writes on just now loses nothing
        rows.update(text_sealed=sealing.seal(sitting.case.scope, minutes.place, kept))
    elif rows.update(read_at=clock.now(), **_fixed(minutes, kept)) == 1:
        _ask_all(actor, sitting)
    trail.record(actor, "sittings.minutes_removed", ("sitting", sitting.pk), seq=seq)
    _publish(sitting)


def _fixed(minutes: Minutes, text: str) -> dict[str, Any]:
    """The columns of minutes whose words are fixed as they are read back, bound to the end of the joint room's log."""
    sitting = minutes.sitting
    room = room_of(sitting)
    head = head_of(room) if room is not None else None
    seq, linked = (head.seq, head.chain) if head is not None else (0, "")
    digest = hashlib.sha256(f"{sitting.pk}|{text}|{seq}|{linked}".encode()).hexdigest()
    return {
        "state": MinutesState.READ, "text_sealed": sealing.seal(sitting.case.scope, minutes.place, text), "text_hash": digest,
        "room_seq": seq, "room_chain": linked, "version": F("version") + 1,
    }


def _ask_all(actor: Actor, sitting: Sitting) -> None:
    for party in parties_of(sitting):
        notify(party.actor_key, "sittings.minutes", link=f"/c/sittings/{sitting.pk}/minutes/", number=sitting.case.number)
    tell_room(actor, sitting, "minutes.read")
    _publish(sitting)


@transaction.atomic
def reopen(*, actor: Actor, minutes: Minutes) -> Minutes:
    """Write on after an objection. The answers given so far stay kept with the words they were given to, and count no more."""
    sittings.require(actor, "lead", minutes.sitting)
    moved = Minutes.objects.filter(pk=minutes.pk, state=MinutesState.READ).update(state=MinutesState.DRAFT, version=F("version") + 1)
    minutes.refresh_from_db()
    if moved == 1:
        trail.record(actor, "sittings.minutes_reopen", ("sitting", minutes.pk))
        _publish(minutes.sitting)
    return minutes


@transaction.atomic
def answer(*, actor: Actor, minutes: Minutes, seen_hash: str, agrees: bool, words: str = "") -> MinutesAnswer:
    """A party says that the minutes are right, or what is not, in its own words. Raises Conflict if they have changed since."""
    party = own_party(actor, minutes.sitting)
    if minutes.state != MinutesState.READ:
        raise NotFound
    if seen_hash != minutes.text_hash:
        raise Conflict(_("The minutes have just been changed. Please read them again before you answer."), code="minutes-changed")
    words = clean(words).strip()
    if not agrees and not words:
        raise Invalid(fields={"words": _("Please say what is not right, in your own words.")})
    if len(words) > OBJECTION:
        raise Invalid(fields={"words": _("Please say it in at most %(most)s characters.") % {"most": OBJECTION}})
    row = MinutesAnswer(minutes=minutes, party=party, text_hash=seen_hash)
    sealed = sealing.seal(minutes.sitting.case.scope, row.place, words) if words and not agrees else ""
    row, _made = MinutesAnswer.objects.update_or_create(
        minutes=minutes, party=party, text_hash=seen_hash, defaults={"agrees": agrees, "words_sealed": sealed, "at": clock.now()}
    )
    case = minutes.sitting.case
    if case.mediator is not None:
        notify(mediator_key(case.mediator), "sittings.minutes_answered", link=f"/desk/sittings/{minutes.pk}/minutes/", number=case.number)
    trail.record(actor, "sittings.minutes_answer", ("sitting", minutes.pk), yes=agrees, words=seen_hash)
    _publish(minutes.sitting)
    return row


def _publish(sitting: Sitting) -> None:
    publish_on_commit(f"sitting:{sitting.pk}")
    publish_on_commit(f"case:{sitting.case_id}")
