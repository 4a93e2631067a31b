"""What other pages show of a sitting. The page has asked its own policy for the sitting or case it hands in."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Count, Exists, Q, Subquery

from mediation.casework.models import Case, Party, Sitting
from mediation.sittings.enums import MinutesState
from mediation.sittings.models import GuestConsent, Minutes, PartyClock, SittingGuest
from mediation.sittings.selectors import presence, times
from mediation.sittings.zones import ZONES

register = template.Library()


@register.simple_tag
def sitting_hub(sitting: Sitting) -> dict[str, Any]:
    """For the mediator: clocks far away, who will be late, wishes for another time."""
    late = [h for h in presence.people_of(sitting, with_words=True) if h.row is not None and h.row.late_minutes and not h.how]
    return {"clocks": times.far_clocks(sitting), "late": late, "wishes": times.wishes_of(sitting)}


@register.simple_tag
def cannot_come(case: Case) -> Any:
    return times.times_of_parties(case)


@register.simple_tag
def party_sitting(sitting: Sitting, me: Party) -> dict[str, Any]:
    """For one party: the appointment by the own clock, open questions about invited people, minutes to read."""
    asked = SittingGuest.objects.filter(sitting=sitting, withdrawn_at=None).exclude(role="co_mediator")
    answered = GuestConsent.objects.filter(guest__in=asked, party=me).values("guest")
    here = Sitting.objects.filter(pk=sitting.pk).annotate(
        zone=Subquery(PartyClock.objects.filter(party=me).values("zone")[:1]),
        read=Exists(Minutes.objects.filter(pk=sitting.pk, state=MinutesState.READ)),
        questions=Count("guests", filter=Q(guests__in=asked.exclude(pk__in=answered))),
    )
    zone, minutes, questions = here.values_list("zone", "read", "questions").get()
    return {
        "open_questions": questions, "zone": ZONES.get(zone or "", ""), "minutes": minutes,
        "there": times.shown_in(sitting.starts_at, zone) if zone else None,
    }
