"""A counsellor's own thoughts: kept apart from the file, sealed under a key of their own."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.models import ProcessNote
from counseling.interventions.policies import process_notes
from counseling.interventions.services import writing
from counseling.screening.models import Flag
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid
from mediation.vault import sealing


@transaction.atomic
def keep(*, actor: Actor, user: User, flag: Flag, text: str, press: uuid.UUID) -> None:
    """Write one down. Raises Invalid (field `text`) for an empty one; the same words a moment later are one.

    Nobody is told: it concerns its author alone.
    """
    writing.guard(actor, user, flag)
    if not text.strip():
        raise Invalid(fields={"text": _("Please write something first.")})
    newest = ProcessNote.objects.filter(subject=flag.subject, author=user, at__gt=clock.now() - writing.AGAIN).order_by("-at").first()
    if newest is not None and sealing.unseal(newest.scope, newest.place, newest.body_sealed) == text.strip():
        return
    row = ProcessNote(id=uuid.uuid4(), subject=flag.subject, area_path=flag.area_path, author=user, at=clock.now(), press=press)
    row.body_sealed = sealing.seal(row.scope, row.place, text.strip())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return
    trail.record(actor, "care.process_note", ("process_note", row.id))


@transaction.atomic
def destroy(*, actor: Actor, row: ProcessNote) -> None:
    """Gone for good, key and all. Raises NotFound for everybody but the author."""
    process_notes.require(actor, "own", row)
    sealing.destroy(row.scope)
    ProcessNote.objects.filter(pk=row.pk).delete()
    trail.record(actor, "care.process_destroy", ("process_note", row.id))
