"""What the column `band` says: the published band, else on which side of the published cuts, else the published levels.

Only what missing answers cannot change is said. A cut that was found in certain people is printed with them, because the table
does not tell who somebody is: `positive (1 or more, published for women in general practice)`.
"""

from __future__ import annotations

from collections.abc import Mapping

from counseling.screening.instruments.package import GENERAL, Certainty, Package, Scale, Step
from counseling.screening.scoring import Total

SIDE: dict[Certainty, str] = {"yes": "positive", "no": "negative"}


def of_total(scale: Scale, total: Total) -> str:
    """Empty where missing answers leave it open, and where our sources print neither band nor cut (`silent`)."""
    if scale.bands:
        return "" if total.band is None else scale.bands[0].name(total.band)
    if not scale.cuts or "unknown" in total.cuts:
        return ""
    if len(set(total.cuts)) == 1 and any(c.population == GENERAL for c in scale.cuts):
        return SIDE[total.cuts[0]]
    parts = [f"{SIDE[found]} ({_step(cut)})" for cut, found in zip(scale.cuts, total.cuts, strict=True)]
    return "; ".join(dict.fromkeys(parts))


def of_rules(package: Package, found: Mapping[str, Certainty], *, critical: bool = False) -> str:
    """Of an instrument without a sum: the gravest published class that is sure, and which graver one is still open.

    critical: an answer that asks for somebody at once stands in the row. No class says "negative" beside it: whoever filters by the
    class would miss that person (a refused fifth question of the ASQ after four times no).
    """
    graver: list[str] = []
    for rule in package.levels:
        if found[rule] == "yes":
            return "; ".join([rule, *(f"{g} unknown" for g in graver)])
        if found[rule] == "unknown":
            graver.append(rule)
    return "" if graver or critical else "negative"


def silent(package: Package, scale: Scale | None) -> bool:
    """Whether our sources print nothing a total could be placed in (PHQ-8, single clusters)."""
    return not (scale.bands or scale.cuts) if scale else not package.levels


def _step(cut: Step) -> str:
    edge = f"{cut.at_least} or more" if cut.at_least is not None else f"{cut.at_most} or less"
    return edge if cut.population == GENERAL else f"{edge}, published for {cut.population}"
