from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreeningConfig(AppConfig):
    name = "counseling.screening"
    label = "screening"
    verbose_name = _("Screening")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.jobs import schedules
        from mediation.notifications.kinds import Kind, register

        schedules.daily(time(8, 0), "counseling.screening.tasks.warn_of_gaps")

        register(
            Kind(
                "care.urgent",
                _("The care queue needs you now"),
                _("Please open the queue and take the first card."),
                sms=_("Xinqiao: the care queue needs you now. Please sign in."),
            ),
            Kind(
                "care.checkup",
                _("An invitation"),
                sms=_("Xinqiao: your own invitation, as announced. It is up to you; the link is for you alone: %(link)s"),
            ),
            Kind("care.gap", _("Soon there are hours with nobody on call"), _("Please look at the rota and fill them.")),
            Kind("care.anew", _("Somebody you are in touch with has answered again"), _("Please look into their file today.")),
            Kind("care.unwritten", _("Nothing is written down yet"), _("Please write a short note about whom you are in touch with.")),
            Kind("care.new", _("Something new in the care queue"), _("Please have a look within its time.")),
        )
