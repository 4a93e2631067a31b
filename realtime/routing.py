"""The one list of sockets."""

from typing import Any

from django.urls import path

from realtime.gateway.origin import ExactOrigin
from realtime.gateway.socket import Socket
from realtime.gateway.watch import WatchSocket
from realtime.rooms.consumers import RoomSocket


def socket(consumer: type[Socket]) -> Any:
    """Django's `path` is typed for views; Channels routes applications with it."""
    return ExactOrigin(consumer.as_asgi())


websocket_urlpatterns = [
    path("ws/watch/", socket(WatchSocket)),
    path("ws/rooms/<uuid:room_id>/", socket(RoomSocket)),
]
