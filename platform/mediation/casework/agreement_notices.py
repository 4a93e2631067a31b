"""The wordings of notices about agreements, and of lines in a case's history.

None holds a word of the agreement or a name of the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

EVENTS: dict[str, str | _StrPromise] = {
    "agreement_frozen": _("The text of the agreement was fixed"),
    "agreement_reopened": _("The text was opened again; signatures are void"),
    "agreement_withdrawn": _("The draft of the agreement was given up"),
    "agreement_ink_recorded": _("The paper signed in ink was handed in"),
    "agreement_signed_party": _("A party has signed"),
    "agreement_signed_mediator": _("The mediator has signed"),
    "agreement_signed_committee": _("The committee's seal was put under it"),
    "agreement_in_force": _("The agreement is in force"),
    "agreement_confirmed": _("A second person has confirmed a signature"),
    "agreement_printed": _("The official PDF is ready"),
    "court_applied": _("Both have applied to the court"),
    "performed": _("Something agreed was done"),
    "performance_confirmed": _("The other side says that it has come"),
    "performance_denied": _("The other side says that it has not come"),
    "court_decided": _("The court has decided"),
    "statement_not_me": _("A party says: this is not me"),
    "statement_regret": _("A party regrets the agreement"),
    "opened_again": _("The dispute has flared up again; a new case was opened"),
    "relapse_case": _("A new case was opened because it flared up again"),
    "relapse": _("The dispute has flared up again"),
    "thawed": _("A supervisor has looked into \"this is not me\""),
    "closed": _("The case was closed"),
    "case_reopened": _("The case was taken up anew"),
}

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
