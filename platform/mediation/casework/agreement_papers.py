"""Who may read the papers of an agreement, and the agreement beside the people in a room."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.casework.models import Agreement, Case, Paper, Performance, Sitting
from mediation.casework.paperwork.catalogue import PRINTED
from mediation.casework.policies import cases, sittings
from mediation.casework.selectors import evidence
from mediation.common.actor import Actor
from mediation.documents.kinds import Kind
from realtime.rooms.kinds import Panel


def _agreement(actor: Actor, subject: UUID) -> bool:
    """The parties to it, the mediator and the supervisors."""
    row = Agreement.objects.select_related("case").filter(pk=subject).first()
    return row is not None and cases.can(actor, "view", row.case)


def _staff(actor: Actor, subject: UUID) -> bool:
    row = Case.objects.filter(pk=subject).first()
    return row is not None and (cases.can(actor, "work", row) or cases.can(actor, "oversee", row))


def _proof(actor: Actor, subject: UUID) -> bool:
    """Both sides, the mediator and the supervisors."""
    row = Performance.objects.select_related("clause__agreement__case").filter(pk=subject).first()
    return row is not None and cases.can(actor, "view", row.clause.agreement.case)


def _paper(actor: Actor, subject: UUID) -> bool:
    row = Paper.objects.filter(pk=subject).first()
    return row is not None and _staff(actor, row.case_id)


def _shared(actor: Actor, subject: UUID) -> bool:
    """Notices that are addressed to the parties."""
    row = Paper.objects.select_related("case").filter(pk=subject).first()
    return row is not None and cases.can(actor, "view", row.case)


KINDS = (
    Kind("agreement.signed", _agreement, _("Mediation agreement")),
    Kind("agreement.scan", _agreement),
    Kind("case.dossier", _staff, _("Mediation dossier")),
    Kind("performance.proof", _proof),
    Kind("statistics.report", lambda _actor, _subject: False, _("Statistical report")),  # handed over by its page alone
    Kind("evidence.original", lambda actor, subject: evidence.may_read(actor, subject, original=True)),
    Kind("evidence.shown", lambda actor, subject: evidence.may_read(actor, subject, original=False)),
    *(Kind(form.kind, _shared if form.shared else _paper, form.label) for form in PRINTED),
)


def panels(actor: Actor, sitting: Sitting) -> Sequence[Panel]:
    """One panel, seen by each according to who they are; not by those who were only invited to the sitting."""
    if not sittings.can(actor, "view", sitting):
        return []
    label = pgettext_lazy("casework", "Agreement")
    return [Panel("agreement", label, f"/desk/cases/{sitting.case_id}/agreement/panel/", (f"case:{sitting.case_id}",))]
