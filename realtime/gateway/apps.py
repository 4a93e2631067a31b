from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatewayConfig(AppConfig):
    name = "realtime.gateway"
    label = "gateway"
    verbose_name = _("Gateway")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.common import push
        from realtime.gateway import publisher, topics
        from realtime.gateway.hub import hub

        push.register(publisher.GatewayPublisher())
        hub.reader("*", publisher.read_hints)
        topics.register("inbox", topics.own)
        topics.register("actor", topics.own)
