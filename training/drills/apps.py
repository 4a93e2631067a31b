from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrillsConfig(AppConfig):
    name = "training.drills"
    label = "drills"
    verbose_name = _("Drills")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from training.competencies import sources
        from training.competencies.enums import Source
        from training.drills import evidence

        sources.register("scenarios", evidence.items)
        sources.offer(Source.SCENARIO, evidence.to_play)
