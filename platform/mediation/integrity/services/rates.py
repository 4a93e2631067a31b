"""What a county pays by grade (以案定补标准): set by whoever oversees the whole of it, with the rule it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.casework.enums import Grade
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.integrity.models import SubsidyRate
from mediation.territory.models import Area

# 50 to 200 yuan by four grades (row S34, Shanxi): the two in the middle and the half for proper work are ours, until a county sets its own
OURS = {Grade.SIMPLE: Decimal(50), Grade.GENERAL: Decimal(100), Grade.COMPLEX: Decimal(150), Grade.MAJOR: Decimal(200)}
MOST = Decimal(100_000)


@dataclass(frozen=True, slots=True)
class Rate:
    """Yuan for an agreement and for proper work without one. own: set by the county; else our beginning."""

    grade: str
    agreement: Decimal
    proper_work: Decimal
    source: str = ""
    own: bool = False


def rates() -> dict[str, Rate]:
    """What is paid for each of the four grades today."""
    found = {g.value: Rate(g.value, amount, amount / 2) for g, amount in OURS.items()}
    return found | {r.grade: Rate(r.grade, r.agreement, r.proper_work, r.source, own=True) for r in SubsidyRate.objects.all()}


def may_set(actor: Actor) -> bool:
    """The rates are the county's: a supervisor of one town does not change them for the others."""
    roots = list(Area.objects.filter(depth=1).values_list("path", flat=True))
    return actor.is_user and bool(roots) and all(actor.holds(Capability.CASE_OVERSEE, path) for path in roots)


@transaction.atomic
def set_rates(*, actor: Actor, given: Sequence[Rate]) -> None:
    """All four at once. Lines not yet paid follow tonight; what was paid stays as it was. Raises Invalid at `<grade>-<field>`."""
    if not may_set(actor):
        raise NotFound
    wrong = {}
    for rate in given:
        for name in ("agreement", "proper_work"):
            if not 0 <= getattr(rate, name) <= MOST:
                wrong[f"{rate.grade}-{name}"] = _("An amount from 0 to 100,000 yuan, please.")
        if rate.proper_work > rate.agreement:
            wrong[f"{rate.grade}-proper_work"] = _("Proper work without agreement cannot be paid more than an agreement.")
        if not rate.source.strip():
            wrong[f"{rate.grade}-source"] = _("Please name the rule or decision this rests on.")
    if wrong:
        raise Invalid(fields=wrong)
    for rate in given:
        values = {"agreement": rate.agreement, "proper_work": rate.proper_work, "source": rate.source.strip()}
        SubsidyRate.objects.update_or_create(grade=rate.grade, defaults=values)
    trail.record(actor, "integrity.rates", ("subsidy_rates", "county"), **{r.grade: f"{r.agreement}/{r.proper_work}" for r in given})
