"""What a mediator says about the own work; used by routing, shown to nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.casework.enums import DisputeType, Gender
from mediation.casework.models import MediatorProfile
from mediation.common import days
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.territory.datum import Datum, to_wgs84

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Values:
    """speech: with commas between; latitude and longitude in `datum`, kept in WGS-84."""

    fields: Sequence[str] = ()
    speech: str = ""
    gender: str = ""
    capacity: int = 14
    away_until: date | None = None
    latitude: float | None = None
    longitude: float | None = None
    datum: str = Datum.WGS84


@transaction.atomic
def save(*, actor: Actor, values: Values) -> MediatorProfile:
    if not (actor.is_user and actor.holds(Capability.CASE_CLAIM)):
        raise NotFound
    wrong: dict[str, str | _StrPromise] = {}
    if any(f not in DisputeType.values for f in values.fields):
        wrong["fields"] = _("Please choose from the list.")
    if values.gender and values.gender not in Gender.values:
        wrong["gender"] = _("Please choose one.")
    if not 1 <= values.capacity <= 60:
        wrong["capacity"] = _("Please choose between 1 and 60.")
    if (values.latitude is None) != (values.longitude is None):
        wrong["longitude"] = _("Please enter both numbers or none.")
    kept = MediatorProfile.objects.filter(user__public_id=actor.subject).values_list("away_until", flat=True).first()
    if values.away_until is not None and values.away_until != kept:  # a journey that is over may stay in the form
        unfit = days.wrong_ahead(values.away_until)
        if unfit is not None:
            wrong["away_until"] = unfit
    if wrong:
        raise Invalid(fields=wrong)
    lat, lon = values.latitude, values.longitude
    if lat is not None and lon is not None:
        lat, lon = to_wgs84(lat, lon, Datum(values.datum or Datum.WGS84))
    speech = [s.strip() for s in values.speech.replace("，", ",").replace("、", ",").split(",") if s.strip()]
    user = User.objects.get(public_id=actor.subject)
    row, _made = MediatorProfile.objects.update_or_create(user=user, defaults={
        "fields": list(values.fields), "speech": speech[:12], "gender": values.gender, "capacity": values.capacity,
        "away_until": values.away_until, "latitude": lat, "longitude": lon,
    })
    trail.record(actor, "casework.profile", ("user", user.public_id))
    return row
