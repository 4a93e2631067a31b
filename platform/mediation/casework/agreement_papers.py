"""Who may read the papers of an agreement."""

from __future__ import annotations

from uuid import UUID

from mediation.casework.models import Agreement, Case
from mediation.casework.policies import cases
from mediation.common.actor import Actor
from mediation.documents.kinds import Kind


def _agreement(actor: Actor, subject: UUID) -> bool:
    """The parties to it, the mediator and the supervisors."""
    row = Agreement.objects.select_related("case").filter(pk=subject).first()
    return row is not None and cases.can(actor, "view", row.case)


def _staff(actor: Actor, subject: UUID) -> bool:
    row = Case.objects.filter(pk=subject).first()
    return row is not None and (cases.can(actor, "work", row) or cases.can(actor, "oversee", row))


def _scan(actor: Actor, subject: UUID) -> bool:
    row = Agreement.objects.filter(pk=subject).first()
    return row is not None and _staff(actor, row.case_id)


KINDS = (Kind("agreement.signed", _agreement), Kind("agreement.scan", _scan), Kind("case.dossier", _staff))
