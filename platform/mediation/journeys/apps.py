from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JourneysConfig(AppConfig):
    name = "mediation.journeys"
    label = "journeys"
    verbose_name = _("Journeys")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.journeys import care, hotline, practice, studies

        care.wire()
        hotline.wire()
        studies.wire()
        practice.wire()
