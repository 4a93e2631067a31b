"""What a party says about an agreement afterwards. Two buttons that must never be one: "this is not me" and "I regret it"."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.casework.agreement_enums import AgreementState, StatementKind
from mediation.casework.models import Agreement, Case, PartyStatement
from mediation.casework.policies import cases
from mediation.casework.selectors import agreement as selectors
from mediation.casework.services.freezing import freeze
from mediation.casework.services.history import tell
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify
from mediation.vault import sealing

WORDS_LIMIT = 1000


def not_me(*, actor: Actor, agreement: Agreement, words: str = "") -> PartyStatement:
    """The party says the agreement is not theirs: the subsidy and the closing of the case are frozen and the supervisors are alarmed.

    Performance, the agreement's effect and the court's thirty days go on: only a court or a new agreement changes those.
    """
    return _say(actor, agreement, StatementKind.NOT_ME, words)


def regret(*, actor: Actor, agreement: Agreement, words: str = "") -> PartyStatement:
    """The party regrets it: recorded and told to the mediator; no effect on validity (Art. 31, 32)."""
    return _say(actor, agreement, StatementKind.REGRET, words)


@transaction.atomic
def settle_statement(*, actor: Actor, statement: PartyStatement) -> None:
    """A supervisor has looked into it. The subsidy stays frozen until no "this is not me" is open."""
    agreement = statement.agreement
    case = cases.require(actor, "oversee", agreement.case)
    if case.mediator is not None and str(case.mediator.public_id) == actor.subject:
        raise NotFound
    if PartyStatement.objects.filter(pk=statement.pk, settled_at=None).update(settled_at=clock.now(), settled_by=actor.key):
        still = PartyStatement.objects.filter(agreement=agreement, kind=StatementKind.NOT_ME, settled_at=None).exists()
        if statement.kind == StatementKind.NOT_ME and not still:
            Agreement.objects.filter(pk=agreement.pk).update(subsidy_frozen_at=None)
            Case.objects.filter(pk=agreement.case_id).update(frozen_at=None)
        trail.record(actor, "casework.statement_settled", ("agreement", agreement.pk), kind=statement.kind)
        publish_on_commit(f"case:{agreement.case_id}")


def _say(actor: Actor, agreement: Agreement, kind: StatementKind, words: str) -> PartyStatement:
    party = selectors.party_of(actor, agreement.case)
    if len(words) > WORDS_LIMIT:
        raise Invalid(fields={"words": _("Please say it in at most 1000 characters.")})
    if agreement.state == AgreementState.DRAFT:
        raise Conflict(_("Nothing is signed yet. Simply do not say yes, or tell your mediator."), code="draft")
    row = PartyStatement(id=uuid.uuid4(), agreement=agreement, party=party, kind=kind, at=clock.now())
    try:
        with transaction.atomic():
            row.words_sealed = sealing.seal(agreement.case.scope, f"casework.statement.words:{row.pk}", words.strip())
            row.save(force_insert=True)
            if kind == StatementKind.NOT_ME:
                Agreement.objects.filter(pk=agreement.pk, subsidy_frozen_at=None).update(subsidy_frozen_at=clock.now())
                freeze(actor, agreement.case, link=f"/desk/cases/{agreement.case_id}/agreement/")
            _alarm(agreement, kind)
            tell(agreement.case, f"statement_{kind}", actor, for_parties=False)
            trail.record(actor, f"casework.statement_{kind}", ("agreement", agreement.pk), party=str(party.pk))
            publish_on_commit(f"case:{agreement.case_id}")
    except IntegrityError:
        return PartyStatement.objects.get(agreement=agreement, party=party, kind=kind)
    return row


def _alarm(agreement: Agreement, kind: StatementKind) -> None:
    case = agreement.case
    if kind == StatementKind.REGRET and case.mediator is not None:
        notify(f"user:{case.mediator.public_id}", "agreement.regret", link=f"/desk/cases/{case.pk}/agreement/", number=case.number)
