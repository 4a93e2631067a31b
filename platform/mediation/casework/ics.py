"""An appointment for the calendar of a telephone. It holds the time, the place and the case number, nothing of the dispute."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from mediation.casework.enums import SittingState
from mediation.casework.models import Sitting
from mediation.common import clock


def sitting_ics(sitting: Sitting, url: str) -> bytes:
    """url: the reader's own case page. A cancelled appointment is told as cancelled under the same UID."""
    event = Event()
    event.add("uid", f"{sitting.id}@xinqiao")
    now = clock.now()
    event.add("dtstamp", now)
    event.add("sequence", max(0, int((now - sitting.planned_at).total_seconds())))  # RFC 5545, 3.8.7.4: a later state of it counts higher
    event.add("dtstart", sitting.starts_at)
    event.add("dtend", sitting.starts_at + timedelta(minutes=sitting.minutes))
    event.add("summary", _("Appointment %(number)s") % {"number": sitting.case.number})
    event.add("location", sitting.place or _("online, through the link"))
    event.add("url", url)
    event.add("class", "PRIVATE")
    if sitting.state == SittingState.CANCELLED:
        event.add("status", "CANCELLED")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Appointment %(number)s") % {"number": sitting.case.number})
    alarm.add("trigger", timedelta(hours=-2))
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Xinqiao//casework//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
