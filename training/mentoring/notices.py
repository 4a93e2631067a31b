"""The wordings of notices of mentoring."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind

KINDS = (
    Kind("mentoring.proposed", _("%(name)s would like to accompany you as mentor"), _("Read the plan and sign, or say no.")),
    Kind("mentoring.to_sign", _("A line of the log waits for your signature")),
    Kind("mentoring.next_stage", _("Your mentor has signed for your next stage")),
    Kind("mentoring.appeal", _("Somebody objects to a review"), _("Please read it and decide.")),
)
