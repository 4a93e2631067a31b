"""Check-ups of many people: who is invited, each by a link of their own that works once.

The organiser gives the list and sees counts. The links go to the people's own telephones, or are printed by a counsellor: who
must not know the answers never holds a link.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from counseling.screening import ports
from counseling.screening.bundles import loader as bundles
from counseling.screening.enums import Mode, ScreeningState
from counseling.screening.models import Checkup, Invitee, Screening
from counseling.screening.policies import checkups
from counseling.screening.services.offers import offer
from mediation.accounts.models import GuestAccess, User
from mediation.accounts.roles import Capability
from mediation.accounts.services import FreshCode, issue_code
from mediation.audit import trail
from mediation.common import clock, days, ids
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.common.text import clean
from mediation.notifications.services import text
from mediation.people.models import Person
from mediation.people.services import add_person, clean_phone, phone_of
from mediation.territory.models import Area
from mediation.vault import sealing

BUNDLES = ("checkup", "correction", "petition", "elderly")  # never those put in private only or to minors
LONGEST = timedelta(days=120)
MOST = 2000
LINK = 16  # characters of 5 bits


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody to be invited, as the list has it."""

    name: str
    phone: str = ""
    shared: bool = False  # the list says that others read this telephone


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one person. The link is shown this once."""

    number: int
    name: str
    link: str
    code: str


@transaction.atomic
def create(
    *, actor: Actor, user: User, title: str, bundle: str, area: Area, opens_at: datetime, closes_at: datetime,
    programme: uuid.UUID | None = None,
) -> Checkup:
    """A check-up of a place, of a programme if one is named. Raises Invalid for an impossible time, questions that are not for many at
    once, or a programme that is not the asker's or is over."""
    if not actor.is_system and not actor.holds(Capability.CARE_CHECKUP, area.path):
        raise NotFound
    if bundle not in BUNDLES:
        raise Invalid(fields={"bundle": _("These questions are put to one person in private, never to many.")})
    if closes_at <= opens_at:
        raise Invalid(fields={"closes_on": _("The end has to be after the beginning.")})
    if closes_at - opens_at > LONGEST:
        raise Invalid(fields={"closes_on": _("A check-up lasts four months at most.")})
    unfit = None if actor.is_system else days.too_far(opens_at)
    if unfit is not None:
        raise Invalid(fields={"opens_on": unfit})
    if programme is not None and not any(programme == known for known, _title in ports.programmes().open_to(actor)):
        raise Invalid(fields={"programme": _("Please choose one.")})
    row = Checkup.objects.create(
        title=clean(title).strip(), bundle=bundles.bundle(bundle).code, area=area, programme_ref=programme, code=ids.spoken_code(8),
        opens_at=opens_at, closes_at=closes_at, organiser=user, created_at=clock.now(),
    )
    trail.record(actor, "care.checkup", ("checkup", row.id), bundle=bundle)
    return row


@transaction.atomic
def invite(*, actor: Actor, checkup: Checkup, people: Sequence[Wanted]) -> int:
    """Put people on the list; who is already there with the same name and telephone is not added twice. Returns how many came new."""
    checkups.require(actor, "organise", checkup)
    known = {
        (i.person.name, i.person.phone_index) for i in Invitee.objects.filter(checkup=checkup).select_related("person")
    }
    number = Invitee.objects.filter(checkup=checkup).count()
    if number + len(people) > MOST:
        raise Invalid(fields={"people": _("At most %(most)d people at once.") % {"most": MOST}})
    added = 0
    for line, wanted in enumerate(people, 1):
        try:
            phone = clean_phone(wanted.phone) if wanted.phone else ""
        except Invalid as why:
            told = _("Line %(line)d: this does not look like a telephone number.") % {"line": line}
            raise Invalid(fields={"people": told}) from why
        mark = (wanted.name, sealing.blind_index("phone", phone) if phone else "")
        if mark in known:
            continue
        known.add(mark)
        added += 1
        person = add_person(actor=actor, name=wanted.name, phone=phone, shared_phone=bool(phone) and _shared(wanted, mark[1]))
        try:
            with transaction.atomic():
                Invitee.objects.create(checkup=checkup, number=number + added, person=person)
        except IntegrityError as why:  # two lists at the same moment
            raise Conflict(_("Somebody else is changing this list right now. Please try again.")) from why
    _mark_shared(checkup)
    if added:
        trail.record(actor, "care.checkup_invite", ("checkup", checkup.id), added=added)
    return added


def _shared(wanted: Wanted, index: str) -> bool:
    """Whether a message to this telephone may reach somebody else: the list says so, or it is known under another name."""
    return wanted.shared or Person.objects.filter(Q(phone_index=index) & (~Q(name=wanted.name) | Q(shared_phone=True))).exists()


def _mark_shared(checkup: Checkup) -> None:
    """One number, two names on this list: no message goes to either."""
    held: dict[str, list[Person]] = {}
    for row in Invitee.objects.filter(checkup=checkup).exclude(person__phone_index="").select_related("person"):
        held.setdefault(row.person.phone_index, []).append(row.person)
    twice = [p.pk for people in held.values() if len({p.name for p in people}) > 1 for p in people]
    Person.objects.filter(pk__in=twice, shared_phone=False).update(shared_phone=True)


@transaction.atomic
def send(*, actor: Actor, checkup: Checkup, origin: str) -> int:
    """A short message with the own link to everybody with a telephone who has none yet. Pressing twice sends once."""
    checkups.require(actor, "organise", checkup)
    _running(checkup)
    now, sent = clock.now(), 0
    waiting = _not_begun(checkup).exclude(person__phone_sealed="")
    for row in waiting.select_related("person"):
        if row.person.shared_phone or not Invitee.objects.filter(pk=row.pk, sent_at=None).update(sent_at=now):
            continue
        number = phone_of(actor=actor, person=row.person, purpose="checkup")
        text(number, "care.checkup", language=row.person.language, link=f"{origin}{_address(checkup, _new_link(row))}")
        sent += 1
    if sent:
        trail.record(actor, "care.checkup_send", ("checkup", checkup.id), sent=sent)
    return sent


@transaction.atomic
def slips(*, actor: Actor, checkup: Checkup, origin: str) -> list[Slip]:
    """Printed links for everybody who has got none by message and has not begun; an earlier slip of theirs no longer works.

    Only a counsellor prints them. Raises NotFound for everybody else.
    """
    checkups.require(actor, "results", checkup)
    out = []
    for row in _not_begun(checkup).select_related("person"):
        code = _new_link(row)
        out.append(Slip(row.number, row.person.name, f"{origin}{_address(checkup, code)}", ids.grouped(code)))
    if out:
        trail.record(actor, "care.checkup_slips", ("checkup", checkup.id), printed=len(out))
    return out


def _not_begun(checkup: Checkup) -> QuerySet[Invitee]:
    """Who has got no link by message and has not begun, by whatever way."""
    rows = Invitee.objects.filter(checkup=checkup, sent_at=None, opened_at=None)
    return rows.filter(Q(screening=None) | Q(screening__state=ScreeningState.OFFERED))


def _new_link(row: Invitee) -> str:
    code = ids.spoken_code(LINK)
    Invitee.objects.filter(pk=row.pk, opened_at=None).update(link_index=_index(code))
    return code


def _index(code: str) -> str:
    return sealing.blind_index("checkup-link", ids.normalise(code))


def _address(checkup: Checkup, code: str) -> str:
    return f"/care/k/{checkup.code}/{code}/"


def _running(checkup: Checkup) -> None:
    now = clock.now()
    if now < checkup.opens_at:
        raise Conflict(_("This has not begun yet. Please come back on the day that stands in your invitation."))
    if now >= checkup.closes_at:
        raise Conflict(_("The time for this is over. Thank you for looking in; nothing is missing on your side."))


def find(code: str, link: str) -> Invitee:
    """The invited person of a link, used or not. Raises NotFound for an unknown, replaced or another check-up's link alike."""
    row = Invitee.objects.filter(link_index=_index(link), checkup__code=code).select_related("checkup__area", "person").first()
    if row is None or len(ids.normalise(link)) != LINK:
        raise NotFound
    return row


@transaction.atomic
def open_link(*, invitee: Invitee, fresh: FreshCode) -> tuple[Screening, GuestAccess]:
    """The link is used: once, by a press, by whoever holds it. Raises Conflict when it was used before or outside its time."""
    _running(invitee.checkup)
    if not Invitee.objects.filter(pk=invitee.pk, opened_at=None).update(opened_at=clock.now()):
        raise Conflict(_("This link has been used already, on another device or by somebody else. A link belongs to one person and works "
                         "once. If it was not you, please tell the counsellors."), code="used")
    access = issue_code(actor=Actor.guest(invitee.subject, invitee.person.name), name=invitee.person.name, subject=invitee.subject,
                        fresh=fresh).access
    return offered(invitee, Mode.SELF), access


def offered(invitee: Invitee, mode: Mode) -> Screening:
    checkup = invitee.checkup
    row = offer(
        actor=Actor.guest(invitee.subject, invitee.person.name), subject=invitee.subject, case_ref=checkup.id,
        area_path=checkup.area.path, bundle=checkup.bundle, mode=mode,
    )
    Invitee.objects.filter(pk=invitee.pk, screening=None).update(screening=row)
    publish_on_commit("care")
    return row


def clean_link(typed: str) -> str:
    """A typed code as it stands in an address."""
    return ids.normalise(typed)
