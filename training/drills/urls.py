from django.urls import path

from training.drills import views

urlpatterns = [
    path("learn/scenarios/", views.shelf, name="scenarios"),
    path("learn/scenarios/write/", views.written, name="scenarios_written"),
    path("learn/scenarios/write/new/", views.write, name="scenario_new"),
    path("learn/scenarios/write/<slug:slug>/", views.write, name="scenario_write"),
    path("learn/scenarios/write/<slug:slug>/ways/", views.heat, name="scenario_heat"),
    path("learn/scenarios/run/<uuid:run>/", views.run, name="scenario_run"),
    path("learn/scenarios/run/<uuid:run>/again/", views.retry, name="scenario_retry"),
    path("learn/scenarios/<slug:slug>/", views.door, name="scenario"),
]
