"""Somebody unknown who was known to be under 18 turns out to be a person we know: what protects them goes along."""

from __future__ import annotations

import uuid

from django.db.models import ProtectedError

from counseling.minors.models import Minor
from counseling.screening.ports import Whereabouts


def follow(subject: uuid.UUID, to: Whereabouts) -> list[str]:
    """That they are under 18 holds for the person too. A guardian's consent and an approval are asked for anew: they were given for
    somebody without a name. Inside the caller's transaction; returns what was made."""
    made = []
    for row in Minor.objects.filter(subject=subject):
        own, new = Minor.objects.get_or_create(
            subject=to.subject, case_ref=to.case_ref,
            defaults={"area_path": to.area_path, "age": row.age, "guardian": row.guardian, "said_by": row.said_by, "at": row.at},
        )
        made += [str(own.pk)] if new else []
    return made


def undo(made: list[str]) -> None:
    """It was somebody else: only what nothing has been built on since."""
    for row in Minor.objects.filter(pk__in=made):
        try:
            row.delete()
        except ProtectedError:
            continue
