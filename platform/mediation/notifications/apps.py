from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "mediation.notifications"
    label = "notifications"
    verbose_name = _("Notifications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.accounts import ports, signals
        from mediation.notifications import kinds, password_links

        kinds.register(*password_links.KINDS)
        ports.wire_reachable(password_links.reachable)
        signals.helped.connect(password_links.on_helped, dispatch_uid="notifications.helped")
