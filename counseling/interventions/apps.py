from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterventionsConfig(AppConfig):
    name = "counseling.interventions"
    label = "interventions"
    verbose_name = _("Interventions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from counseling.interventions import gates, rooms, telling
        from counseling.interventions.selectors import closing, supervision
        from counseling.interventions.selectors.passed import passed
        from counseling.screening.selectors import ledger
        from mediation.accounts.roles import Capability
        from mediation.jobs import schedules
        from mediation.notifications.kinds import Kind, register
        from realtime.gateway import topics

        register(
            Kind(
                "care.renew", _("Advice for a sitting has to be looked at again"),
                _("It holds until somebody signs anew or takes it back."),
            ),
        )
        schedules.every(60, "counseling.interventions.tasks.overdue_supervision")
        # a hint only says "look again"; still, nobody else learns that the queue has moved
        telling.register()
        rooms.register()
        gates.register(supervision.hold)
        gates.register_notes(closing.notes)
        ledger.register_passed(passed)
        topics.register("care", lambda actor, topic: actor.holds(Capability.CARE_QUEUE))
