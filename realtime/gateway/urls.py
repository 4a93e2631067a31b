from django.urls import path

from realtime.gateway import views

urlpatterns = [path("live/ticket/", views.watch_ticket, name="watch_ticket")]
