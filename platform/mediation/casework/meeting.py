"""What the way to meet that is in force allows a sitting (面对面, 背对背, 分头沟通, 民警在场, 暂不见面).

The rule comes through a port with its mode and its days, and says nothing else. The words here are the same for every case.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from mediation.casework import ports
from mediation.casework.enums import SittingMode
from mediation.common import clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NO_MEETING = _("For now no sitting takes place in this case. Once the way to meet is set anew, an appointment can be made.")
NOT_TOGETHER = _("In this case the sides are not brought together in one room for now. Please choose separate talks.")
POLICE_FIRST = _("This sitting begins only when the police are there. Please confirm that they are.")
SIDE = "side"  # the kind of room that belongs to the other side alone


def rule_on(case_id: uuid.UUID, day: date) -> ports.Meeting | None:
    """The rule that binds a sitting on this day: the one in force, unless its last day lies before and it simply ends."""
    rule = ports.meeting_rule(case_id)
    if rule is None or (rule.until < day and not rule.stays):
        return None
    return rule


def refusal(rule: ports.Meeting | None, mode: str) -> _StrPromise | None:
    """Why a sitting of this mode cannot be held under the rule; None if it can."""
    if rule is None:
        return None
    if rule.mode == ports.NOT_NOW:
        return NO_MEETING
    if rule.mode in ports.ONE_AT_A_TIME and mode == SittingMode.JOINT:
        return NOT_TOGETHER
    return None


def open_today(case_id: uuid.UUID, mode: str) -> bool:
    """Whether the door of a sitting of this mode may stand open today."""
    return refusal(rule_on(case_id, clock.today()), mode) is None


def one_at_a_time(case_id: uuid.UUID) -> bool:
    return apart(rule_on(case_id, clock.today()))


def apart(rule: ports.Meeting | None) -> bool:
    """Whether the rule keeps the sides in rooms of their own."""
    return rule is not None and rule.mode in ports.ONE_AT_A_TIME


def needs_police(case_id: uuid.UUID) -> bool:
    rule = rule_on(case_id, clock.today())
    return rule is not None and rule.mode == ports.POLICE


def suggested(case_id: uuid.UUID) -> str:
    """The mode a new appointment begins with on the form."""
    rule = rule_on(case_id, clock.today())
    return rule.mode if rule is not None and rule.mode in ports.ONE_AT_A_TIME else SittingMode.JOINT.value
