"""The wordings of what is told around a sitting. None names the matter or an invited person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind

KINDS = (
    Kind(
        "sittings.guest_asked", _("Somebody is to be invited to your talk: %(number)s"),
        _("Only if you agree. You may say no, and you may take your yes back at any time."),
    ),
    Kind("sittings.guest_answered", _("A party has answered about an invited person: %(number)s")),
    Kind(
        "sittings.guest_link", _("You are invited to a mediation talk"),
        sms=_("%(office)s invites you to a mediation talk as %(role)s. Your personal link, good for 7 days: %(link)s"),
    ),
    Kind("sittings.co_mediator", _("You are asked to mediate together with a colleague: %(number)s")),
    Kind("sittings.late", _("A party will be late: %(number)s"), _("How late stands on the page of the appointment.")),
    Kind("sittings.move_wish", _("A party asks for another time: %(number)s")),
    Kind("sittings.move_refused", _("The other time is not possible: %(number)s"), _("The appointment stays as it was.")),
    Kind("sittings.minutes", _("Please read the minutes and say whether they are right: %(number)s")),
    Kind("sittings.minutes_answered", _("A party has answered to the minutes: %(number)s")),
    Kind("sittings.missed", _("You were missed at the appointment: %(number)s"), _("Your mediator would like to know how it can go on.")),
)
