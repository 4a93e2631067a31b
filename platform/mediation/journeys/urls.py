from django.urls import path

from mediation.journeys.views import intake, join, party, points, reach

urlpatterns = [
    path("r/<str:token>/", intake.start, name="report_start"),
    path("r/<str:token>/check/", intake.check, name="report_check"),
    path("r/<str:token>/send/", intake.send, name="report_send"),
    path("r/<str:token>/sent/", intake.sent, name="report_sent"),
    path("r/<str:token>/forget/", intake.forget, name="report_forget"),
    path("r/<str:token>/<slug:step>/", intake.step, name="report_step"),
    path("r/<str:token>/<slug:step>/keep/", intake.keep, name="report_keep"),
    path("c/", party.enter, name="code_enter"),
    path("c/case/", party.home, name="party_home"),
    path("c/case/<uuid:case_id>/", party.case, name="party_case"),
    path("c/case/<uuid:case_id>/rights/", party.rights_page, name="party_rights"),
    path("c/case/<uuid:case_id>/told/", party.told, name="party_told"),
    path("c/case/<uuid:case_id>/openness/", party.openness, name="party_openness"),
    path("c/case/<uuid:case_id>/objection/", party.objection, name="party_objection"),
    path("c/case/<uuid:case_id>/withdraw/", party.withdraw, name="party_withdraw"),
    path("c/case/<uuid:case_id>/messages/", party.talk, name="party_messages"),
    path("c/case/<uuid:case_id>/reach/", reach.reach, name="party_reach"),
    path("c/case/<uuid:case_id>/code/", party.code, name="party_code"),
    path("c/sittings/<uuid:sitting_id>/coming/", party.coming, name="party_coming"),
    path("c/sittings/<uuid:sitting_id>/appointment.ics", party.ics, name="sitting_ics"),
    path("c/question/<uuid:enquiry_id>/", party.question, name="party_question"),
    path("c/joined/", join.joined, name="joined"),
    path("c/join/<str:token>/", join.join, name="join"),
    path("c/<str:locator>/", party.enter_with_locator, name="code_locator"),
    path("desk/codes/", points.point_list, name="point_list"),
    path("desk/codes/<uuid:point_id>/", points.point, name="point"),
    path("desk/codes/<uuid:point_id>/revoke/", points.revoke, name="point_revoke"),
]
