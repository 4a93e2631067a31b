"""What may come of a call, and only when the caller says yes: a dispute case, a counselling file. And: one person or two?"""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.hotline.enums import Purpose, Right
from counseling.hotline.models import Call, CallConsent, CallLink
from counseling.hotline.policies import calls, rights_of
from counseling.hotline.ports import Told, disputes
from counseling.hotline.selectors.desk import plain_body
from counseling.hotline.services import desk
from counseling.screening.enums import Level, Reason
from counseling.screening.services import flags
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.people.services import clean_phone
from mediation.territory.models import Area

SOON = frozenset({Level.RED, Level.ORANGE, Level.YELLOW})
STORY = 2000


def _may(actor: Actor, call: Call, right: Right, agreed: bool) -> None:
    calls.require(actor, "read", call)
    if right not in rights_of(actor):
        raise NotFound
    if not agreed:
        raise Invalid(fields={"agreed": _("Only when the caller has said yes. Ask first; a no is fine.")})


@transaction.atomic
def to_case(
    *, actor: Actor, user: User, call: Call, agreed: bool, area: Area, kind: str, story: str, name: str, phone: str
) -> CallConsent:
    """The caller agrees that the mediators hear what stands in `story`, and nothing else of the call. Once a call."""
    _may(actor, call, Right.DISPUTE, agreed)
    made = CallConsent.objects.filter(call=call, purpose=Purpose.CASE).first()
    if made is not None:
        return made
    wrong: dict[str, str] = {}
    if not name.strip():
        wrong["name"] = str(_("A case needs the name of the person."))
    if not story.strip() or len(story) > STORY:
        wrong["story"] = str(_("Please write between 1 and %(limit)s characters.") % {"limit": STORY})
    if kind not in dict(disputes().kinds()):
        wrong["kind"] = str(_("Please choose one."))
    try:
        clean_phone(phone)
    except Invalid as why:
        wrong["phone"] = str(why.fields["phone"])
    if wrong:
        raise Invalid(fields=wrong)
    try:
        with transaction.atomic():
            row = CallConsent.objects.create(call=call, purpose=Purpose.CASE, by=user, at=clock.now())
    except IntegrityError:  # pressed twice
        return CallConsent.objects.get(call=call, purpose=Purpose.CASE)
    told = Told(area, kind, story.strip(), name.strip(), phone.strip(), uuid.uuid5(call.id, "case"))
    row.reference = disputes().open(actor, told)
    CallConsent.objects.filter(pk=row.pk).update(reference=row.reference)
    trail.record(actor, "hotline.to_case", ("call", call.id))
    publish_on_commit("hotline")
    return row


@transaction.atomic
def to_file(*, actor: Actor, user: User, call: Call, agreed: bool) -> CallConsent:
    """The caller agrees to be called by a counsellor and that a counselling file is kept. Once a call; the queue's clock runs."""
    _may(actor, call, Right.CARE, agreed)
    try:
        with transaction.atomic():
            row = CallConsent.objects.create(call=call, purpose=Purpose.FILE, by=user, at=clock.now())
    except IntegrityError:
        return CallConsent.objects.get(call=call, purpose=Purpose.FILE)
    desk.know_again(call, plain_body(call).get("phone", ""))
    reason = Reason.STAFF if call.level in SOON else Reason.ASKED
    flags.raise_flag(actor=actor, subject=call.subject, case_ref=call.id, area_path=call.area.path, reason=reason)
    trail.record(actor, "hotline.to_file", ("call", call.id))
    publish_on_commit("hotline")
    return row


@transaction.atomic
def link(*, actor: Actor, user: User, call: Call, other: Call) -> None:
    """A counsellor decides that both calls came from one person; doing it twice is once."""
    calls.require(actor, "lead", call)
    calls.require(actor, "lead", other)
    if call.pk == other.pk:
        raise Invalid(fields={"number": _("That is this very call.")})
    first, second = sorted((call, other), key=lambda c: str(c.pk))
    _row, made = CallLink.objects.get_or_create(first=first, second=second, defaults={"by": user, "at": clock.now()})
    if made:
        trail.record(actor, "hotline.link", ("call", call.id), other=str(other.id))
        publish_on_commit("hotline")


@transaction.atomic
def unlink(*, actor: Actor, call: Call, other: Call) -> None:
    calls.require(actor, "lead", call)
    calls.require(actor, "lead", other)
    first, second = sorted((call, other), key=lambda c: str(c.pk))
    gone, _per_model = CallLink.objects.filter(first=first, second=second).delete()
    if gone:
        trail.record(actor, "hotline.unlink", ("call", call.id), other=str(other.id))
        publish_on_commit("hotline")
