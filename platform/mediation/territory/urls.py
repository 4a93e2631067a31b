from django.urls import path

from mediation.territory import views

urlpatterns = [
    path("desk/territory/", views.tree, name="territory"),
    path("desk/territory/<uuid:area_id>/", views.area, name="territory_area"),
    path("desk/territory/organisations/<uuid:organisation_id>/", views.organisation, name="territory_organisation"),
]
