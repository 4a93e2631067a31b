from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupsConfig(AppConfig):
    name = "mediation.followups"
    label = "followups"
    verbose_name = _("Follow-up visits")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.notifications import kinds

        kinds.register(
            kinds.Kind("followups.due", _("A follow-up is due: %(label)s"), _("A short call is enough.")),
            kinds.Kind(
                "followups.feedback", _("How was it? %(number)s"), _("Three short questions. Your mediator does not see the answers."),
                _("Case %(case)s: how was the mediation? Three short questions stand on your page. "
                  "Your mediator does not see the answers."),
            ),
            kinds.Kind(
                "followups.complaint", _("Somebody says that money or gifts were asked for: %(number)s"), _("Please look into it.")
            ),
        )
