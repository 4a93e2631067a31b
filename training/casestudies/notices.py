"""The wordings of notices about studies. None holds a word of the case, nor who said what."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind

KINDS = (
    Kind("casestudies.asked", _("May others learn from your case?"), _("Without names and places. You decide, and a no changes nothing.")),
    Kind("casestudies.agreed", _("Both sides agree: the study can be drafted")),
    Kind(
        "casestudies.stopped", _("A study was stopped"),
        _("A party does not want it, or no longer. If it was published, it is not any more."),
    ),
)
