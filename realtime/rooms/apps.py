from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomsConfig(AppConfig):
    name = "realtime.rooms"
    label = "rooms"
    verbose_name = _("Rooms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import time

        from django.core.checks import register

        from mediation.jobs import schedules
        from realtime.gateway.hub import hub
        from realtime.rooms import kinds
        from realtime.rooms.checks import livekit_is_whole
        from realtime.rooms.heads import read_heads
        from realtime.rooms.load import LoadRoom
        from realtime.rooms.media.livekit import configured

        kinds.register(LoadRoom())
        register(livekit_is_whole)
        if configured():
            schedules.every(5, "realtime.rooms.tasks.sweep_media")
        schedules.daily(time(3, 20), "realtime.rooms.tasks.empty_overdue")
        hub.reader("room", read_heads)
