"""Offering the questions. Nothing is put to anybody where nobody could take a call."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction

from counseling.screening.enums import Mode, ScreeningState
from counseling.screening.models import Screening
from counseling.screening.selectors import rota
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.territory.models import Area

OPEN = frozenset({ScreeningState.OFFERED, ScreeningState.BEGUN})


def offer_url(actor: Actor, case_id: uuid.UUID, area: Area, *, assisted: bool = False) -> str | None:
    """Where this party may go on to "how are you in all this?", or None: then show help numbers and nothing else.

    None when: the asker is no party (guest); a neighbour or colleague filled the form in (`assisted`); nobody is on call
    first for `area` now; the person has already answered, declined or withdrawn for this case.
    """
    if not actor.is_guest or assisted or not rota.staffed(area.path):
        return None
    row = Screening.objects.filter(subject=actor.subject, case_ref=case_id).first()
    if row is None:
        row = _offer(actor, case_id, area)
    return f"/care/me/{row.id}/" if row.state in OPEN else None


def _offer(actor: Actor, case_id: uuid.UUID, area: Area) -> Screening:
    try:
        with transaction.atomic():
            row = Screening.objects.create(
                subject=uuid.UUID(actor.subject), case_ref=case_id, area_path=area.path, mode=Mode.SELF, offered_at=clock.now()
            )
            trail.record(actor, "care.offer", ("screening", row.id))
            return row
    except IntegrityError:  # two pages opened at once
        return Screening.objects.get(subject=actor.subject, case_ref=case_id)
