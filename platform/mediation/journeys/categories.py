"""How a person who is no lawyer sorts a matter, and the type of the reporting list it begins as. The mediator corrects it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from mediation.casework.enums import DisputeType

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    label: str | _StrPromise
    hint: str | _StrPromise
    kind: str


CATEGORIES = (
    Category("neighbours", _("Between neighbours"), _("noise, leaks, light, parking, pets"), DisputeType.NEIGHBOUR),
    Category("family", _("In the family"), _("couples, parents, children, house and money"), DisputeType.MARRIAGE_FAMILY),
    Category("work", _("Work and wages"), _("unpaid wages, accidents at work, leaving a job"), DisputeType.LABOUR),
    Category("deals", _("Buying, renting, lending"), _("goods, deposits, contracts, money lent"), DisputeType.CONTRACT),
    Category("home", _("House, land, housing estate"), _("homestead, lifts, fees, repairs"), DisputeType.PROPERTY_SERVICE),
    Category("harm", _("Somebody or something was harmed"), _("injury, damage, traffic"), DisputeType.DAMAGES),
    Category("none", _("None of these, I cannot say"), _("That is fine. Go on and tell it; we sort it for you."), DisputeType.OTHER),
)
BY_CODE = {c.code: c for c in CATEGORIES}
