from django.urls import path

from mediation.web import views

urlpatterns = [
    path("", views.root, name="root"),
]
