from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from mediation.audit import trail
from mediation.audit.models import AuditEntry, AuditHead
from mediation.common.actor import system

pytestmark = pytest.mark.django_db
WHO = system("test")


def write(count: int) -> None:
    with transaction.atomic():
        for n in range(count):
            trail.record(WHO, "test.act", ("thing", n), before="a", after="b")


def bend(sql: str) -> None:
    """As somebody with the database's password would: past the model and past the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER ALL")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_update")
        cursor.execute(sql)


def test_a_chain_is_whole() -> None:
    write(5)

    assert trail.verify() is None
    assert AuditHead.objects.get().number == 5


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE audit_auditentry SET actor = 'user:x' WHERE number = 3", 3),
        ("UPDATE audit_auditentry SET detail = '{}' WHERE number = 2", 2),
        ("DELETE FROM audit_auditentry WHERE number = 1", 1),
        ("DELETE FROM audit_auditentry WHERE number = 4", 4),
        ("DELETE FROM audit_auditentry WHERE number = 5", 5),
        ("UPDATE audit_auditentry SET number = 9 WHERE number = 5", 5),
    ],
)
def test_every_change_is_found(sql: str, found: int) -> None:
    write(5)

    bend(sql)

    assert trail.verify() == found


def test_the_database_refuses_a_change() -> None:
    write(1)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(actor="user:x")
    with pytest.raises(TypeError):
        AuditEntry.objects.get().save()
    with pytest.raises(TypeError):
        AuditEntry.objects.get().delete()


@pytest.mark.django_db(transaction=True)
def test_a_line_without_its_cause_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        trail.record(WHO, "test.act", ("thing", 1))


def test_a_rolled_back_cause_leaves_no_line() -> None:
    write(1)

    def fail_after_recording() -> None:
        with transaction.atomic():
            trail.record(WHO, "test.act", ("thing", 2))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_recording()

    assert AuditEntry.objects.count() == 1
    assert trail.verify() is None
