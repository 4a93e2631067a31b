"""The ledger of subsidies: paid by grade, only on confirmed cases, the same for everybody, also for proper work without agreement."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.casework.agreement_enums import AgreementState, SignatureRole
from mediation.casework.enums import CaseState, PartyRole, SittingState
from mediation.casework.models import Agreement, Case
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict
from mediation.integrity.enums import Ground, PayState
from mediation.integrity.models import Subsidy
from mediation.integrity.policies import subsidies
from mediation.integrity.services.rates import Rate, rates

ME = system("integrity.ledger")
LACKING = {
    "unconfirmed": _("a party is not confirmed by anybody but the mediator"),
    "not_called": _("the applicant was not called back"),
    "other_side_silent": _("the other side has not answered on its own channel"),
    "no_talk": _("no sitting was held and nobody clearly refused"),
    "same_dispute": _("the same dispute is paid once: it belongs to the first case"),
}


def settle() -> int:
    """Bring every finished case's line up to date; paid lines stay as they are. Returns how many cases were looked at."""
    paid = Subsidy.objects.filter(state=PayState.PAID).values("case")
    rows = Case.objects.filter(state__in=(CaseState.AGREED, CaseState.ENDED, CaseState.CLOSED), mediator__isnull=False)
    seen = 0
    paid_for = rates()
    for case in rows.exclude(pk__in=paid).select_related("mediator").iterator(chunk_size=200):
        _settle(case, paid_for)
        seen += 1
    return seen


def _settle(case: Case, paid_for: dict[str, Rate]) -> None:
    agreement = Agreement.objects.filter(case=case, state=AgreementState.IN_FORCE).order_by("-created_at").first()
    ground = Ground.AGREEMENT if agreement is not None else Ground.PROPER_WORK
    lacking = _agreed(agreement) if agreement is not None else _proper(case)
    if case.follows_id:
        lacking.append("same_dispute")
    frozen = case.frozen_at is not None or (agreement is not None and agreement.subsidy_frozen_at is not None)
    state = PayState.FROZEN if frozen else PayState.HELD if lacking else PayState.PAYABLE
    rate = paid_for[case.grade]
    amount = rate.agreement if ground == Ground.AGREEMENT else rate.proper_work
    values = {
        "mediator": case.mediator, "ground": ground, "grade": case.grade, "amount": amount,
        "state": state, "lacking": lacking, "settled_at": clock.now(),
    }
    with transaction.atomic():
        row, made = Subsidy.objects.get_or_create(case=case, defaults=values)
        if not made:
            before = row.state
            changed = Subsidy.objects.filter(pk=row.pk).exclude(state=PayState.PAID).update(**values)
            made = bool(changed) and before != state
        if made:
            trail.record(ME, "integrity.subsidy", ("case", case.pk), state=state, lacking=lacking)


def _agreed(agreement: Agreement) -> list[str]:
    """Every signer has a signature that somebody or something other than the mediator vouches for."""
    sure = set(
        agreement.signatures.filter(role=SignatureRole.PARTY, confirmed_at__isnull=False).values_list("party", flat=True)
    )
    return [] if agreement.signers and all(s in {str(p) for p in sure} for s in agreement.signers) else ["unconfirmed"]


def _proper(case: Case) -> list[str]:
    """Proper work in a case that ended without agreement: called, asked, talked, and the other side's own word that it was asked."""
    lacking = [] if case.called_back_at is not None else ["not_called"]
    others = case.parties.filter(role=PartyRole.RESPONDENT)
    refused = others.filter(answered_at__isnull=False).exclude(decline_reason="")
    if not others.filter(answered_at__isnull=False).exists():
        lacking.append("other_side_silent")
    if not case.sittings.filter(state=SittingState.DONE).exists() and not refused.exists():
        lacking.append("no_talk")
    return lacking


@transaction.atomic
def pay(*, actor: Actor, row: Subsidy) -> None:
    """It was paid. Only what can be paid at this moment: the case is looked at once more."""
    subsidies.require(actor, "pay", row)
    if row.state == PayState.PAID:
        return
    _settle(row.case, rates())
    thawed = Q(case__frozen_at=None)
    if not Subsidy.objects.filter(thawed, pk=row.pk, state=PayState.PAYABLE).update(
        state=PayState.PAID, paid_at=clock.now(), paid_by=actor.key
    ):
        raise Conflict(_("This cannot be paid now: something is missing, or the case is frozen."), code="not-payable")
    trail.record(actor, "integrity.subsidy_paid", ("case", row.case_id), amount=str(row.amount))
