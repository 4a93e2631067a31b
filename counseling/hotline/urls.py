from django.urls import URLPattern, URLResolver, path

from counseling.hotline.views import desk, passing

urlpatterns: list[URLPattern | URLResolver] = [
    path("care/hotline/", desk.show, name="hotline"),
    path("care/hotline/take/", desk.take, name="hotline_take"),
    path("care/hotline/calls/<uuid:call_id>/", desk.call, name="hotline_call"),
    path("care/hotline/calls/<uuid:call_id>/state/", desk.state, name="hotline_state"),
    path("care/hotline/calls/<uuid:call_id>/hand-over/", desk.hand_over, name="hotline_hand_over"),
    path("care/hotline/calls/<uuid:call_id>/notes/", desk.add_note, name="hotline_note"),
    path("care/hotline/calls/<uuid:call_id>/end/", desk.end, name="hotline_end"),
    path("care/hotline/calls/<uuid:call_id>/case/", passing.to_case, name="hotline_to_case"),
    path("care/hotline/calls/<uuid:call_id>/file/", passing.to_file, name="hotline_to_file"),
    path("care/hotline/calls/<uuid:call_id>/link/", passing.link, name="hotline_link"),
    path("care/hotline/handovers/<uuid:handover_id>/", passing.waiting, name="hotline_handover"),
    path("care/hotline/volunteers/", passing.volunteer_list, name="hotline_volunteers"),
    path("care/hotline/volunteers/<uuid:user_id>/", passing.volunteer, name="hotline_volunteer"),
]
