"""The wordings of notices about keeping an agreement: case number and days, never the matter, a sum or a name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind

KINDS = (
    Kind(
        "performance.soon", _("In %(days)s days something you agreed falls due: %(number)s"), _("Your page says what and by when."),
        _("Case %(case)s: in %(days)s days something you agreed falls due. Your page says what. Done already? Please say so there."),
    ),
    Kind(
        "performance.today", _("Today something you agreed falls due: %(number)s"), _("Your page says what."),
        _("Case %(case)s: something you agreed falls due today. Your page says what. Done already? Please say so there."),
    ),
    Kind(
        "performance.overdue", _("Something you agreed is overdue: %(number)s"),
        _("If you cannot do it, talk to the mediator now: a new day can be agreed."),
        _("Case %(case)s: something you agreed is overdue. If you cannot do it now, please call your mediator: a new day can be agreed."),
    ),
    Kind(
        "performance.not_come", _("The day has passed: %(number)s"),
        _("If it has come, please say so on your page. If not, the page shows what you can do."),
    ),
    Kind("performance.said", _("The other side says that it has done it: %(number)s"), _("Has it come? Please answer on your page.")),
    Kind("performance.denied", _("The other side says that it has not come: %(number)s"), _("A call usually clears it up.")),
    Kind(
        "performance.late", _("Overdue for %(days)s days: %(number)s"),
        _("Please call both sides. The page shows the ways that are open."),
    ),
)
