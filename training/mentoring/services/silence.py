"""Thirty days without a line: the two and their supervisors are told, once for each silence."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Max, Q

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import system
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify
from training.mentoring.enums import ContractState
from training.mentoring.models import Contract
from training.mentoring.selectors.standing import SILENT
from training.mentoring.services.contract import page
from training.mentoring.services.review import tell_supervisors


def look() -> int:
    """How many contracts have fallen silent since they were last looked at. Safe to run twice."""
    limit = clock.now() - SILENT
    rows = Contract.objects.filter(state=ContractState.ACTIVE, signed_at__lt=limit).annotate(last=Max("log__written_at"))
    quiet = rows.filter(Q(last=None) | Q(last__lt=limit)).filter(Q(silence_told_at=None) | Q(silence_told_at__lt=F("last")))
    return sum(_tell(row) for row in quiet.select_related("portfolio"))


@transaction.atomic
def _tell(row: Contract) -> bool:
    here = Contract.objects.filter(pk=row.pk, state=ContractState.ACTIVE, silence_told_at=row.silence_told_at)
    if not here.update(silence_told_at=clock.now()):
        return False
    for who in (row.portfolio.person, row.mentor):
        notify(f"user:{who}", "mentoring.silent", link=page(row.portfolio))
        publish_on_commit(f"actor:user:{who}")
    tell_supervisors(row.portfolio, "mentoring.silent")
    trail.record(system("mentoring.silence"), "mentoring.silent", ("contract", row.pk))
    return True
