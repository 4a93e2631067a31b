from django.urls import path

from mediation.notifications import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/all-read/", views.all_read, name="inbox_all_read"),
    path("inbox/<uuid:notice_id>/", views.notice, name="notice"),
    path("dev/phone/", views.phone, name="dev_phone"),
]
