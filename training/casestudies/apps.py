from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseStudiesConfig(AppConfig):
    name = "training.casestudies"
    label = "casestudies"
    verbose_name = _("Case studies")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.notifications import kinds
        from training.casestudies import notices

        kinds.register(*notices.KINDS)
