from django.urls import path

from mediation.documents import views

urlpatterns = [
    path("papers/<uuid:version>/", views.paper, name="paper"),
    path("verify/", views.verify, name="verify"),
]
