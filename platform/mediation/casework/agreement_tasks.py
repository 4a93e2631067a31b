"""What must happen after an agreement is in force. Ids in, look again, do once; safe to run twice."""

from __future__ import annotations

import uuid

from django.db import transaction

from mediation.casework.agreement_enums import AgreementState
from mediation.casework.enums import CaseState
from mediation.casework.models import Agreement, Case
from mediation.casework.selectors import agreement as selectors
from mediation.casework.services import dossier, paper
from mediation.common import clock
from mediation.common.actor import system
from mediation.jobs.work import outward
from mediation.notifications.services import notify, text
from mediation.people.services import phone_of

ME = system("casework.agreements")


def _in_force(agreement: str) -> Agreement | None:
    rows = Agreement.objects.select_related("case", "case__area", "case__organisation", "case__mediator")
    return rows.filter(pk=uuid.UUID(agreement), state=AgreementState.IN_FORCE).first()


@outward
def print_agreement(agreement: str) -> None:
    """Render, sign and store the official PDF. Outside a transaction: while a page is drawn nobody else has to wait to write."""
    row = _in_force(agreement)
    if row is not None:
        paper.keep_signed(actor=ME, agreement=row)


def send_receipts(agreement: str) -> None:
    """Each party hears on the own channel that an agreement bears the own name, with the way to say "this is not me"."""
    row = _in_force(agreement)
    if row is None:
        return
    link = f"/c/agreement/{row.pk}/"
    for party in selectors.parties_of(row):
        with transaction.atomic():
            notify(party.actor_key, "agreement.receipt", link=link, number=row.case.number)
            phone = "" if party.person.shared_phone else phone_of(actor=ME, person=party.person, purpose="receipt")
            if phone:
                text(phone, "agreement.receipt", language=party.person.language, case=row.case.number)


@transaction.atomic
def remind_confirmation(agreement: str, left: int) -> None:
    """The court's term runs out: parties and mediator hear it, unless they have applied or the matter is not confirmable."""
    row = _in_force(agreement)
    if row is None or row.court_applied_on is not None or row.confirmation_ends is None or row.confirmation_ends < clock.today():
        return
    for party in selectors.parties_of(row):
        notify(party.actor_key, "agreement.court_term", link=f"/c/agreement/{row.pk}/", number=row.case.number, left=left)
    if row.case.mediator is not None:
        notify(
            f"user:{row.case.mediator.public_id}", "agreement.court_term", link=f"/desk/cases/{row.case_id}/agreement/",
            number=row.case.number, left=left,
        )


@outward
def seal_dossier(case: str) -> None:
    """Print, seal and keep the dossier of a closed case, outside a transaction; taken up anew meanwhile, there is nothing to seal."""
    row = Case.objects.select_related("area", "organisation", "mediator").filter(pk=uuid.UUID(case), state=CaseState.CLOSED).first()
    if row is not None:
        dossier.seal(actor=ME, case=row)
