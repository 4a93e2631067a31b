from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MinorsConfig(AppConfig):
    name = "counseling.minors"
    label = "minors"
    verbose_name = _("People under 18")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from counseling.interventions import gates
        from counseling.interventions import ports as care
        from counseling.interventions.services import carrying
        from counseling.minors import telling
        from counseling.minors.selectors import gate, lines
        from counseling.minors.services import following, report
        from counseling.screening import ports
        from counseling.screening.selectors import ledger

        telling.register()
        gates.register(gate.hold)
        gates.register_notes(gate.notes)
        gates.register_tasks(gate.tasks)
        care.wire_duties(report.Duties())
        carrying.register("Minor", following.follow, following.undo)
        ledger.register(lines.guardian_lines)
        ledger.register_silent(lines.silent)
        ports.wire_guardian(gate.Guardian())
