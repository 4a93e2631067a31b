"""The wordings of notices about people under 18. None names a person or a reason."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind
from mediation.notifications.kinds import register as known


def register() -> None:
    """Called once in `ready()`."""
    known(
        Kind("care.approval", _("A colleague asks to open a file that needs your approval"), _("Please read why, and decide.")),
        Kind("care.approval_answer", _("There is an answer to your request to open a file")),
        Kind("care.opened_in_need", _("A file was opened in an emergency"), _("Please look at the reason and sign that you have.")),
        Kind(
            "care.report_due", _("A report to the police is due"), _("It is the law, and it cannot wait. Please open the queue."),
            sms=_("Xinqiao: a duty in the care queue cannot wait. Please sign in."),
        ),
    )
