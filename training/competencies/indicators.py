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
        ("suitable", _("sees whether the matter suits mediation"), FRAME),
        ("safety", _("asks about safety, and refers on in case of violence at home or danger of suicide"), FRAME),
        ("conflict", _("looks for conflicts of interest of their own"), FRAME),
    ),
    *_of(
        C.OPENING,
        ("prepared", _("comes prepared"), CRS),
        ("introductions", _("introduces everybody"), CRS),
        ("statement", _("opens with a clear statement"), CRS),
        ("voluntary", _("says that it is voluntary"), FRAME),
        ("confidential", _("says what stays confidential"), FRAME),
        ("withdrawal", _("says that the mediator can be asked to step aside"), FRAME),
        ("rights", _("tells everybody their rights and duties"), FRAME),
        ("agenda", _("makes an agenda with both sides"), FRAME),
        ("time", _("keeps an eye on the time"), FRAME),
    ),
    *_of(
        C.LISTENING,
        ("statements", _("lets each party tell it in full"), CRS),
        ("reflects", _("reflects what was said and felt"), FRAME),
        ("summarises", _("summarises"), FRAME),
        ("reframes", _("puts sharp words into workable ones"), FRAME),
        ("calms", _("helps strong feelings to settle"), FRAME),
        ("trust", _("wins trust by empathy"), LANDE),
    ),
    *_of(
        C.NEUTRALITY,
        ("even_time", _("gives both sides even time"), FRAME),
        ("language", _("uses words that take no side"), FRAME),
        ("power", _("balances power between unequal sides"), FRAME),
        ("even_handed", _("treats both sides alike"), LANDE),
        ("tricks", _("notices and meets dirty tricks"), LANDE),
    ),
    *_of(
        C.FACTS,
        ("questions", _("asks questions that open up"), FRAME),
        ("exploration", _("explores what lies behind positions"), CRS),
        ("issues", _("makes a list of what is to be settled"), FRAME),
        ("evidence", _("sorts out the evidence"), FRAME),
    ),
    *_of(
        C.LAW,
        ("correct", _("names the law correctly"), FRAME),
        ("reality", _("tests plans against reality"), FRAME),
        ("custom", _("knows and uses local custom where the law leaves room"), FRAME),
    ),
    *_of(
        C.OPTIONS,
        ("separate", _("uses separate talks well"), FRAME),
        ("equal_time", _("gives equal time to each side in separate talks"), CRS),
        ("batna", _("works out with each side what happens without an agreement"), FRAME),
        ("options", _("helps the parties to find options"), FRAME),
        ("negotiation", _("leads them through the negotiation"), CRS),
        ("impasse", _("finds ways out of a deadlock"), FRAME),
        ("fair", _("looks for outcomes that are fair and worth something to both"), LANDE),
    ),
    *_of(
        C.AGREEMENT,
        ("drafting", _("drafts clear clauses"), FRAME),
        ("outcome", _("says the outcome back to everybody"), CRS),
        ("closing", _("closes well, with or without an agreement"), CRS),
        ("confirmation", _("leads to judicial confirmation where it helps"), FRAME),
        ("follow_up", _("follows up"), FRAME),
    ),
    *_of(
        C.CARE,
        ("keeps", _("keeps what is confidential"), FRAME),
        ("ethics", _("acts by the rules of the profession"), LANDE),
        ("strain", _("notices strain from other people's suffering in themselves"), FRAME),
        ("supervision", _("seeks supervision"), FRAME),
    ),
)
BY_CODE = {i.code: i for i in INDICATORS}
