from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompetenciesConfig(AppConfig):
    name = "training.competencies"
    label = "competencies"
    verbose_name = _("Competencies")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from training.competencies import questions, sources

        sources.register("questions", questions.items)
