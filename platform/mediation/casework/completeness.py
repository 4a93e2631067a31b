"""What Article 29 of the People's Mediation Law wants in a written agreement, and what is still missing, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mediation.casework.agreement_enums import AgreementForm, ClauseKind

if TYPE_CHECKING:
    from mediation.casework.selectors.agreement import Sheet


def missing(sheet: Sheet) -> list[str]:
    """Everything that stops the text from being fixed, each as one sentence. Empty means complete."""
    lacking: list[str] = []
    if len(sheet.parties) < 2:
        lacking.append(_("An agreement needs at least two parties."))
    if not sheet.of_kind(ClauseKind.FACT):
        lacking.append(_("The main facts are missing: what happened, when and where."))
    if not sheet.of_kind(ClauseKind.DISPUTE):
        lacking.append(_("What the parties disagree about is missing."))
    responsible = sheet.of_kind(ClauseKind.RESPONSIBILITY)
    if not any(c.row.party_id is None for c in responsible):  # one clause may speak about all of them
        named = {c.row.party_id for c in responsible}
        lacking += [
            _("The responsibility of %(name)s is missing.") % {"name": p.person.name} for p in sheet.parties if p.pk not in named
        ]
    if not sheet.obligations:
        lacking.append(_("It does not say yet what is to be done."))
    for number, clause in enumerate(sheet.clauses, 1):
        if clause.row.kind != ClauseKind.OBLIGATION:
            continue
        if clause.row.payer_id is None:
            lacking.append(_("Clause %(n)s: who does it?") % {"n": number})
        if clause.row.payee_id is None:
            lacking.append(_("Clause %(n)s: for whom?") % {"n": number})
        if clause.row.due_on is None:
            lacking.append(_("Clause %(n)s: by which day?") % {"n": number})
        if not clause.manner:
            lacking.append(_("Clause %(n)s: in which manner is it done (cash, transfer, in person…)?") % {"n": number})
    return lacking + not_accepted(sheet)


def not_accepted(sheet: Sheet) -> list[str]:
    """On paper the signature under the whole text is the acceptance; on the telephone every clause is said yes to first."""
    if sheet.agreement.on_paper or sheet.agreement.form == AgreementForm.ORAL:
        return []
    waiting = [p.person.name for i, p in enumerate(sheet.parties) if any(not c.consents[i].yes for c in sheet.clauses)]
    return [_("%(name)s has not said yes to every clause.") % {"name": name} for name in waiting]
