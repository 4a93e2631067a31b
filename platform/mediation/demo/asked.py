"""Somebody of the demo answers, through the same services as everybody."""

from __future__ import annotations

from collections.abc import Sequence

from counseling.screening import services as screening
from counseling.screening.enums import CallWish
from counseling.screening.models import Flag, Screening
from mediation.casework.models import Party
from mediation.common.actor import Actor


def answered(party: Party, answers: Sequence[int | None], wish: CallWish | None) -> Flag | None:
    """The answers in the order of the questions (None: would rather not say). The flag that came of it, if one did."""
    guest = Actor.guest(party.subject, party.person.name)
    if screening.offer_url(guest, party.case_id, party.case.area) is None:
        return None
    row = Screening.objects.get(subject=party.subject, case_ref=party.case_id)
    screening.consent(actor=guest, screening=row, language="zh-hans")
    for number, value in enumerate(answers, 1):
        screening.answer(actor=guest, screening=row, number=number, value=value, elapsed_ms=6000 + 900 * number)
    if wish is not None:
        screening.state_wish(actor=guest, screening=row, wish=wish)
    return Flag.objects.filter(subject=party.subject).first()
