"""The nine competencies and what somebody can be seen to do of each (能力指标). Data: codes are kept for good, words may improve.

Where they come from: the frame is the platform's own framework of nine; what stands in it is named there or taken from
CRS, "Mediation Assessment Form" (crs.org.au), and J. Lande, "Mediation Skills Feedback Sheet" (University of Missouri).
An indicator says what is observable, never what somebody is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.assessment.enums import Competency as C

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FRAME, CRS, LANDE = "framework", "CRS", "Lande"


class Level(IntegerChoices):
    """How well it was seen (会做、熟练、能教). What was not observed has no level and is no zero."""

    CAN = 1, pgettext_lazy("competencies", "can do it")
    SKILLED = 2, pgettext_lazy("competencies", "skilled")
    TEACHES = 3, pgettext_lazy("competencies", "can teach it")


@dataclass(frozen=True, slots=True)
class Indicator:
    code: str
    competency: C
    label: str | _StrPromise
    source: str


def _of(competency: C, *rows: tuple[str, str | _StrPromise, str]) -> tuple[Indicator, ...]:
    return tuple(Indicator(f"{competency.value}.{code}", competency, label, source) for code, label, source in rows)


INDICATORS: tuple[Indicator, ...] = (
    *_of(
        C.SCREENING,
        ("suitability", _("asks whether the matter is fit for mediation"), FRAME),
        ("safety", _("notices signs of danger and refers"), FRAME),
        ("conflict", _("names an own interest in the matter"), FRAME),
    ),
    *_of(
        C.OPENING,
        ("prepared", _("comes prepared"), CRS),
        ("introductions", _("introduces everybody"), CRS),
        ("statement", _("opens with a clear statement"), CRS),
        ("voluntary", _("says that taking part is voluntary"), FRAME),
        ("confidential", _("says what stays confidential"), FRAME),
        ("recusal", _("says that another mediator may be asked for"), FRAME),
        ("rights", _("tells both sides their rights and duties"), FRAME),
        ("agenda", _("sets out what will be talked about, in which order"), FRAME),
        ("time", _("keeps to the time"), FRAME),
    ),
    *_of(
        C.LISTENING,
        ("statements", _("lets each party tell it in full"), CRS),
        ("reflect", _("says back what was felt"), FRAME),
        ("summarise", _("sums up so that the person agrees"), FRAME),
        ("reframe", _("says a reproach again as a wish"), FRAME),
        ("calm", _("helps a heated person to become calmer"), FRAME),
        ("trust", _("wins trust by empathy"), LANDE),
    ),
    *_of(
        C.NEUTRALITY,
        ("time", _("gives both sides equal time"), FRAME),
        ("language", _("uses words that take no side"), FRAME),
        ("power", _("evens out who is stronger"), FRAME),
        ("even_handed", _("treats both sides alike"), LANDE),
        ("tricks", _("notices and meets dirty tricks"), LANDE),
    ),
    *_of(
        C.FACTS,
        ("questions", _("asks open questions about what happened"), FRAME),
        ("exploration", _("explores what lies behind positions"), CRS),
        ("issues", _("makes a list of the points in dispute"), FRAME),
        ("evidence", _("looks at the evidence with both sides"), FRAME),
    ),
    *_of(
        C.LAW,
        ("correct", _("says the law correctly"), FRAME),
        ("reality", _("lets a side test its own expectation"), FRAME),
        ("custom", _("brings in local custom"), FRAME),
    ),
    *_of(
        C.OPTIONS,
        ("apart", _("uses a separate talk, and offers it to both sides"), FRAME),
        ("equal_time", _("gives equal time to each side in separate talks"), CRS),
        ("alternative", _("asks what happens if there is no agreement"), FRAME),
        ("ideas", _("collects several ways before judging one"), FRAME),
        ("negotiation", _("leads them through the negotiation"), CRS),
        ("impasse", _("finds a way on when nothing moves"), FRAME),
        ("fair", _("looks for outcomes that are fair and worth something to both"), LANDE),
    ),
    *_of(
        C.AGREEMENT,
        ("drafting", _("puts down who does what by when"), FRAME),
        ("outcome", _("says the outcome back to everybody"), CRS),
        ("closing", _("closes well, with or without an agreement"), CRS),
        ("confirmation", _("explains judicial confirmation"), FRAME),
        ("followup", _("agrees on a follow-up visit"), FRAME),
    ),
    *_of(
        C.CARE,
        ("confidentiality", _("keeps what was said in confidence"), FRAME),
        ("ethics", _("acts by the rules of the profession"), LANDE),
        ("strain", _("notices the own strain"), FRAME),
        ("supervision", _("asks for advice where it is needed"), FRAME),
    ),
)
BY_CODE = {i.code: i for i in INDICATORS}
