from django.urls import path

from training.competencies import views

urlpatterns = [path("learn/competencies/", views.own, name="competencies")]
