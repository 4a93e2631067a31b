"""The order of a sitting (调解程序), as a checklist beside the people. Order of the provincial record form (row S36 adds the method)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Step:
    code: str
    label: str | _StrPromise
    hint: str | _StrPromise = ""


STEPS: tuple[Step, ...] = (
    Step("identify", _("Say who everybody is and check it")),
    Step("accept", _("Ask each side whether it accepts the mediator")),
    Step("order", _("Say how we talk with each other here")),
    Step("rights", _("Read out the four rights (Art. 23)")),
    Step("duties", _("Read out the three duties (Art. 24)")),
    Step("applicant", _("The applicant tells"), _("Let the story run to its end; ask what matters most.")),
    Step("respondent", _("The other side tells"), _("The same time, the same attention.")),
    Step("issues", _("Sum up what is agreed and what is not")),
    Step("talk", _("Talk about the open points")),
    Step(
        "solve", _("Look for a way together"),
        _("See it through the other's eyes; law and reason; gains and losses; each gives a little (换位、理法、优劣、互让)."),
    ),
    Step("last", _("Last words of both sides")),
    Step("close", _("Say what was reached, and what comes next")),
    Step("sign", _("Sign, or say why not")),
)
CODES = frozenset(step.code for step in STEPS)
