"""Ciphertext that was moved, cut, flipped, planted or belongs to a shredded scope never opens."""

from __future__ import annotations

import base64

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediation.common.actor import system
from mediation.people.models import Person
from mediation.people.services import add_person
from mediation.vault import sealing
from mediation.vault.models import DataKey

pytestmark = pytest.mark.django_db
SECRET = "家住桥东 3 幢 501"


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=200))
def test_what_was_sealed_opens_in_its_own_place(db: None, text: str) -> None:
    assert sealing.unseal("case:a", "t.f:1", sealing.seal("case:a", "t.f:1", text)) == text


@pytest.mark.parametrize(("scope", "place"), [("case:a", "t.f:2"), ("case:a", "t.g:1"), ("case:b", "t.f:1")])
def test_moved_to_another_row_field_or_case_it_does_not_open(scope: str, place: str) -> None:
    sealed = sealing.seal("case:a", "t.f:1", SECRET)

    with pytest.raises(sealing.Unsealable):
        sealing.unseal(scope, place, sealed)


def test_every_flipped_bit_and_every_cut_is_refused() -> None:
    sealed = sealing.seal("case:a", "t.f:1", SECRET)
    head, raw = sealed.rsplit(".", 1)
    body = base64.urlsafe_b64decode(raw)

    for n in range(len(body)):
        bent = body[:n] + bytes([body[n] ^ 1]) + body[n + 1 :]
        with pytest.raises(sealing.Unsealable):
            sealing.unseal("case:a", "t.f:1", f"{head}.{base64.urlsafe_b64encode(bent).decode()}")
    for n in (0, 5, 12, len(body) - 1):
        with pytest.raises(sealing.Unsealable):
            sealing.unseal("case:a", "t.f:1", f"{head}.{base64.urlsafe_b64encode(body[:n]).decode()}")


@pytest.mark.parametrize("planted", ["plain text", "x1.", "x1.00.AAAA", "x2.a.b", "..", "x1.é.é"])
def test_planted_text_is_refused(planted: str) -> None:
    sealing.seal("case:a", "t.f:1", SECRET)

    with pytest.raises(sealing.Unsealable):
        sealing.unseal("case:a", "t.f:1", planted)


def test_plain_text_cannot_be_saved_in_a_sealed_column() -> None:
    person = add_person(actor=system("test"), name="王某", phone="13800000000")

    person.phone_sealed = "13800000000"
    with pytest.raises(ValidationError):
        person.save()


def test_the_database_holds_no_plain_contact() -> None:
    person = add_person(actor=system("test"), name="王某", phone="13800001234", address=SECRET)

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone_sealed, phone_index, address_sealed FROM people_person")
        stored = str(cursor.fetchall())
    assert "3800001234" not in stored
    assert SECRET not in stored
    assert Person.objects.get(pk=person.pk).phone_sealed.startswith("x1.")


def test_a_shredded_scope_is_gone_for_good() -> None:
    sealed = sealing.seal("case:a", "t.f:1", SECRET)

    sealing.destroy("case:a")

    with pytest.raises(sealing.Unsealable):
        sealing.unseal("case:a", "t.f:1", sealed)
    with pytest.raises(sealing.Unsealable):
        sealing.seal("case:a", "t.f:1", "new")
    assert bytes(DataKey.objects.get(scope="case:a").wrapped) == b""
