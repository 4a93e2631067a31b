from django.urls import path

from training.recognition import views

urlpatterns = [
    path("learn/certificates/", views.certificates, name="certificates"),
    path("learn/certificates/<uuid:certificate_id>/paper/", views.paper, name="certificate_paper"),
    path("learn/certificates/<uuid:certificate_id>/revoke/", views.revoke, name="certificate_revoke"),
    path("verify/certificate/", views.verify, name="certificate_verify"),
    path("verify/certificate/<str:code>/", views.verify_code, name="certificate_code"),
    path("verify/certificate/<str:code>/badge.json", views.badge_file, name="certificate_badge"),
]
