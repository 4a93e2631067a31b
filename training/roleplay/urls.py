from django.urls import path

from training.roleplay.views import after, drills, leading, observing, plays

urlpatterns = [
    path("learn/drills/", drills.shelf, name="drills"),
    path("learn/drills/plays/", plays.written, name="plays_written"),
    path("learn/drills/plays/new/", plays.new, name="play_new"),
    path("learn/drills/plays/<uuid:play>/", plays.write, name="play_write"),
    path("learn/drills/plays/<uuid:play>/prepare/", drills.prepare, name="drill_prepare"),
    path("learn/drills/<uuid:drill>/", drills.drill, name="drill"),
    path("learn/drills/<uuid:drill>/open/", drills.opening, name="drill_open"),
    path("learn/drills/<uuid:drill>/cancel/", drills.cancel, name="drill_cancel"),
    path("learn/drills/<uuid:drill>/role/", drills.role, name="drill_role"),
    path("learn/drills/<uuid:drill>/lead/", leading.lead, name="drill_lead"),
    path("learn/drills/<uuid:drill>/end/", leading.end, name="drill_end"),
    path("learn/drills/<uuid:drill>/watch/", observing.watch, name="drill_watch"),
    path("learn/drills/<uuid:drill>/excuse/", observing.excuse, name="drill_excuse"),
    path("learn/drills/<uuid:drill>/debrief/", after.debrief, name="drill_debrief"),
    path("learn/drills/<uuid:drill>/sheets/", after.together, name="drill_sheets"),
    path("learn/drills/<uuid:drill>/replay/", after.replay, name="drill_replay"),
    path("learn/drills/<uuid:drill>/replay/<int:take>/", after.replay, name="drill_take"),
    path("learn/drills/<uuid:drill>/home/", after.home, name="drill_home"),
]
