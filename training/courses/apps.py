from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "training.courses"
    label = "courses"
    verbose_name = _("Courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from training.competencies import sources
        from training.competencies.enums import Source
        from training.courses import evidence, receivers  # noqa: F401

        sources.offer(Source.QUESTION, evidence.to_learn)
