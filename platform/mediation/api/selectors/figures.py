"""The official figures for another program. Who may not read the cases themselves gets counts below five as "<5"."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.api.enums import Scope
from mediation.api.models import ApiToken
from mediation.api.policies import cases_of
from mediation.casework.models import Case, Enquiry
from mediation.casework.selectors import statistics as official
from mediation.common import days
from mediation.common.errors import Invalid
from mediation.territory.models import Area


def figures(token: ApiToken, *, area: str, since: date, until: date) -> dict[str, Any]:
    """area: a code at or below the organisation's place; "" is the place itself."""
    office = token.organisation
    place = Area.objects.filter(path__startswith=office.area.path, **({"code": area} if area else {"pk": office.area_id})).first()
    if place is None:
        raise Invalid(fields={"area": _("The organisation does not answer for a place with this code.")})
    for name, day in (("since", since), ("until", until)):
        if not days.FIRST_KNOWN <= day.year <= days.LAST_KNOWN:
            raise Invalid(fields={name: _("There is nothing from this time. Please check the year.")})
    mine, asked = Case.objects.filter(cases_of(office)), Enquiry.objects.filter(cases_of(office))
    found = official.count(mine, asked, place, since, until)
    hide = Scope.CASES_READ not in token.scopes

    def row(one: official.Row) -> dict[str, str]:
        names = ("total", "people", "agreed", "ended", "open", "hard")
        return {n: official.shown(getattr(one, n), hide=hide) for n in names} | {"success": official.share_words(one.success, hide=hide)}

    return {
        "area": {"code": place.code, "name": place.name}, "since": since, "until": until,
        "hidden_below": official.SMALL if hide else 0, "whole": row(found.whole),
        "breakdowns": [{"code": b.code, "rows": [row(r) | {"label": str(r.label)} for r in b.rows]} for b in found.breakdowns],
        "written": official.shown(found.written, hide=hide), "oral": official.shown(found.oral, hide=hide),
        "amount": "" if hide and 0 < found.written + found.oral < official.SMALL else str(found.amount),
        "performed": official.share_words(found.performed, hide=hide), "applied_to_court": official.shown(found.applied, hide=hide),
        "enquiries": official.shown(found.enquiries, hide=hide), "unrecorded": [str(u) for u in found.unrecorded],
    }
