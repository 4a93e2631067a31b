from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatewayConfig(AppConfig):
    name = "realtime.gateway"
    label = "gateway"
    verbose_name = _("Gateway")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.common import push, readiness
        from realtime.gateway import publisher, topics
        from realtime.gateway.hub import alive, hub

        push.register(publisher.GatewayPublisher())
        hub.reader("*", publisher.read_hints)
        readiness.register("hub", lambda: "" if alive() else "the look around has stopped")
        topics.register("inbox", topics.own)
        topics.register("actor", topics.own)
