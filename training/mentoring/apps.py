from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentoringConfig(AppConfig):
    name = "training.mentoring"
    label = "mentoring"
    verbose_name = _("Mentoring")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.jobs import schedules
        from mediation.notifications import kinds
        from training.competencies import sources
        from training.competencies.enums import Source
        from training.mentoring import notices, seen

        kinds.register(*notices.KINDS)
        schedules.daily(time(8, 10), "training.mentoring.tasks.look_for_silence")
        sources.register("mentor", seen.items)
        sources.register("drills", seen.drilled)
        sources.offer(Source.SITTING, seen.to_be_seen)
        sources.offer(Source.DRILL, seen.to_drill)
