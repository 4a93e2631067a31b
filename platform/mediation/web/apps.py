from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "mediation.web"
    label = "web"
    verbose_name = _("Web")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.common import readiness
        from mediation.web import journal
        from mediation.web.views import health

        readiness.register("database", health.database)
        post_migrate.connect(journal.settle, sender=self)
