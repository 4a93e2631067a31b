from django.urls import path

from mediation.followups import views

urlpatterns = [
    path("desk/followups/", views.due_list, name="followups"),
    path("desk/followups/<uuid:visit_id>/", views.visit, name="followup"),
    path("desk/followups/<uuid:visit_id>/rectified/", views.rectify, name="followup_rectify"),
]
