from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MinorsConfig(AppConfig):
    name = "counseling.minors"
    label = "minors"
    verbose_name = _("People under 18")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from counseling.interventions import gates
        from counseling.minors import telling
        from counseling.minors.selectors import gate, lines
        from counseling.screening import ports
        from counseling.screening.selectors import ledger

        telling.register()
        gates.register(gate.hold)
        gates.register_notes(gate.notes)
        ledger.register(lines.guardian_lines)
        ports.wire_guardian(gate.Guardian())
