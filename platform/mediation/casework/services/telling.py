"""Reaching a party: a line on its page, and a short message where the telephone is its own."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from mediation.casework import ports
from mediation.casework.models import Case, Party, Sitting
from mediation.common import clock
from mediation.common.actor import system
from mediation.notifications.services import notify, text
from mediation.people.services import phone_of


def tell_appointment(party: Party, case: Case, sitting: Sitting, kind: str) -> None:
    """What became of an appointment, inside the caller's transaction.

    The message names day, hour and case number, never the matter; nothing is sent to a telephone that others read.
    """
    notify(party.actor_key, kind, link=f"/c/case/{case.id}/", number=case.number)
    person = party.person
    if person.shared_phone:
        return
    number = phone_of(actor=system("casework.appointment"), person=person, purpose="appointment")
    if number:
        text(number, kind, language=person.language, case=case.number, at=_at(party, sitting, person.language))


def _at(party: Party, sitting: Sitting, language: str) -> str:
    """2026年12月15日 09:30 for readers of Chinese, 2026-12-15 09:30 for others; words like "tomorrow" go stale in a message.

    To who is far away also by the own clock.
    """
    at = sitting.starts_at.astimezone(clock.SHANGHAI)
    here = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}" if language.startswith("zh") else f"{at:%Y-%m-%d %H:%M}"
    with translation.override(language):
        there = ports.there(party.pk, sitting.starts_at)
        return _("%(here)s China time, %(there)s") % {"here": here, "there": there} if there else here
