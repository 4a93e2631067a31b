from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "mediation.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.accounts import factor_receivers

        factor_receivers.connect()
        from mediation.accounts import staffing
        from mediation.territory import guards

        guards.register("roles", _("roles held there"), staffing.held_at)
