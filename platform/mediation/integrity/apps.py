from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrityConfig(AppConfig):
    name = "mediation.integrity"
    label = "integrity"
    verbose_name = _("Integrity")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.integrity.notices import KINDS
        from mediation.jobs import schedules
        from mediation.notifications import kinds

        kinds.register(*KINDS)
        schedules.daily(time(2, 30), "mediation.integrity.tasks.screen")
        schedules.daily(time(3, 0), "mediation.integrity.tasks.draw_sample")
        schedules.daily(time(3, 10), "mediation.integrity.tasks.settle")
