"""Candidates for cases, read in a handful of queries, and the reasons in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mediation.accounts.models import User
from mediation.accounts.roles import CAPABILITIES, Capability
from mediation.accounts.selectors import assignments_now
from mediation.casework import workflow
from mediation.casework.enums import PassReason
from mediation.casework.models import Case, DutyShift, MediatorProfile, Objection, Party, Pass, Routing
from mediation.casework.routing import Candidate, Wanted
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.policy import under
from mediation.territory.models import Area, Organisation
from mediation.territory.selectors import distance_km

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

HELD = [r for r, held in CAPABILITIES.items() if Capability.CASE_CLAIM in held]


def queue(cases: Sequence[Case]) -> list[tuple[Wanted, list[Candidate]]]:
    """Each case with everybody who mediates at its place, whether or not they may have this one."""
    held = list(assignments_now().filter(role__in=HELD, user__is_active=True).select_related("user", "area", "organisation__area"))
    users = {a.user_id: a.user for a in held}
    profiles = {p.user_id: p for p in MediatorProfile.objects.filter(user__in=users)}
    load = Counter(Case.objects.filter(mediator__in=users, state__in=workflow.OPEN).values_list("mediator", flat=True))
    people: dict[object, list[Party]] = defaultdict(list)
    for party in Party.objects.filter(case__in=cases).select_related("person"):
        people[party.case_id].append(party)
    met = set(
        Party.objects.filter(person__in=[p.person_id for rows in people.values() for p in rows], case__mediator__isnull=False)
        .exclude(case__in=cases).values_list("person", "case__mediator")
    )
    passes = {(p.case_id, p.user_id): p.reason for p in Pass.objects.filter(case__in=cases)}
    refused = set(Objection.objects.filter(case__in=cases).values_list("case", "mediator"))
    found = []
    for case in cases:
        speech = next((p.person.dialect for p in people[case.pk] if p.role == "applicant"), "")
        wanted = Wanted(case.pk, case.kind, speech=speech, gender=case.wish_gender, chosen=case.wish_mediator_id)
        here: dict[int, list[Organisation]] = {}
        for a in held:
            if case.area.path.startswith(a.area.path):
                here.setdefault(a.user_id, []).extend([a.organisation] if a.organisation else [])
        row = []
        for user_id, posts in here.items():
            own = profiles.get(user_id) or MediatorProfile(user=users[user_id])
            reason = passes.get((case.pk, user_id), "")
            row.append(Candidate(
                user=user_id, km=_way(own, posts, case.area), speech=frozenset(own.speech), gender=own.gender, load=load[user_id],
                fields=frozenset(own.fields) | {p.main_field for p in posts if p.main_field}, capacity=own.capacity,
                away=own.away_until is not None and own.away_until >= clock.today(), recused=reason == PassReason.KNOWS_PARTY,
                passed=bool(reason) and reason != PassReason.KNOWS_PARTY, refused=(case.pk, user_id) in refused,
                helped=any((p.person_id, user_id) in met for p in people[case.pk]),
            ))
        found.append((wanted, row))
    return found


def _way(own: MediatorProfile, posts: Iterable[Organisation], place: Area) -> float | None:
    """Great-circle kilometres from where the mediator starts; all coordinates are WGS-84."""
    starts = [Area(latitude=own.latitude, longitude=own.longitude)] if own.latitude is not None else list(posts)
    ways = [km for s in starts if (km := distance_km(s, place)) is not None]
    return min(ways) if ways else None


def on_duty(area: Area) -> list[int]:
    """Users on duty now at the place or above it, the nearest roster first."""
    now = clock.now()
    rows = DutyShift.objects.filter(starts_at__lte=now, ends_at__gt=now).select_related("area")
    near = [r for r in rows if area.path.startswith(r.area.path)]
    return [r.user_id for r in sorted(near, key=lambda r: -len(r.area.path))]


def words(row: Routing) -> list[tuple[str, str]]:
    """(reason, points) for everybody in the case."""
    found = []
    for code, points, detail in row.parts:
        match code:
            case "way":
                text = _("%(km)s km to the place") % {"km": detail} if detail else _("the way is not known")
            case "field":
                text = _("it is the own field") if points else _("it is not the own field")
            case "load":
                n = int(detail or 0)
                text = ngettext("%(n)d open case in hand", "%(n)d open cases in hand", n) % {"n": n}
            case _:
                text = _("has helped these people before") if points else _("has not met these people before")
        found.append((text, f"{points:g}"))
    return found


LEFT_OUT: dict[str, str | _StrPromise] = {
    "no_licence": gettext_lazy("not appointed"), "recused": gettext_lazy("knows one of the people"),
    "refused": gettext_lazy("a party asked for somebody else"), "passed": gettext_lazy("left it to others"), "away": gettext_lazy("away"),
    "full": gettext_lazy("has as many cases as one can carry"), "gender": gettext_lazy("the wish for a woman or a man"),
    "speech": gettext_lazy("does not speak the dialect"), "other_chosen": gettext_lazy("a party chose somebody else"),
}


def left_out_words(row: Routing) -> list[tuple[str, int]]:
    return [(str(LEFT_OUT[c]), n) for c, n in row.left_out.items() if c in LEFT_OUT]


def mediators_at(area: Area) -> list[User]:
    """Whom a party may ask for by name."""
    held = assignments_now().filter(role__in=HELD, user__is_active=True).select_related("area")
    ids = {a.user_id for a in held if area.path.startswith(a.area.path)}
    return list(User.objects.filter(pk__in=ids).order_by("display_name", "pk"))


def shifts_of(actor: Actor) -> list[DutyShift]:
    """Shifts that are not over, of the places the supervisor oversees."""
    rule = under("area__path", actor.reach(Capability.CASE_OVERSEE))
    if rule is None:
        return []
    return list(DutyShift.objects.filter(rule, ends_at__gt=clock.now()).select_related("user", "area")[:200])


def roster_choices(actor: Actor) -> tuple[list[User], list[Area]]:
    """Mediators and places (down to the town) of the supervisor's area."""
    rule = under("path", actor.reach(Capability.CASE_OVERSEE))
    if rule is None:
        return [], []
    areas = list(Area.objects.filter(rule).exclude(level__in=("village", "grid")).order_by("path"))
    inside = under("area__path", actor.reach(Capability.CASE_OVERSEE))
    held = assignments_now().filter(role__in=HELD, user__is_active=True)
    ids = (held.filter(inside) if inside is not None else held.none()).values("user")
    return list(User.objects.filter(pk__in=ids).order_by("display_name", "pk")), areas
