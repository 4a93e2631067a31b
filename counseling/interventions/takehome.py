"""What a person may take home of their plan: short neutral headings, and which parts give somebody away if others find them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# a part of the plan and its heading on the card; no heading says what kind of plan it is
HEADINGS: dict[str, str | _StrPromise] = {
    "reasons": _("What matters most to me"),
    "signs": _("When I notice this"),
    "alone": _("What I can do myself"),
    "distraction": _("People and places"),
    "helpers": _("Whom I can call"),
    "services": _("Numbers to call"),
    "surroundings": _("At home"),
    "leaving": _("If I have to leave"),
    "papers": _("To take along"),
    "children": _("The children"),
}
# left out unless the person ticks them: where somebody controls the telephone or the bag, these put them in danger
GIVE_AWAY = frozenset({"surroundings", "leaving", "papers", "children"})
SHOWN = "own_page"  # the counsellor's mark in the plan: agreed with the person that it may stand on their page
