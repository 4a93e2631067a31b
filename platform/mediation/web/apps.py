from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "mediation.web"
    label = "web"
    verbose_name = _("Web")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import time

        from mediation.common import readiness
        from mediation.jobs import schedules
        from mediation.web import journal
        from mediation.web.views import health

        readiness.register("database", health.database)
        schedules.daily(time(3, 20), "mediation.web.auditing.check_daily")
        post_migrate.connect(journal.settle, sender=self)
