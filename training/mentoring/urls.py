from django.urls import path

from training.mentoring.views import pages, presses, reports, review, roles

urlpatterns = [
    path("learn/mentoring/", pages.home, name="mentoring"),
    path("learn/mentoring/new/", pages.propose, name="mentoring_new"),
    path("learn/mentoring/grade/", presses.grade, name="mentoring_grade"),
    path("learn/mentoring/roles/", roles.roles, name="mentoring_roles"),
    path("learn/mentoring/ladders/", pages.ladders, name="mentoring_ladders"),
    path("learn/mentoring/ladders/<str:track>/", pages.ladder, name="mentoring_ladder"),
    path("learn/mentoring/<uuid:portfolio_id>/", pages.portfolio, name="mentoring_portfolio"),
    path("learn/mentoring/<uuid:portfolio_id>/act/", presses.act, name="mentoring_act"),
    path("learn/mentoring/<uuid:portfolio_id>/seat/", presses.seat, name="mentoring_seat"),
    path("learn/mentoring/<uuid:portfolio_id>/competencies/", pages.competencies, name="mentoring_competencies"),
    path("learn/mentoring/log/<uuid:entry_id>/sign/", presses.sign, name="mentoring_sign"),
    path("learn/mentoring/log/<uuid:entry_id>/later/", presses.amend, name="mentoring_amend"),
    path("learn/mentoring/panels/<uuid:panel_id>/", review.panel, name="mentoring_panel"),
    path("learn/mentoring/appeals/<uuid:appeal_id>/", review.decide, name="mentoring_decide"),
    path("learn/mentoring/notices/<uuid:panel_id>/", review.notice, name="mentoring_notice"),
    path("learn/reports/<slug:kind>/", reports.report, name="learning_report"),
    path("learn/reports/<slug:kind>/<slug:form>/", reports.download, name="learning_report_file"),
    path("notices/mediators/", review.notices, name="mentoring_notices"),
]
