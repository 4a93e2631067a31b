from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupsConfig(AppConfig):
    name = "mediation.followups"
    label = "followups"
    verbose_name = _("Follow-up visits")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.notifications import kinds

        kinds.register(kinds.Kind("followups.due", _("A follow-up is due: %(label)s"), _("A short call is enough.")))
