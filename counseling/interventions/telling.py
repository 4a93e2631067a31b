"""The wordings of counselling's notices and short messages. None of them names a person, a reason or what the talk is about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind
from mediation.notifications.kinds import register as known


def register() -> None:
    """Called once in `ready()`."""
    known(
        # to staff
        Kind("care.referral", _("A colleague wants to hand somebody over to you"), _("Please acknowledge it, or return it with a reason.")),
        Kind(
            "care.referral_waiting", _("A hand-over has not been acknowledged"),
            _("Please ask after it. It stays open until the receiver answers."),
        ),
        Kind("care.referral_back", _("A hand-over was taken back"), _("You need not answer; the sender stays in touch.")),
        Kind("care.referral_answer", _("There is an answer to your hand-over"), _("Please have a look.")),
        Kind("care.appointment_second", _("You are asked to come along to a visit"), _("It stands in your agenda.")),
        Kind("care.talk_soon_staff", _("A talk is coming up"), _("It stands in your agenda.")),
        Kind("care.talk_asked", _("Somebody cannot come and needs another time"), _("Please look at your agenda.")),
        Kind("care.talk_unwritten", _("Did the talk take place?"), _("Please write a note, or mark it as missed.")),
        Kind(
            "care.not_reached", _("Somebody did not come and has not been reached"),
            _("Please decide what happens next. Nobody is given up."),
        ),
        Kind("care.look_in", _("Time to ask somebody again how they are"), _("It was agreed when the accompaniment ended.")),
        Kind("care.supervision", _("Something new in supervision"), _("Please have a look when you have the time.")),
        Kind("care.supervision_due", _("A talk with a supervisor is due"), _("Please look at the page of supervision.")),
        Kind(
            "care.supervision_late", _("A colleague's talk with a supervisor is overdue"),
            _("Please ask who can make time for it."),
        ),
        Kind("care.conference", _("You are asked to a conference"), _("It is about the way to hold the sittings of a case.")),
        Kind("care.conference_answer", _("Somebody has answered about a conference"), _("Please have a look when you have the time.")),
        Kind("care.conference_off", _("A conference does not take place"), _("You need not come.")),
        Kind("care.conference_agreed", _("A conference has agreed on the way to meet"), _("The points stand on its page.")),
        Kind("care.conference_soon", _("A conference is tomorrow"), _("Time and place stand on its page.")),
        Kind("care.conference_write", _("A conference is over"), _("Please write down what was agreed, or that it did not take place.")),
        # to the person: others may read the screen
        Kind(
            "care.talk", _("An appointment stands on your page"), _("Please have a look when it suits you."),
            sms=_("Xinqiao: your appointment is on %(at)s. More on your own page."),
        ),
        Kind(
            "care.talk_soon", _("Your appointment is coming up"), _("More on your own page."),
            sms=_("Xinqiao: a reminder of your appointment on %(at)s. More on your own page."),
        ),
        Kind(
            "care.talk_off", _("An appointment does not take place"), _("Somebody will offer you another time."),
            sms=_("Xinqiao: the appointment on %(at)s does not take place. Somebody will offer you another time."),
        ),
        # to an outside service, at its duty telephone
        Kind(
            "care.referral_link", _("Referral"),
            sms=_("Xinqiao psychological service: a referral for your service. Please open %(link)s (the code follows)."),
        ),
        Kind("care.referral_code", _("Referral"), sms=_("Xinqiao psychological service: code %(code)s. Do not pass it on.")),
        Kind(
            "care.referral_off", _("Referral"),
            sms=_("Xinqiao psychological service: the referral was taken back. Nothing more is needed from you."),
        ),
        Kind(
            "care.referral_still", _("Referral"),
            sms=_("Xinqiao psychological service: a referral still waits for your answer. Please open the link of the first message."),
        ),
    )
