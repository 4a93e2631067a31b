"""What waits to be claimed, and why it is offered to this mediator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mediation.accounts.roles import Capability
from mediation.casework import workflow
from mediation.casework.models import Case, Party
from mediation.casework.policies import cases
from mediation.common.actor import Actor
from mediation.territory.models import Organisation
from mediation.territory.selectors import distance_km

NEAR_KM = 1.5  # about a quarter of an hour on foot: the fifteen-minute circle


@dataclass(frozen=True, slots=True)
class Offer:
    """km: great-circle distance from the mediator's studio to the place, None where a place has no coordinates."""

    case: Case
    km: float | None
    reasons: list[str]


def my_posts(actor: Actor) -> list[Organisation]:
    """The studios and committees the actor mediates in."""
    posts = {g.post for g in actor.grants if g.post and g.capability == Capability.CASE_CLAIM}
    return list(Organisation.objects.filter(public_id__in=posts)) if posts else []


def my_load(actor: Actor) -> Counter[str]:
    """How many open cases of each type the actor has in hand."""
    rows = Case.objects.filter(mediator__public_id=actor.subject, state__in=workflow.OPEN)
    return Counter(rows.values_list("kind", flat=True))


def waiting(actor: Actor) -> QuerySet[Case]:
    """The urgent first, then by the promised call."""
    dialect = Party.objects.filter(case=OuterRef("pk"), role="applicant").values("person__dialect")[:1]
    return (
        cases.scope(actor, "pool")
        .select_related("area", "organisation")
        .annotate(spoken=Subquery(dialect))
        .order_by("-urgent", F("call_back_by").asc(nulls_last=True), "opened_at", "pk")
    )


def offers(actor: Actor, rows: Iterable[Case], *, load: Counter[str] | None = None) -> list[Offer]:
    """These of the waiting cases, each with why it is offered to this mediator."""
    found = list(rows)
    if not found:
        return []
    posts = my_posts(actor)
    load = my_load(actor) if load is None else load
    return [_offer(case, posts, load) for case in found]


def _offer(case: Case, posts: Sequence[Organisation], load: Counter[str]) -> Offer:
    distances = [km for post in posts if (km := distance_km(post, case.area)) is not None]
    km = min(distances) if distances else None
    reasons = []
    if any(post.main_field == case.kind for post in posts):
        reasons.append(_("it is your studio's main field"))
    if case.organisation_id in {post.pk for post in posts}:
        reasons.append(_("it was reported to your studio"))
    if km is not None and km <= NEAR_KM:
        reasons.append(_("it is within fifteen minutes on foot"))
    same = load.get(case.kind, 0)
    if same:
        reasons.append(ngettext("you have %(n)d case like it", "you have %(n)d cases like it", same) % {"n": same})
    whole = sum(load.values())
    if whole:
        reasons.append(ngettext("%(n)d open case in your hands", "%(n)d open cases in your hands", whole) % {"n": whole})
    spoken = getattr(case, "spoken", "")
    if spoken:
        reasons.append(_("the person would like to speak %(speech)s") % {"speech": spoken})
    return Offer(case, km, reasons)
