from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HotlineConfig(AppConfig):
    name = "counseling.hotline"
    label = "hotline"
    verbose_name = _("Hotline")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from counseling.hotline.selectors.desk import loose_ends, passed, waiting_cards
        from counseling.interventions import gates
        from counseling.interventions.ports import register_waiting
        from counseling.screening.selectors import ledger
        from mediation.accounts.roles import Capability
        from mediation.notifications.kinds import Kind, register
        from realtime.gateway import topics

        register_waiting(waiting_cards)
        gates.register_loose(loose_ends)
        ledger.register_passed(passed)
        # a hint only says "look again"; still, nobody else learns that the desk has moved
        topics.register("hotline", lambda actor, topic: actor.holds(Capability.HOTLINE_TAKE))
        register(
            Kind(
                "hotline.handover",
                _("A call is being handed to you"),
                _("Please open it now: somebody may be waiting on the line."),
                sms=_("Xinqiao: a call is being handed to you. Please sign in now."),
            ),
            Kind("hotline.taken", _("A counsellor has taken the call over"), _("You may let go as soon as they are talking.")),
            Kind("hotline.rights", _("Your rights at the hotline have changed"), _("Please look at your list before the next call.")),
        )
