"""A dispute handed in by another program, and the story read by one."""

from __future__ import annotations

from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.api.models import ApiToken
from mediation.api.policies import FOR_THE_PLACE
from mediation.api.services.tokens import actor_of
from mediation.audit import trail
from mediation.casework.models import Case
from mediation.casework.services.case import Contact, Report
from mediation.casework.services.case import open_case as open_one
from mediation.common.errors import Invalid
from mediation.territory.models import Area
from mediation.territory.selectors import standing
from mediation.vault import sealing


class Person(Protocol):
    name: str
    phone: str
    shared_phone: bool
    dialect: str


class Given(Protocol):
    kind: Any
    area: str
    story: str
    wish: str
    title: str
    source: Any
    urgent: bool
    willing: bool
    applicant: Any
    respondents: Any


@transaction.atomic
def open_case(*, token: ApiToken, given: Given) -> dict[str, Any]:
    """Into the claim pool of a place the organisation stands for. Returns ids and states only: it is stored as the answer."""
    office = token.organisation
    area = Area.objects.filter(standing(), code=given.area, path__startswith=office.area.path).first()
    if area is None:
        raise Invalid(fields={"area": _("The organisation does not answer for a place with this code.")})
    report = Report(
        kind=str(given.kind), story=given.story, wish=given.wish, area=area, applicant=_contact(given.applicant),
        respondents=[_contact(one) for one in given.respondents], organisation=None if office.kind in FOR_THE_PLACE else office,
        urgent=given.urgent, title=given.title, source=str(given.source),
    )
    opened = open_one(actor=actor_of(token), report=report, willing=given.willing)
    return {"id": str(opened.case.pk), "number": opened.case.number, "state": str(opened.case.state)}


def _contact(one: Person) -> Contact:
    return Contact(name=one.name, phone=one.phone, shared_phone=one.shared_phone, dialect=one.dialect)


def story(*, token: ApiToken, row: Case) -> dict[str, str]:
    """The sealed words, only for a token with that use of its own; every look is a line of the trail."""
    trail.record_read(actor_of(token), "api.read_story", ("case", row.id))
    fields = {f"case.story:{row.id}": row.story_sealed, f"case.wish:{row.id}": row.wish_sealed}
    told, wish = sealing.unseal_all(row.scope, fields).values()
    return {"story": told, "wish": wish}
