"""Asking how it was, a week after. Ids in, look again, ask once; safe to run twice."""

from __future__ import annotations

import uuid

from django.db import transaction

from mediation.casework.enums import CaseState, Willingness
from mediation.casework.models import Case
from mediation.common.actor import system
from mediation.followups.asking import ask
from mediation.notifications.services import text
from mediation.people.services import phone_of

ME = system("casework.aftercare")


def ask_feedback(case: str) -> None:
    """Everybody who took part is asked on the own page; the short message goes to a telephone only they read."""
    row = Case.objects.select_related("area", "mediator").filter(pk=uuid.UUID(case)).first()
    if row is None or CaseState(row.state) not in (CaseState.AGREED, CaseState.ENDED, CaseState.CLOSED):
        return
    owner = f"user:{row.mediator.public_id}" if row.mediator else ""
    for party in row.parties.select_related("person").filter(willingness=Willingness.WILLING):
        with transaction.atomic():
            person = party.person
            typed = person.phone_confirmed_at is None and person.phone_entered_by == owner  # by whoever mediated: nobody's own word
            own = bool(person.phone_sealed) and not person.shared_phone and not typed
            _row, made = ask(
                subject=("case", row.pk), scope=row.scope, label=row.number, area_path=row.area.path, owner=owner,
                respondent=party.actor_key, own_channel=own,
            )
            if made and own:
                phone = phone_of(actor=ME, person=person, purpose="how it was")
                text(phone, "followups.feedback", language=person.language, case=row.number)
