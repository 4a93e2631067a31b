"""The level is a human's signed act; a score only proposes. Lowering red or orange needs a second counsellor."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.enums import Behaviour, EntryKind
from counseling.interventions.models import CareEntry
from counseling.interventions.selectors import file
from counseling.interventions.services import writing
from counseling.screening import services as screening
from counseling.screening.enums import GUARDED, ORDER, Level
from counseling.screening.models import Flag
from mediation.accounts.models import User
from mediation.audit.selectors import read_since
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound

REASON_AT_LEAST = 10
UNREAD = "unread"


def lowers(before: Level, after: Level) -> bool:
    return ORDER.index(after) > ORDER.index(before)


@transaction.atomic
def rate(
    *, actor: Actor, user: User, flag: Flag, level: Level, behaviour: Behaviour | None, reason: str, press: uuid.UUID
) -> CareEntry | None:
    """Sign a level with its reason. Takes effect at once, except a lowering from red or orange, which waits for a second signature.

    Raises Invalid (field `reason`) without a reason. Behaviour of level 3 and above may not be rated below orange (reference 1.2:
    refer at once).
    """
    writing.guard(actor, user, flag)
    if len(reason.strip()) < REASON_AT_LEAST:
        raise Invalid(fields={"reason": _("Please write why, in a sentence another counsellor understands.")})
    if behaviour is not None and behaviour >= Behaviour.ANYWHERE and level not in GUARDED:
        raise Invalid(fields={"level": _("Behaviour of level 3 and above needs help at once: red or orange.")})
    second = flag.level in GUARDED and lowers(Level(flag.level), level)
    entry = writing.write(
        actor=actor, user=user, flag=flag, kind=EntryKind.RATING, press=press, level=level, needs_second=second,
        body={"reason": reason.strip(), "behaviour": None if behaviour is None else int(behaviour), "before": flag.level},
    )
    if entry is not None:
        writing.bind(user, flag)
        if not second:
            screening.set_level(actor=actor, flag=flag, level=level)
    return entry


@transaction.atomic
def sign_second(*, actor: Actor, user: User, flag: Flag, entry: CareEntry, agreed: bool, press: uuid.UUID) -> None:
    """Another counsellor has read the file since the lowering was proposed, agrees to it, and only now it takes effect.

    Raises Invalid without an explicit yes (`agreed`), Conflict for the same person or an outdated rating, and Conflict (UNREAD) where
    the signer has not opened the file since: what was opened before does not hold what was proposed.
    """
    writing.guard(actor, user, flag)
    if file.waiting_for_second(file.entries(flag.subject)) != entry:
        if CareEntry.objects.filter(refers_to=entry, kind=EntryKind.SECOND, by=user).exists():
            return  # pressed twice
        raise Conflict
    if entry.by_id == user.pk:
        raise Conflict(_("The second signature has to come from another counsellor."))
    if not read_since(actor.key, "flag", flag.id, entry.at):
        raise Conflict(_("Please open the file and read it first. Then sign, if you agree."), code=UNREAD)
    if not agreed:
        raise Invalid(fields={"agreed": _("Please confirm that you have read the file and agree.")})
    done = writing.write(
        actor=actor, user=user, flag=flag, kind=EntryKind.SECOND, press=press, level=entry.level, refers_to=entry
    )
    if done is not None:
        screening.set_level(actor=actor, flag=flag, level=Level(entry.level))


@transaction.atomic
def take_back(*, actor: Actor, user: User, flag: Flag, entry: CareEntry, press: uuid.UUID) -> None:
    """Whoever proposed a lowering thinks better of it: the level stays as it is. Twice is once; raises Conflict once it is signed."""
    writing.guard(actor, user, flag)
    if entry.by_id != user.pk:
        raise NotFound
    if file.waiting_for_second(file.entries(flag.subject)) == entry and writing.write(
        actor=actor, user=user, flag=flag, kind=EntryKind.UNDONE, press=press, level=entry.level, refers_to=entry
    ) is not None:
        return
    if not CareEntry.objects.filter(refers_to=entry, kind=EntryKind.UNDONE).exists():
        raise Conflict(_("A colleague has signed it meanwhile, or it was judged anew."))
