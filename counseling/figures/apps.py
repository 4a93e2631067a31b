from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "counseling.figures"
    label = "figures"
    verbose_name = _("Figures of care")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.jobs import schedules

        schedules.daily(time(4, 10), "counseling.figures.tasks.freeze_due")
