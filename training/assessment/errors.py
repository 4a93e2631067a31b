from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from mediation.common.errors import Conflict


class Elsewhere(Conflict):
    """The same attempt is open in another window, which knows better. `orders` are the places of the questions, `turn` the newest."""

    code = "elsewhere"
    message = _("In another window you have answered this differently. What is kept is that answer; choose again here to change it.")

    def __init__(self, orders: Iterable[int] = (), turn: int = 0) -> None:
        super().__init__()
        self.orders = tuple(orders)
        self.turn = turn


class TimeUp(Conflict):
    """The time limit and its grace are over."""

    code = "time-up"
    message = _("The time is up. What was saved before counts.")
