"""What people of a drill are told. No word of a role stands in a notice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind

KINDS = (
    Kind("roleplay.cast", _("You take part in a drill"), _("Your own part stands on your page of the drill. Nobody else is shown it.")),
    Kind("roleplay.opened", _("The room of your drill is open")),
    Kind("roleplay.debrief", _("Your drill has come to the talk afterwards")),
    Kind("roleplay.done", _("Your drill is finished"), _("What you take home stands on your page of the drill.")),
)
