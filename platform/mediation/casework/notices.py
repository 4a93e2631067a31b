"""The wordings of casework's notices. None holds a word of the dispute, a telephone number or a name of the other side."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind

KINDS = (
    Kind("casework.waiting", _("A case waits to be claimed: %(number)s")),
    Kind("casework.assigned", _("A case was given to you: %(number)s")),
    Kind("casework.has_mediator", _("%(name)s will accompany your case %(number)s"), _("You will be called.")),
    Kind("casework.new_mediator_sought", _("Another mediator is being found for case %(number)s")),
    Kind("casework.objection", _("A party does not accept the mediator: %(number)s"), _("Please see that somebody else takes the case.")),
    Kind(
        "casework.objection_to_you", _("Case %(number)s goes to somebody else"),
        _("A party has asked for another mediator. This is their right, not a judgement on you."),
    ),
    Kind(
        "casework.call_back_due", _("The applicant of %(number)s has not been called yet"),
        _("The promised time has passed. Please call now."),
    ),
    Kind("casework.unclaimed", _("Nobody has claimed %(number)s"), _("The time of the promised call has passed. Please assign it.")),
    Kind(
        "casework.nobody_fits", _("Nobody fits: %(number)s"),
        _("No mediator may have it as things are: wishes, recusals or full hands. Please decide."),
    ),
    Kind("casework.due_soon", _("Two days are left for %(number)s")),
    Kind("casework.evidence", _("Evidence was handed in: %(number)s")),
    Kind("casework.party_joined", _("The other side has come in: %(number)s")),
    Kind(
        "casework.party_declined", _("The other side has answered the invitation: %(number)s"),
        _("It does not come as things are. The reason stands on the case page."),
    ),
    Kind(
        "casework.invitation_unanswered", _("No answer to the invitation yet: %(number)s"),
        _("A telephone call helps more than a second message."),
    ),
    Kind(
        "casework.ended", _("Mediation of %(number)s has ended"),
        _("You are free to go to arbitration, an authority or the court. Your case page says how."),
    ),
    Kind(
        "casework.sitting", _("You have an appointment: %(number)s"), _("Time and place stand on the case page."),
        _("Appointment %(at)s, number %(case)s. Open your page with your code to answer; you may also decline."),
    ),
    Kind(
        "casework.sitting_moved", _("An appointment has a new time: %(number)s"), "",
        _("New time %(at)s, number %(case)s. Please say on your page whether you can come."),
    ),
    Kind(
        "casework.sitting_cancelled", _("An appointment was cancelled: %(number)s"), "",
        _("The appointment of %(at)s, number %(case)s, is cancelled."),
    ),
    Kind(
        "casework.sitting_reminder", _("Your appointment is within a day: %(number)s"), "",
        _("Reminder: appointment %(at)s, number %(case)s."),
    ),
    Kind(
        "casework.reach_changed", _("How to reach a party has changed: %(number)s"), _("It stands beside the name on the case page."),
    ),
    Kind(
        "casework.way_changed", _("How to meet has changed: %(number)s"), _("Please look at the case page before the next sitting."),
    ),
    Kind("casework.party_comes", _("A party will come: %(number)s")),
    Kind("casework.party_cannot_come", _("A party cannot come: %(number)s")),
    Kind("casework.message", _("A new message in %(number)s")),
    Kind("casework.question", _("A question waits for an answer: %(number)s")),
    Kind("casework.answered", _("Your question %(number)s has been answered")),
    Kind(
        "casework.phone_changed", _("Your telephone number was changed: %(number)s"),
        _("Your mediator entered another number for you. If this is not right, please call the office."),
        _("The telephone number of case %(case)s was changed. If that is not right, please call %(telephone)s."),
    ),
    Kind(
        "casework.invitation",
        _("An invitation to mediation"),
        sms=_(
            "%(office)s invites you to mediation. It is free and voluntary. If in doubt, call %(telephone)s first. "
            "Your personal link, good for 7 days: %(link)s"
        ),
    ),
)
