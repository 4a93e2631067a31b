"""Recording a person and opening the sealed contact, each opening with an audit line."""

from __future__ import annotations

import uuid

import phonenumbers
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid
from mediation.common.text import clean
from mediation.people.models import Person
from mediation.vault import sealing

SAFE_TIMES_AT_MOST = 80


def clean_phone(raw: str) -> str:
    """A Chinese mobile or landline in E.164, or any number with a country code. Raises Invalid (field `phone`)."""
    try:
        number = phonenumbers.parse(raw, "CN")
    except phonenumbers.NumberParseException as why:
        raise Invalid(fields={"phone": _("This does not look like a telephone number.")}) from why
    if not phonenumbers.is_possible_number(number):
        raise Invalid(fields={"phone": _("This does not look like a telephone number.")})
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@transaction.atomic
def add_person(
    *,
    actor: Actor,
    name: str,
    phone: str = "",
    address: str = "",
    shared_phone: bool = False,
    language: str = "zh-hans",
    safe_times: str = "",
    dialect: str = "",
) -> Person:
    person = Person(
        id=uuid.uuid4(), name=clean(name).strip(), shared_phone=shared_phone, language=language,
        safe_times=clean(safe_times).strip(), dialect=clean(dialect).strip(), created_at=clock.now(),
    )
    if phone:
        _set_phone(actor, person, phone)
    if address:
        person.address_sealed = sealing.seal(_scope(person), f"person.address:{person.id}", address)
    person.save()
    trail.record(actor, "people.add", ("person", person.id))
    return person


@transaction.atomic
def change_phone(*, actor: Actor, person: Person, phone: str) -> None:
    """A changed number is unconfirmed until an independent call-back."""
    _set_phone(actor, person, phone)
    person.phone_confirmed_at = None
    person.phone_changed_at = clock.now()
    person.save()
    trail.record(actor, "people.change_phone", ("person", person.id))


@transaction.atomic
def change_reach(*, actor: Actor, person: Person, shared_phone: bool, safe_times: str) -> bool:
    """Whether others read this telephone (then nothing is sent to it), and when it is safe to call. Returns whether anything changed."""
    times = clean(safe_times).strip()
    if len(times) > SAFE_TIMES_AT_MOST:
        raise Invalid(fields={"safe_times": _("At most 80 characters, please.")})
    if not Person.objects.filter(pk=person.pk).exclude(shared_phone=shared_phone, safe_times=times).update(
        shared_phone=shared_phone, safe_times=times
    ):
        return False
    trail.record(actor, "people.change_reach", ("person", person.id), shared=shared_phone)
    return True


def phone_of(*, actor: Actor, person: Person, purpose: str) -> str:
    """The telephone in E.164, for calling or sending; "" if none. The opening is written down first."""
    if not person.phone_sealed:
        return ""
    trail.record_read(actor, "people.read_phone", ("person", person.id), purpose=purpose)
    return sealing.unseal(_scope(person), f"person.phone:{person.id}", person.phone_sealed)


def address_of(*, actor: Actor, person: Person, purpose: str) -> str:
    if not person.address_sealed:
        return ""
    trail.record_read(actor, "people.read_address", ("person", person.id), purpose=purpose)
    return sealing.unseal(_scope(person), f"person.address:{person.id}", person.address_sealed)


def blind_phone(number: str) -> str:
    """The keyed index by which a telephone is known again without being read; of nothing it is nothing. `number` in E.164."""
    return sealing.blind_index("phone", number) if number else ""


def _set_phone(actor: Actor, person: Person, phone: str) -> None:
    number = clean_phone(phone)
    person.phone_sealed = sealing.seal(_scope(person), f"person.phone:{person.id}", number)
    person.phone_index = blind_phone(number)
    person.phone_entered_by = actor.key


def _scope(person: Person) -> str:
    return f"person:{person.id}"
