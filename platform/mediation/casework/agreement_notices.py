"""The wordings of notices about agreements. None holds a word of the agreement or a name of the other side."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind

KINDS = (
    Kind("agreement.ready", _("The agreement in %(number)s is ready to be signed"), _("Read it in peace. You need not sign.")),
    Kind("agreement.waits_for_seal", _("An agreement waits for the seal: %(number)s"), _("Everybody has signed.")),
    Kind(
        "agreement.receipt", _("The agreement in %(number)s is in force"),
        _("You can read and download it. If you never signed it, say so on its page."),
        sms=_("Case %(case)s: an agreement in your name is in force. Open your case page to read it. "
              "If you know nothing of it, press \"This is not me\" there or call the committee."),
    ),
    Kind("agreement.court_term", _("%(left)s days left to apply to the court together: %(number)s")),
    Kind(
        "agreement.not_me", _("A party says: this is not me. %(number)s"),
        _("The subsidy is frozen. Please look into it today; performance and the court's term go on."),
    ),
    Kind("agreement.regret", _("A party regrets the agreement: %(number)s"), _("It stays in force. A call may help.")),
    Kind("agreement.relapse", _("The dispute has flared up again: %(number)s"), _("It stands on the list of things to put right.")),
    Kind(
        "agreement.code", _("A code was sent to your telephone"),
        sms=_("%(code)s is your code for signing the mediation agreement, good for 10 minutes. "
              "Give it to nobody, not even the mediator. If you are not signing anything, ignore this message."),
    ),
)
