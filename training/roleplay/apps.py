from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoleplayConfig(AppConfig):
    name = "training.roleplay"
    label = "roleplay"
    verbose_name = _("Drill room")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.notifications import kinds
        from training.roleplay import notices, rooms, topics

        kinds.register(*notices.KINDS)
        rooms.register()
        topics.register()
