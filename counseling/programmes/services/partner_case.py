"""People accompanied under an agreement: written by counsellors, sealed, told to nobody else."""

from __future__ import annotations

import json
import uuid
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.programmes.enums import AgreementState, CaseOutcome
from counseling.programmes.models import Agreement, PartnerCase
from counseling.programmes.policies import agreements, partner_cases
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid
from mediation.common.push import publish_on_commit
from mediation.vault import sealing


@transaction.atomic
def take_in(
    *, actor: Actor, user: User, agreement: Agreement, reference: str, words: str, minor: bool, began_on: date, press: uuid.UUID
) -> PartnerCase:
    """Begin to accompany somebody under an agreement that is in force on that day. Pressed twice it is one."""
    agreements.require(actor, "accompany", agreement)
    made = PartnerCase.objects.filter(press=press, agreement=agreement).first()
    if made is not None:
        return made
    wrong: dict[str, str] = {}
    if not reference.strip() or len(reference) > 80:
        wrong["reference"] = str(_("Please write the partner's own reference in 1 to 80 characters."))
    if not agreement.begins_on <= began_on <= agreement.ends_on or agreement.state == AgreementState.ENDED:
        wrong["began_on"] = str(_("The agreement does not hold on this day."))
    elif began_on > clock.today():
        wrong["began_on"] = str(_("Please choose today or an earlier day."))
    if wrong:
        raise Invalid(fields=wrong)
    row = PartnerCase(id=uuid.uuid4(), agreement=agreement, minor=minor, began_on=began_on, by=user, press=press)
    row.body_sealed = sealing.seal(
        row.scope, row.place, json.dumps({"reference": reference.strip(), "words": words.strip()}, ensure_ascii=False)
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the other of two presses
        return PartnerCase.objects.get(press=press)
    trail.record(actor, "programmes.case", ("partnercase", row.id), agreement=str(agreement.id))
    publish_on_commit("programmes")
    return row


def read(*, actor: Actor, case: PartnerCase) -> dict[str, str]:
    """Reference and words in plain; the opening is written down first."""
    partner_cases.require(actor, "read", case)
    trail.record_read(actor, "programmes.case_read", ("partnercase", case.id))
    body: dict[str, str] = json.loads(sealing.unseal(case.scope, case.place, case.body_sealed))
    return body


@transaction.atomic
def finish(*, actor: Actor, case: PartnerCase, outcome: str) -> None:
    """The work under the agreement is over. Pressing twice does it once."""
    partner_cases.require(actor, "read", case)
    if outcome not in CaseOutcome.values:
        raise Invalid(fields={"outcome": _("Please choose one.")})
    if PartnerCase.objects.filter(pk=case.pk, ended_on=None).update(ended_on=clock.today(), outcome=outcome):
        trail.record(actor, "programmes.case_end", ("partnercase", case.id), outcome=outcome)
        publish_on_commit("programmes")
