from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SittingsConfig(AppConfig):
    name = "mediation.sittings"
    label = "sittings"
    verbose_name = _("Sittings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.casework import ports
        from mediation.casework import rooms as casework_rooms
        from mediation.notifications import kinds
        from mediation.sittings import notices, rooms, topics
        from mediation.sittings.selectors import minutes, times
        from mediation.sittings.services.minutes import words_removed
        from mediation.sittings.services.presence import forget_late

        kinds.register(*notices.KINDS)
        topics.register()
        casework_rooms.add_panels(rooms.panels)
        casework_rooms.add_guests(rooms.guest_seat, rooms.LABELS)
        casework_rooms.add_assets(styles=("sittings/css/sittings.css",), modules=("sittings/js/dictate.js",))
        casework_rooms.add_prepared(rooms.prepared)
        casework_rooms.add_removed(words_removed)
        ports.wire_minutes(minutes.for_papers)
        ports.wire_clashes(times.clashes)
        ports.wire_there(times.there)
        ports.wire_moved(forget_late)
