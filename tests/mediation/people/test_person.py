from __future__ import annotations

import pytest

from mediation.audit.models import AuditEntry
from mediation.common.actor import system
from mediation.common.errors import Invalid
from mediation.people import services
from mediation.people.models import Person

pytestmark = pytest.mark.django_db
WHO = system("test")


@pytest.mark.parametrize("raw", ["13800001234", "138 0000 1234", "+86 138-0000-1234"])
def test_one_number_in_many_spellings(raw: str) -> None:
    assert services.clean_phone(raw) == "+8613800001234"


@pytest.mark.parametrize("raw", ["", "12", "电话", "1" * 40, "<script>"])
def test_what_is_no_number_is_refused_at_its_field(raw: str) -> None:
    with pytest.raises(Invalid) as refusal:
        services.clean_phone(raw)

    assert list(refusal.value.fields) == ["phone"]


def test_opening_a_contact_is_written_down_without_the_contact() -> None:
    person = services.add_person(actor=WHO, name="王某", phone="13800001234", address="桥东 3 幢")

    assert services.phone_of(actor=WHO, person=person, purpose="call back") == "+8613800001234"
    assert services.address_of(actor=WHO, person=person, purpose="visit") == "桥东 3 幢"

    lines = AuditEntry.objects.filter(reading=True)
    assert [(e.action, e.detail) for e in lines] == [
        ("people.read_phone", {"purpose": "call back"}),
        ("people.read_address", {"purpose": "visit"}),
    ]
    assert "3800001234" not in str(list(AuditEntry.objects.values()))


def test_the_same_number_is_found_without_being_stored() -> None:
    a = services.add_person(actor=WHO, name="王某", phone="13800001234")
    b = services.add_person(actor=WHO, name="王某某", phone="+8613800001234")

    assert a.phone_index == b.phone_index != ""
    assert a.phone_sealed != b.phone_sealed


def test_a_changed_number_is_unconfirmed_again() -> None:
    person = services.add_person(actor=WHO, name="王某", phone="13800001234")
    Person.objects.filter(pk=person.pk).update(phone_confirmed_at=person.created_at)
    person.refresh_from_db()

    services.change_phone(actor=WHO, person=person, phone="13900000000")

    person.refresh_from_db()
    assert person.phone_confirmed_at is None
    assert person.phone_entered_by == WHO.key
