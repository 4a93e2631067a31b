"""The wordings of notices of mentoring. None names a matter or says what somebody wrote."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind

KINDS = (
    Kind("mentoring.proposed", _("%(name)s would like to accompany you as mentor"), _("Read the plan and sign, or say no.")),
    Kind("mentoring.accepted", _("%(name)s has signed the plan"), _("The contract is in force.")),
    Kind("mentoring.declined", _("%(name)s has declined your offer to accompany them")),
    Kind("mentoring.ended", _("A contract between mentor and apprentice is over"), _("What was reached and written stays.")),
    Kind("mentoring.to_sign", _("A line of the log waits for your signature")),
    Kind("mentoring.refused", _("A line of the log was not signed"), _("The reason stands beside it.")),
    Kind("mentoring.seat", _("You are asked to a sitting, if its parties agree")),
    Kind("mentoring.next_step", _("Somebody has signed for your next step")),
    Kind("mentoring.review_asked", _("Somebody is to be reviewed"), _("Please name at least three people who judge.")),
    Kind("mentoring.judge", _("You are asked to judge whether somebody is ready")),
    Kind("mentoring.announced", _("Your review went well"), _("It is announced publicly before the next step.")),
    Kind("mentoring.not_carried", _("Your review says: not yet"), _("The reasons stand on your page.")),
    Kind("mentoring.objected", _("Somebody objects to a review"), _("Please read it and decide.")),
    Kind("mentoring.role_due", _("Somebody has reached a step that goes with a role"), _("Please look, and give the role or leave it.")),
    Kind("mentoring.role_given", _("You have been given the role that goes with your step")),
    Kind("mentoring.silent", _("Nothing was written into a mentoring log for 30 days"), _("Please ask how it goes.")),
    Kind("mentoring.decided", _("Your objection was decided"), _("The answer stands on the page of the notice.")),
)
