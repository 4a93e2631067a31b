from __future__ import annotations

from django.db.models import Q

from counseling.figures.models import Snapshot
from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy
from mediation.territory.models import Area


def places(actor: Actor) -> list[Area]:
    """Exactly the places at which somebody holds a role in care or supervises: no places below them.

    With figures of a county and of its towns side by side one could be taken from the other, and a small number would be bare.
    """
    if not actor.is_user:
        return []
    held = {*actor.reach(Capability.CARE_QUEUE), *actor.reach(Capability.CASE_OVERSEE)}
    return list(Area.objects.filter(path__in=held).order_by("path"))


class SnapshotPolicy(Policy[Snapshot]):
    """view: counsellors and supervisors of exactly this place · freeze: the same."""

    model = Snapshot

    def rows(self, actor: Actor, action: str) -> Q | None:
        held = [area.pk for area in places(actor)]
        return Q(area__in=held) if held and action in {"view", "freeze"} else None


snapshots = SnapshotPolicy()
