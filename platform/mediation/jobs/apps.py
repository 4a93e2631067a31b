from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "mediation.jobs"
    label = "jobs"
    verbose_name = _("Jobs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.common import readiness
        from mediation.jobs import schedules, worker

        readiness.register("jobs", worker.readiness)
        schedules.daily(time(3, 40), "mediation.jobs.tasks.forget_done")
