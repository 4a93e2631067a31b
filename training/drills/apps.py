from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrillsConfig(AppConfig):
    name = "training.drills"
    label = "drills"
    verbose_name = _("Drills")
    default_auto_field = "django.db.models.BigAutoField"
