from collections.abc import Iterator

from django.urls import URLPattern, include, path

from mediation.api.v1.door import admit
from mediation.api.v1.interface import api
from mediation.api.views import desk, reference
from mediation.common.routes import bearer


def guarded() -> Iterator[URLPattern]:
    """Every address of the interface, behind its door and declared like any other route."""
    for entry in api.urls[0]:
        if isinstance(entry, URLPattern) and entry.name != "api-root" and entry.callback is not None:
            yield URLPattern(entry.pattern, bearer(admit(entry.callback)), name=entry.name)


urlpatterns = [
    path("api/", reference.reference, name="api_reference"),
    path("api/v1/openapi.json", reference.openapi, name="api_schema"),
    path("api/v1/", include((list(guarded()), "api-v1"))),
    path("desk/connections/", desk.connections, name="connections"),
    path("desk/connections/<uuid:token_id>/", desk.connection, name="connection"),
    path("desk/connections/<uuid:token_id>/revoke/", desk.revoke, name="connection_revoke"),
    path("desk/connections/webhooks/<uuid:webhook_id>/end/", desk.end_webhook, name="connection_end_webhook"),
    path("desk/connections/deliveries/<uuid:delivery_id>/again/", desk.again, name="connection_again"),
]
