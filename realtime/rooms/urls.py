from django.urls import include, path

from realtime.rooms.views import controls, log, page

urlpatterns = [
    path("", include("realtime.gateway.urls")),
    path("rooms/<uuid:room_id>/", page.room, name="room"),
    path("rooms/<uuid:room_id>/panels/", page.panels, name="room_panels"),
    path("rooms/<uuid:room_id>/log", log.log, name="room_log"),
    path("rooms/<uuid:room_id>/ticket/", controls.ticket, name="room_ticket"),
    path("rooms/<uuid:room_id>/enter/", controls.enter, name="room_enter"),
    path("rooms/<uuid:room_id>/leave/", controls.leave, name="room_leave"),
    path("rooms/<uuid:room_id>/admit/", controls.admit, name="room_admit"),
    path("rooms/<uuid:room_id>/back/", controls.send_back, name="room_send_back"),
    path("rooms/<uuid:room_id>/remove/", controls.remove, name="room_remove"),
    path("rooms/<uuid:room_id>/hold/", controls.hold, name="room_hold"),
    path("rooms/<uuid:room_id>/resume/", controls.resume, name="room_resume"),
    path("rooms/<uuid:room_id>/close/", controls.close, name="room_close"),
    path("rooms/<uuid:room_id>/apart/", controls.apart, name="room_apart"),
    path("rooms/<uuid:room_id>/answer/", controls.answer, name="room_answer"),
    path("rooms/<uuid:room_id>/ask/", controls.ask, name="room_ask"),
    path("rooms/<uuid:room_id>/seen/", controls.seen, name="room_seen"),
    path("rooms/<uuid:room_id>/lock/", controls.lock, name="room_lock"),
    path("rooms/<uuid:room_id>/door/", controls.door, name="room_door"),
    path("rooms/<uuid:room_id>/wish/", controls.wish, name="room_wish"),
    path("rooms/<uuid:room_id>/together/", controls.together, name="room_together"),
]
