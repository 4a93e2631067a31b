"""Somebody whose answers came from another program, and whom nobody here knew, turns out to be a person who is known."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.enums import EntryKind
from counseling.interventions.models import CareTie, KnownAs
from counseling.interventions.ports import people
from counseling.interventions.selectors.closing import unsettled
from counseling.interventions.services import carrying, writing
from counseling.screening import services as screening
from counseling.screening.enums import Reason
from counseling.screening.models import Flag
from counseling.screening.ports import Whereabouts
from counseling.screening.selectors import incoming
from counseling.screening.services import joining
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit

AT_LEAST = 10


@transaction.atomic
def know(
    *, actor: Actor, user: User, flag: Flag, name: str, number: str, telephone: str, how: str, press: uuid.UUID
) -> uuid.UUID:
    """Lay the answers, the task and what was written so far into the person's own file. Returns their identity.

    Nobody is listed: whoever asks has to bring the name and, to it, the case number or the telephone. Raises Invalid at the field, also
    while a talk or a hand-over is open; Conflict for the opponent's counsellor; NotFound where the file is of no stranger.
    """
    done = KnownAs.objects.filter(flag=flag, ended_at=None).first()
    if done is not None:
        return done.subject  # pressed twice
    writing.guard(actor, user, flag, "write")
    if flag.subject not in incoming.strangers([flag.subject]):
        raise NotFound
    to = _whom(actor, name, number, telephone, how)
    if loose := unsettled(flag):
        raise Invalid(_("Not yet: %(what)s. Please settle it or call it off first.") % {"what": _("; ").join(str(e.words) for e in loose)})
    stranger = flag.subject
    try:
        with transaction.atomic():
            row = KnownAs.objects.create(
                stranger=stranger, subject=to.subject, area_path=flag.area_path, flag=flag, by=user, at=clock.now()
            )
    except IntegrityError:
        return KnownAs.objects.get(stranger=stranger, ended_at=None).subject
    target = joining.join(actor=actor, flag=flag, to=to)
    writing.guard(actor, user, target, "contact")  # whoever stands beside the other side hands over instead
    row.moved = carrying.carry(stranger, to) | {"ties": _tie(stranger, to)}
    row.save(update_fields=["moved"])
    writing.write(actor=actor, user=user, flag=target, kind=EntryKind.KNOWN, press=press, body={"how": how.strip()})
    trail.record(actor, "care.known_as", ("known-as", row.id), flag=str(target.id))
    publish_on_commit("care")
    return to.subject


def _whom(actor: Actor, name: str, number: str, telephone: str, how: str) -> Whereabouts:
    wrong = {}
    if len(how.strip()) < AT_LEAST:
        wrong["how"] = _("Please write in a sentence who told you, and how you made sure that it is this person.")
    if not number.strip() and not telephone.strip():
        wrong["number"] = _("A name alone is not enough. Please add the case number or the telephone.")
    if wrong:
        raise Invalid(fields=wrong)
    found = [w for w in people().find(name=name, number=number, telephone=telephone) if actor.holds(Capability.CARE_QUEUE, w.area_path)]
    if not found:
        raise Invalid(fields={"name": _(
            "At your places nobody is found by this name with this number. Look at how it is written, or ask there once more."
        )})
    if number.strip() and len(found) > 1:
        raise Invalid(fields={"telephone": _("Several people of this case bear this name. Please add the telephone.")})
    living = set(Flag.objects.filter(subject__in=[w.subject for w in found]).exclude(state="closed").values_list("subject", flat=True))
    return next((w for w in found if w.subject in living), found[0])


def _tie(stranger: uuid.UUID, to: Whereabouts) -> list[str]:
    """Whoever has accompanied the stranger has accompanied this person: nobody of them stands beside the other side later."""
    made = []
    for tie in CareTie.objects.filter(subject=stranger).select_related("user"):
        row, new = CareTie.objects.get_or_create(
            user=tie.user, subject=to.subject, defaults={"case_ref": to.case_ref, "since": tie.since}
        )
        made += [str(row.pk)] if new else []
    return made


@transaction.atomic
def mistaken(*, actor: Actor, user: User, flag: Flag, link_id: uuid.UUID, reason: str, press: uuid.UUID) -> bool:
    """It was somebody else: everything that was carried goes back, and somebody has to be in touch with the stranger anew.

    What has been written since stays in the file it was written in. Returns whether this press did it.
    """
    writing.guard(actor, user, flag, "contact")
    row = KnownAs.objects.filter(pk=link_id, subject=flag.subject).first()
    if row is None:
        raise NotFound
    if len(reason.strip()) < AT_LEAST:
        raise Invalid(fields={"reason": _("Please write in a sentence why it is somebody else.")})
    if not KnownAs.objects.filter(pk=row.pk, ended_at=None).update(ended_at=clock.now(), ended_by=user):
        return False
    if KnownAs.objects.filter(stranger=row.stranger, ended_at=None).exists():
        raise Conflict
    back = Whereabouts(row.stranger, row.stranger, row.area_path)
    carrying.carry_back(row.moved, back)
    CareTie.objects.filter(pk__in=row.moved.get("ties", [])).delete()
    joining.part(actor=actor, flag_id=row.flag_id, stranger=row.stranger, area_path=row.area_path)
    own = Flag.objects.filter(subject=row.subject).order_by("-created_at").first() or screening.raise_flag(
        actor=actor, subject=flag.subject, case_ref=flag.case_ref, area_path=flag.area_path, reason=Reason.STAFF
    )  # somebody looks whether the person was called about answers of another
    writing.write(actor=actor, user=user, flag=own, kind=EntryKind.MISTAKEN, press=press, body={"reason": reason.strip()})
    trail.record(actor, "care.mistaken", ("known-as", row.id), flag=str(own.id))
    publish_on_commit("care")
    return True
