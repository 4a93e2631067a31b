"""How a talk is written down: three common forms of notes, and the look at risk that belongs to every one (reference 4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from counseling.interventions.scheduling import Way

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from counseling.interventions.models import Appointment


class NoteForm(TextChoices):
    """SOAP, DAP, BIRP: the letters of their parts."""

    SOAP = "soap", "SOAP"
    DAP = "dap", "DAP"
    BIRP = "birp", "BIRP"


PARTS: dict[NoteForm, dict[str, str | _StrPromise]] = {
    NoteForm.SOAP: {
        "subjective": _("What the person says"), "objective": _("What you observed"), "assessment": _("How you judge it (no diagnosis)"),
        "plan": _("What comes next"),
    },
    NoteForm.DAP: {
        "data": _("What was said and seen"), "assessment": _("How you judge it (no diagnosis)"), "plan": _("What comes next"),
    },
    NoteForm.BIRP: {
        "behaviour": _("What the person said and did"), "intervention": _("What you did"), "response": _("How the person took it"),
        "plan": _("What comes next"),
    },
}
MORE: dict[str, str | _StrPromise] = {"goals": _("What the person wants to reach"), "homework": _("Until next time")}
LABELS: dict[str, str | _StrPromise] = {name: label for parts in (*PARTS.values(), MORE) for name, label in parts.items()}


class RiskCheck(TextChoices):
    """Looked at in every talk. It is no rating; more danger than before leads on to one."""

    NONE = "none", _("no sign of danger to the person or to others")
    SAME = "same", _("some danger, as before")
    MORE = "more", _("more danger than before: judge and sign the level next")
    NOW = "now", _("danger now: the level becomes red with this note")


@dataclass(frozen=True, slots=True)
class Facts:
    """What belongs to a talk beside the words. appointment: the one that was held, if there was one."""

    way: Way
    held_at: datetime
    minutes: int
    risk: RiskCheck
    risk_words: str = ""
    appointment: Appointment | None = None
