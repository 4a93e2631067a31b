"""What stands in the navigation, for whom. An item is shown to who holds its capability; everything else stays unknown to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.accounts.roles import Capability as C
from mediation.common.actor import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Item:
    code: str
    label: str | _StrPromise
    url: str
    capabilities: tuple[str, ...] = ()  # any of them; none: everybody signed in
    group: str = "work"
    on: bool = False
    count: int = 0
    later: bool = False  # on a telephone only under "More"
    short: str | _StrPromise = ""  # for the bar of a telephone


# an item whose page would only lead on to another item is left out: supervisors and grid workers have no workbench of their own
ITEMS = (
    Item("today", pgettext_lazy("navigation", "Today"), "/desk/", (C.CASE_CLAIM,)),
    Item("pool", _("Waiting to be claimed"), "/desk/pool/", (C.CASE_CLAIM,), short=_("To claim")),
    Item("cases", _("My cases"), "/desk/cases/", (C.CASE_CLAIM, C.CASE_REGISTER)),
    Item("calendar", _("Calendar"), "/desk/calendar/", (C.CASE_CLAIM,)),
    Item("followups", _("Follow-ups"), "/desk/followups/", (C.CASE_CLAIM, C.CASE_OVERSEE)),
    Item("overview", pgettext_lazy("navigation", "Overview"), "/desk/overview/", (C.CASE_OVERSEE,)),
    Item("suggestions", _("Suggestions"), "/desk/suggestions/", (C.CASE_OVERSEE,)),
    Item("care", pgettext_lazy("navigation", "Care"), "/care/", (C.CARE_QUEUE,)),
    Item("hotline", _("Hotline"), "/care/hotline/", (C.HOTLINE_TAKE,)),
    Item("programmes", pgettext_lazy("navigation", "Partners"), "/care/partners/", (C.PROGRAMMES_RUN, C.CASE_OVERSEE), "more"),
    Item("checkups", _("Check-ups"), "/care/checkups/", (C.CARE_CHECKUP,), "more"),
    Item("assist", _("Ask without a network"), "/care/assist/", (C.CARE_ASSIST,), "more"),
    Item("figures", _("Figures of care"), "/care/figures/", (C.CARE_QUEUE, C.CASE_OVERSEE), "more"),
    Item("learn", pgettext_lazy("navigation", "Learn"), "/learn/", (C.LEARN,), "more"),
    Item("exchange", _("Other platforms"), "/desk/exchange/", (C.CASE_CLAIM, C.CASE_OVERSEE), "more"),
    Item("law", _("Rules and terms"), "/desk/law/", (C.CASE_CLAIM, C.CASE_OVERSEE), "more"),
    Item("editing", pgettext_lazy("navigation", "Editing"), "/cms/", (C.CONTENT_EDIT,), "more"),
    Item("people", _("People and roles"), "/desk/people/", (C.ACCOUNTS_MANAGE,), "more"),
    Item("step-roles", _("Roles to give"), "/learn/mentoring/roles/", (C.ACCOUNTS_MANAGE,), "more"),
    Item("connections", _("Connections"), "/desk/connections/", (C.ACCOUNTS_MANAGE,), "more"),
    Item("territory", _("Places and organisations"), "/desk/territory/", (C.TERRITORY_MANAGE,), "more"),
    Item("ladders", pgettext_lazy("navigation", "Ladders"), "/learn/mentoring/ladders/", (C.TERRITORY_MANAGE,), "more"),
    Item("audit", _("Audit trail"), "/desk/audit/", (C.AUDIT_READ,), "more"),
    Item("inbox", pgettext_lazy("navigation", "Inbox"), "/inbox/", (), "more"),
)


BAR = 4  # what a telephone's bar holds beside "More" without scrolling


def navigation(actor: Actor, path: str, counts: dict[str, int] | None = None) -> list[Item]:
    """The items this actor may see; the one with the longest matching address is on."""
    seen = [i for i in ITEMS if not i.capabilities or any(actor.holds(c) for c in i.capabilities)]
    here = max((i for i in seen if path.startswith(i.url)), key=lambda i: len(i.url), default=None)
    counts = counts or {}
    return [replace(i, on=i is here, count=counts.get(i.code, 0), later=n >= BAR) for n, i in enumerate(seen)]


def home_of(actor: Actor) -> str:
    """Where a signed-in person begins; empty for who has no post yet."""
    for capability, url in (
        (C.CASE_CLAIM, "/desk/"), (C.CASE_OVERSEE, "/desk/"), (C.CASE_REGISTER, "/desk/"), (C.CARE_QUEUE, "/care/"),
        (C.HOTLINE_TAKE, "/care/hotline/"),
        (C.ACCOUNTS_MANAGE, "/desk/people/"), (C.TERRITORY_MANAGE, "/desk/territory/"), (C.AUDIT_READ, "/desk/audit/"),
        (C.CONTENT_EDIT, "/cms/"), (C.LEARN, "/learn/"),
    ):
        if actor.holds(capability):
            return url
    return ""
