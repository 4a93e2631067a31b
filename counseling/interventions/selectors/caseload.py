"""Who accompanies how many, against what their place allows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from counseling.interventions.enums import EntryKind
from counseling.interventions.models import CareEntry, CaseloadLimit
from counseling.screening.enums import FlagState
from counseling.screening.models import Flag
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.common.actor import Actor


@dataclass(frozen=True, slots=True)
class Load:
    user: User
    people: int
    limit: int | None

    @property
    def full(self) -> bool:
        return self.limit is not None and self.people >= self.limit


def limit_at(area_path: str) -> int | None:
    """The limit of the place itself or the nearest above it; None where none was set."""
    rows = [r for r in CaseloadLimit.objects.all() if area_path.startswith(r.area_path)]
    return max(rows, key=lambda r: len(r.area_path)).most if rows else None


def load_of(user: User) -> int:
    """How many people somebody is in touch with now."""
    return Flag.objects.filter(acknowledged_by=user, state=FlagState.ACKNOWLEDGED).count()


def excepted(user: User, flag: Flag) -> bool:
    """Whether this counsellor has signed an exception for this person since the flag was raised."""
    return CareEntry.objects.filter(subject=flag.subject, kind=EntryKind.EXCEPTION, by=user, at__gte=flag.created_at).exists()


def table(actor: Actor) -> list[Load]:
    """The counsellors of the asker's places."""
    reach = actor.reach(Capability.CARE_QUEUE)
    if not reach:
        return []
    held = Count("flags_acknowledged", filter=Q(flags_acknowledged__state=FlagState.ACKNOWLEDGED))
    return [Load(u, u.held, limit_at(reach[0])) for u in rota.counsellors(reach[0]).annotate(held=held)]
