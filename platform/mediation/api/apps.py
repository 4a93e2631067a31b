from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "mediation.api"
    label = "api"
    verbose_name = _("Connections")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.api import notices, receivers
        from mediation.casework import events
        from mediation.jobs import schedules
        from mediation.notifications import kinds

        events.told.connect(receivers.on_event, dispatch_uid="api.event")
        kinds.register(*notices.KINDS)
        schedules.daily(time(3, 20), "mediation.api.tasks.forget")
