"""Keeping agreements with partners: made, changed with every earlier wording kept, renewed, ended, and never forgotten."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.programmes.enums import AgreementState, Ground, PartnerKind
from counseling.programmes.models import Agreement, AgreementChange, Partner
from counseling.programmes.policies import agreements, partners
from counseling.programmes.selectors.agreement import SOON
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.audit import trail
from mediation.common import clock, days
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.notifications.services import notify
from mediation.people.services import clean_phone
from mediation.territory.models import Area

TASK = "counseling.programmes.tasks.remind"
BEFORE = (SOON.days, 14, 1)  # days before the last one on which its keepers are reminded
MORNING = time(8, 30)
TOPIC = "programmes"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement says. telephone as typed."""

    ground: str
    title: str
    scope: str
    contact: str
    telephone: str
    begins_on: date
    ends_on: date


def _check(terms: Terms, *, ahead: bool) -> Terms:
    wrong: dict[str, str] = {}
    if terms.ground not in Ground.values:
        wrong["ground"] = str(_("Please choose one."))
    for name, limit in (("title", 100), ("scope", 4000)):
        text = getattr(terms, name).strip()
        if not text or len(text) > limit:
            wrong[name] = str(_("Please write between 1 and %(limit)s characters.") % {"limit": limit})
    if terms.ends_on < terms.begins_on:
        wrong["ends_on"] = str(_("The last day has to be after the first."))
    elif terms.ends_on > terms.begins_on + days.YEAR * 10:
        wrong["ends_on"] = str(_("An agreement runs ten years at most. Please check the year."))
    elif ahead and terms.ends_on < clock.today():
        wrong["ends_on"] = str(_("This day is already past. An agreement that is over need not be written down."))
    unfit = days.too_far(terms.begins_on)
    if unfit is not None or terms.begins_on.year < 2000:
        wrong["begins_on"] = str(unfit or _("Please check the year."))
    if terms.telephone.strip():
        try:
            clean_phone(terms.telephone)
        except Invalid as why:
            wrong["telephone"] = str(why.fields["phone"])
    if wrong:
        raise Invalid(fields=wrong)
    return Terms(
        terms.ground, terms.title.strip(), terms.scope.strip(), terms.contact.strip(), terms.telephone.strip(), terms.begins_on,
        terms.ends_on,
    )


@transaction.atomic
def add_partner(*, actor: Actor, area: Area, kind: str, name: str, contact: str = "", telephone: str = "") -> Partner:
    """Put a partner into the register. The same name at the same place is the same partner."""
    if not (actor.is_system or actor.holds(Capability.PROGRAMMES_RUN, area.path)):
        raise NotFound
    name = name.strip()
    if kind not in PartnerKind.values or not name or len(name) > 80:
        raise Invalid(fields={"name": _("Please write between 1 and 80 characters.")})
    if telephone.strip():
        try:
            clean_phone(telephone)
        except Invalid as why:
            raise Invalid(fields={"telephone": why.fields["phone"]}) from why
    try:
        with transaction.atomic():
            row = Partner.objects.create(
                area=area, kind=kind, name=name, contact=contact.strip(), telephone=telephone.strip(), created_at=clock.now()
            )
    except IntegrityError as why:
        raise Invalid(fields={"name": _("This partner is already in the register.")}) from why
    trail.record(actor, "programmes.partner", ("partner", row.id), kind=kind)
    publish_on_commit(TOPIC)
    return row


@transaction.atomic
def conclude(*, actor: Actor, partner: Partner, terms: Terms, press: uuid.UUID, renews: Agreement | None = None) -> Agreement:
    """Write down a new agreement, or the one that follows `renews`. Pressed twice it is one."""
    if not actor.is_system:
        partners.require(actor, "keep", partner)
    made = Agreement.objects.filter(press=press, partner=partner).first()
    if made is not None:
        return made
    terms = _check(terms, ahead=not actor.is_system)
    if renews is not None:
        _follows(renews, terms)
    try:
        with transaction.atomic():
            row = Agreement.objects.create(partner=partner, press=press, renews=renews, created_at=clock.now(), **asdict(terms))
    except IntegrityError as why:  # the other of two presses, or a colleague renewed it just now
        made = Agreement.objects.filter(press=press, partner=partner).first()
        if made is None:
            raise Conflict(_("A colleague has just renewed this agreement. Please look at the new one.")) from why
        return made
    trail.record(actor, "programmes.agreement", ("agreement", row.id), ground=row.ground, renews=str(renews.id) if renews else "")
    _promise(row)
    publish_on_commit(TOPIC)
    return row


def _follows(before: Agreement, terms: Terms) -> None:
    if terms.begins_on <= before.begins_on:
        raise Invalid(fields={"begins_on": _("A renewal begins after the agreement it renews.")})
    if not Agreement.objects.filter(pk=before.pk, state=AgreementState.STANDING).update(state=AgreementState.RENEWED):
        raise Conflict(_("This agreement is no longer in force, so it cannot be renewed. Conclude a new one."))


@transaction.atomic
def change(*, actor: Actor, user: User | None, agreement: Agreement, terms: Terms, seen: int) -> Agreement:
    """Change an agreement in force. What it said before is kept. Raises Conflict if it moved on since revision `seen`."""
    agreements.require(actor, "keep", agreement)
    terms = _check(terms, ahead=True)
    held = Agreement.objects.get(pk=agreement.pk)
    before, after = _difference(held, terms)
    if not after:
        return held
    if not Agreement.objects.filter(pk=held.pk, revision=seen, state=AgreementState.STANDING).update(
        revision=seen + 1, **asdict(terms)
    ):
        raise Conflict
    AgreementChange.objects.create(agreement=held, number=seen + 1, before=before, after=after, by=user, at=clock.now())
    trail.record(actor, "programmes.agreement_change", ("agreement", held.id), fields=sorted(after))
    held.refresh_from_db()
    _promise(held)
    publish_on_commit(TOPIC)
    return held


def _difference(held: Agreement, terms: Terms) -> tuple[dict[str, str], dict[str, str]]:
    said = {name: value for name, value in asdict(terms).items() if getattr(held, name) != value}
    return {name: str(getattr(held, name)) for name in said}, {name: str(value) for name, value in said.items()}


@transaction.atomic
def end(*, actor: Actor, agreement: Agreement, why: str) -> None:
    """End it before its day, with a reason. Ending it twice is harmless."""
    agreements.require(actor, "keep", agreement)
    why = why.strip()
    if not why or len(why) > 200:
        raise Invalid(fields={"why": _("Please say why in 1 to 200 characters.")})
    ended = Agreement.objects.filter(pk=agreement.pk, state=AgreementState.STANDING).update(
        state=AgreementState.ENDED, ended_on=clock.today(), ended_why=why
    )
    if not ended:
        return
    trail.record(actor, "programmes.agreement_end", ("agreement", agreement.id))
    publish_on_commit(TOPIC)


def _promise(row: Agreement) -> None:
    """Reminders before the last day and on the day after. A moved last day makes new ones; the old ones find nothing to do."""
    for ahead in (*BEFORE, -1):
        at = datetime.combine(row.ends_on - timedelta(days=ahead), MORNING, tzinfo=clock.SHANGHAI)
        if at > clock.now():
            outbox.add(
                TASK, key=f"agreement:{row.id}:{row.ends_on:%Y%m%d}:{ahead}", due_at=at, agreement=str(row.id),
                ends_on=row.ends_on.isoformat(), ahead=ahead,
            )


@transaction.atomic
def remind(*, agreement_id: uuid.UUID, ends_on: date, ahead: int) -> int:
    """Tell the keepers of the place, if the agreement still stands and still ends on that day. Returns how many were told."""
    row = Agreement.objects.filter(pk=agreement_id, state=AgreementState.STANDING, ends_on=ends_on).select_related("partner__area").first()
    if row is None:
        return 0
    told = 0
    kind = "programmes.ran_out" if ahead < 0 else "programmes.runs_out"
    for user in users_holding(Capability.PROGRAMMES_RUN, row.partner.area):
        notify(
            f"user:{user.public_id}", kind, link=f"/care/partners/agreements/{row.id}/", partner=row.partner.name,
            day=row.ends_on.isoformat(),
        )
        told += 1
    trail.record(system("programmes.reminders"), "programmes.agreement_remind", ("agreement", row.id), ahead=ahead, told=told)
    return told
