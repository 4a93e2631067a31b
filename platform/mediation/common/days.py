"""Bounds of the days that people type. A slip of the finger (0001, 2062, 9999) is refused where it was typed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mediation.common import clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

YEAR = timedelta(days=366)
DUTY_YEARS = 50  # what an agreement may promise: beyond the longest loan or lease, within what a calendar can count on
FIRST_KNOWN, LAST_KNOWN = 1900, 2200  # years in which somebody may look something up


def wrong_ahead(value: date, *, years: int = 1) -> _StrPromise | None:
    """What is wrong with a day, or a moment, that has to lie ahead but within `years`; None if nothing is.

    Today is ahead. `value` is a legal day, or an aware moment (a `datetime` is a `date` too).
    """
    if isinstance(value, datetime):
        if value <= clock.now():
            return _("This moment has already passed. Please choose a later one.")
    elif value < clock.today():
        return _("This day is already past. Please choose a day from today on.")
    return too_far(value, years=years)


def too_far(value: date, *, years: int = 1) -> _StrPromise | None:
    """The same for something that may have begun already, such as a shift."""
    now = clock.now() if isinstance(value, datetime) else clock.today()
    if value <= now + years * YEAR:
        return None
    if years == 1:
        return _("That is more than a year away. Please choose an earlier day.")
    return _("That is more than fifty years away. Please choose an earlier day.")


def known(value: date) -> None:
    """Validator of a day by which something is looked up."""
    if not FIRST_KNOWN <= value.year <= LAST_KNOWN:
        raise ValidationError(_("There is nothing from this time. Please check the year."), code="unknown-day")
