"""What observers look for (观察指标): every one can be seen or heard. Data, not a rule; a play chooses among them.

Taken word for word from the nine areas of the competency framework: what it lists for each area, as one indicator each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from training.assessment.enums import Competency

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

INDICATORS: dict[str, str | _StrPromise] = {
    "screening.suitability": _("asks whether the matter is fit for mediation"),
    "screening.safety": _("notices signs of danger and refers"),
    "screening.conflict": _("names an own interest in the matter"),
    "opening.voluntary": _("says that taking part is voluntary"),
    "opening.confidential": _("says what stays confidential"),
    "opening.recusal": _("says that another mediator may be asked for"),
    "opening.rights": _("tells both sides their rights and duties"),
    "opening.agenda": _("sets out what will be talked about, in which order"),
    "opening.time": _("keeps to the time"),
    "listening.reflect": _("says back what was felt"),
    "listening.summarise": _("sums up so that the person agrees"),
    "listening.reframe": _("says a reproach again as a wish"),
    "listening.calm": _("helps a heated person to become calmer"),
    "neutrality.time": _("gives both sides equal time"),
    "neutrality.language": _("uses words that take no side"),
    "neutrality.power": _("evens out who is stronger"),
    "facts.questions": _("asks open questions about what happened"),
    "facts.issues": _("makes a list of the points in dispute"),
    "facts.evidence": _("looks at the evidence with both sides"),
    "law.correct": _("says the law correctly"),
    "law.reality": _("lets a side test its own expectation"),
    "law.custom": _("brings in local custom"),
    "options.apart": _("uses a separate talk, and offers it to both sides"),
    "options.alternative": _("asks what happens if there is no agreement"),
    "options.ideas": _("collects several ways before judging one"),
    "options.impasse": _("finds a way on when nothing moves"),
    "agreement.drafting": _("puts down who does what by when"),
    "agreement.confirmation": _("explains judicial confirmation"),
    "agreement.followup": _("agrees on a follow-up visit"),
    "care.confidentiality": _("keeps what was said in confidence"),
    "care.strain": _("notices the own strain"),
    "care.supervision": _("asks for advice where it is needed"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    code: str
    area: str
    words: str


def told(codes: Sequence[str]) -> list[Indicator]:
    """In the reader's language; a code no longer known is shown as it is."""
    return [Indicator(c, str(Competency(c.partition(".")[0]).label), str(INDICATORS.get(c, c))) for c in codes]
