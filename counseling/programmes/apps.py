from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "counseling.programmes"
    label = "programmes"
    verbose_name = _("Partners and programmes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.notifications.kinds import Kind, register

        register(
            Kind(
                "programmes.runs_out",
                _("An agreement with a partner runs out soon"),
                _("%(partner)s: until %(day)s. Renew it or let it end."),
            ),
            Kind("programmes.ran_out", _("An agreement with a partner has run out"), _("%(partner)s: it held until %(day)s.")),
        )
