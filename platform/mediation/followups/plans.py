"""Follow-up plans by category (row S07), as data: `plans.json`, or the file the setting `FOLLOW_UP_PLANS` names.

No law fixes these days. The default asks again after thirty and ninety days; a county writes its own practice into its file.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mediation.followups.enums import Category, Channel

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DEFAULT = Path(__file__).parent / "plans.json"


@dataclass(frozen=True, slots=True)
class Step:
    """A visit so many days after the plan begins."""

    days: int
    channel: Channel


@dataclass(frozen=True, slots=True)
class Plans:
    source: str
    steps: dict[str, tuple[Step, ...]]


@functools.cache
def _load(path: str) -> Plans:
    raw = json.loads(Path(path).read_text(encoding="utf-8"))
    return Plans(
        raw["source"], {c: tuple(Step(int(s["days"]), Channel(s["channel"])) for s in raw[c]) for c in Category.values}
    )


def current() -> Plans:
    """The plans in force in this county. A file that lacks a category is refused at once."""
    return _load(str(getattr(settings, "FOLLOW_UP_PLANS", "") or DEFAULT))


# what whoever goes should know beforehand; never a question of a screening
HINTS: dict[str, tuple[str | _StrPromise, ...]] = {
    Category.PETITION_BACKLOG: (
        _("Read first what was promised, and ask whether it came."), _("Bring the answer to the last question in writing."),
    ),
    Category.FRAUD_VICTIM: (
        _("Say at once who you are and give the landline by which it can be checked: this person has learnt to distrust calls."),
        _("Ask for no code, no account number and no link, ever."),
    ),
    Category.VIOLENT_FAMILY: (
        _("Two people go, never one alone."), _("Never ask while the other person can hear; agree on a word for \"not now\"."),
        _("Send nothing to a telephone that others read. In danger call 110."),
    ),
    Category.OTHER: (_("Ask plainly how it is now, and listen."),),
}
