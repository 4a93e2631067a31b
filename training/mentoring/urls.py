from django.urls import path

from training.mentoring import views

urlpatterns = [
    path("learn/mentoring/", views.contracts, name="mentoring"),
    path("learn/mentoring/new/", views.propose, name="mentoring_new"),
    path("learn/mentoring/<uuid:contract_id>/", views.contract, name="mentoring_contract"),
    path("learn/mentoring/<uuid:contract_id>/act/", views.act, name="mentoring_act"),
    path("learn/mentoring/log/<uuid:entry_id>/", views.sign, name="mentoring_sign"),
    path("learn/mentoring/appeals/<uuid:appeal_id>/", views.decide, name="mentoring_decide"),
    path("learn/mentoring/notices/<uuid:panel_id>/", views.appeal, name="mentoring_appeal"),
    path("notices/mediators/", views.notices, name="mentoring_notices"),
]
