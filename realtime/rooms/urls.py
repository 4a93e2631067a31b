from django.urls import include, path

from realtime.rooms.views import controls, log, page

urlpatterns = [
    path("", include("realtime.gateway.urls")),
    path("rooms/check/", page.check, name="room_check"),
    path("rooms/<uuid:room_id>/", page.room, name="room"),
    path("rooms/<uuid:room_id>/panels/", page.panels, name="room_panels"),
    path("rooms/<uuid:room_id>/talks/", page.talks, name="room_talks"),
    path("rooms/<uuid:room_id>/log", log.log, name="room_log"),
    path("rooms/<uuid:room_id>/<slug:what>/", controls.press, name="room_press"),
]
