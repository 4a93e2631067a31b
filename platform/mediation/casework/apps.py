from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    name = "mediation.casework"
    label = "casework"
    verbose_name = _("Casework")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.casework import agreement_notices, agreement_papers, agreement_receivers, labels, notices, rooms, standing, topics
        from mediation.casework import performance_notices as performance
        from mediation.documents import kinds as papers
        from mediation.followups import events
        from mediation.jobs import schedules
        from mediation.notifications import kinds
        from mediation.territory import guards

        events.relapsed.connect(agreement_receivers.on_relapse, dispatch_uid="casework.relapse")
        labels.EVENTS.update(agreement_notices.EVENTS)
        kinds.register(*notices.KINDS, *agreement_notices.KINDS, *performance.KINDS)
        papers.register(*agreement_papers.KINDS)
        rooms.register()
        topics.register()
        rooms.add_panels(agreement_papers.panels)
        guards.register("cases", _("open cases"), standing.open_cases_at)
        schedules.daily(time(8), "mediation.casework.tasks.morning_queue")
