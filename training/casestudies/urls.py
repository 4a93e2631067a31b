from django.urls import path

from training.casestudies import views

urlpatterns = [
    path("learn/studies/", views.studies, name="studies"),
    path("learn/studies/of/<uuid:case_id>/", views.ask, name="study_ask"),
    path("learn/studies/<uuid:study_id>/", views.study, name="study"),
    path("learn/studies/<uuid:study_id>/draft/", views.make_draft, name="study_draft"),
    path("learn/studies/<uuid:study_id>/words/", views.add, name="study_add"),
    path("learn/studies/<uuid:study_id>/words/<uuid:word_id>/", views.decide, name="study_decide"),
    path("learn/studies/<uuid:study_id>/page/", views.make_page, name="study_page"),
    path("c/study/<uuid:study_id>/", views.consent, name="study_consent"),
]
