"""A guardian's consent: on the young person's device, by telephone or on paper; taken back at any time."""

from __future__ import annotations

import re
import unicodedata
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.ports import people
from counseling.minors import consent_text
from counseling.minors.enums import AgeBand, ConsentWay, GuardianWish, Relation
from counseling.minors.models import GuardianConsent, Minor
from counseling.minors.policies import minors
from counseling.screening.enums import Reason
from counseling.screening.services.flags import raise_flag
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.common.text import clean
from mediation.people.services import clean_phone
from mediation.vault import sealing

NAME_AT_MOST = 60
COMPARING = system("minors.consent")


@transaction.atomic
def give(*, actor: Actor, minor: Minor, name: str, relation: str, way: str, language: str, phone: str = "") -> GuardianConsent:
    """Record a guardian's consent. Raises Invalid without a name, Conflict where the guardian is not to be asked or told.

    On the young person's own device (guest) anybody could write a name: it opens nothing before a counsellor has spoken with the
    guardian at the number given (`confirm`), and somebody is asked to call. By telephone and on paper a counsellor records it, who
    has spoken with or seen them.
    """
    minors.require(actor, "own" if actor.is_guest else "work", minor)
    name = clean(name).strip()
    wrong: dict[str, Any] = {}
    if not name or len(name) > NAME_AT_MOST:
        wrong["name"] = _("Please write the guardian's name (60 characters at most).")
    elif _same(name, _own_name(actor, minor)):
        wrong["name"] = _("This is the young person's own name. Please write the name of whoever looks after them.")
    if relation not in Relation.values:
        wrong["relation"] = _("Please choose one.")
    number = ""
    if way == ConsentWay.DEVICE:
        try:
            number = clean_phone(clean(phone))
        except Invalid as why:
            wrong["phone"] = why.fields["phone"]
        if number and number == _own_phone(minor):
            wrong["phone"] = _("This is the young person's own number. Please write the number of whoever looks after them.")
    if way not in ConsentWay.values or (way == ConsentWay.DEVICE) != actor.is_guest:
        wrong["way"] = _("Please choose one.")
    if wrong:
        raise Invalid(fields=wrong)
    if minor.guardian == GuardianWish.SHIELD:
        raise Conflict(_("The grown-ups at home are not to be asked here."))
    if minor.age == AgeBand.SMALL:
        raise Conflict(_("Under 8 nobody is asked these questions. A counsellor talks with you instead."))
    row = GuardianConsent(
        id=uuid.uuid4(), minor=minor, relation=relation, way=way, version=consent_text.VERSION, text_digest=consent_text.digest(),
        language=language, recorded_by=actor.key, given_at=clock.now(),
    )
    row.name_sealed = sealing.seal(minor.scope, row.place, name)
    if number:
        row.phone_sealed = sealing.seal(minor.scope, row.phone_place, number)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # pressed twice, or there is one already
        return GuardianConsent.objects.get(minor=minor, withdrawn_at=None)
    trail.record(actor, "minors.guardian_consent", ("minor", minor.id), way=way, version=row.version)
    if way == ConsentWay.DEVICE:
        raise_flag(actor=actor, subject=minor.subject, case_ref=minor.case_ref, area_path=minor.area_path, reason=Reason.ASKED)
    publish_on_commit("care")
    return row


def _own_phone(minor: Minor) -> str:
    """The young person's number, to compare and never to show."""
    found = people().contact(COMPARING, minor.subject)
    return found.phone if found is not None and not found.shared_phone else ""


def _own_name(actor: Actor, minor: Minor) -> str:
    card = people().cards([minor.subject]).get(minor.subject)
    return card.name if card is not None and card.name else actor.name if actor.is_guest else ""


def _same(one: str, other: str) -> bool:
    """Whether two names read the same: without spaces and dots, wide and narrow letters alike."""
    bare = [re.sub(r"[\s·•.・]+", "", unicodedata.normalize("NFKC", n)).casefold() for n in (one, other)]
    return bool(bare[0]) and bare[0] == bare[1]


def name_of(*, actor: Actor, consent: GuardianConsent) -> str:
    """Whom to ask for when the guardian is called back; the opening is written down."""
    minors.require(actor, "work", consent.minor)
    trail.record_read(actor, "minors.read_guardian", ("minor", consent.minor_id))
    return sealing.unseal(consent.minor.scope, consent.place, consent.name_sealed)


def phone_of(*, actor: Actor, consent: GuardianConsent) -> str:
    """Where the guardian is called back; "" where a counsellor has recorded the consent. Opened together with the name."""
    minors.require(actor, "work", consent.minor)
    return sealing.unseal(consent.minor.scope, consent.phone_place, consent.phone_sealed) if consent.phone_sealed else ""


@transaction.atomic
def confirm(*, actor: Actor, user: User, consent: GuardianConsent) -> None:
    """A counsellor has spoken with the guardian: only now the questions may be put, if the young person wants them."""
    minors.require(actor, "work", consent.minor)
    if GuardianConsent.objects.filter(pk=consent.pk, confirmed_at=None, withdrawn_at=None).update(
        confirmed_at=clock.now(), confirmed_by=user
    ):
        trail.record(actor, "minors.guardian_confirmed", ("minor", consent.minor_id))
        publish_on_commit("care")


@transaction.atomic
def withdraw(*, actor: Actor, minor: Minor) -> None:
    """The guardian (through a counsellor), or the young person, takes it back: no new question is put. Twice is once."""
    if not (minors.can(actor, "own", minor) or minors.can(actor, "work", minor)):
        raise NotFound
    if GuardianConsent.objects.filter(minor=minor, withdrawn_at=None).update(withdrawn_at=clock.now()):
        trail.record(actor, "minors.guardian_withdrawn", ("minor", minor.id))
        publish_on_commit("care")
