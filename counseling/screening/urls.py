from django.urls import path

from counseling.screening.views import fhir, me, mine, offer

urlpatterns = [
    path("care/me/", me.home, name="care_me"),
    path("care/me/<uuid:screening_id>/", me.invitation, name="care_me_invitation"),
    path("care/me/<uuid:screening_id>/consent/", me.consent, name="care_me_consent"),
    path("care/me/<uuid:screening_id>/q/<int:number>/", me.question, name="care_me_question"),
    path("care/me/<uuid:screening_id>/alone/", me.alone, name="care_me_alone"),
    path("care/me/<uuid:screening_id>/more/", me.more, name="care_me_more"),
    path("care/me/<uuid:screening_id>/help/", me.get_help, name="care_me_help"),
    path("care/me/<uuid:screening_id>/done/", me.done, name="care_me_done"),
    path("care/me/<uuid:screening_id>/withdraw/", me.withdraw, name="care_me_withdraw"),
    path("care/me/<uuid:screening_id>/mine/", mine.mine, name="care_me_mine"),
    path("care/me/<uuid:screening_id>/mine/copy/", mine.copy, name="care_me_copy"),
    path("care/me/<uuid:screening_id>/mine/<int:number>/", mine.correct, name="care_me_correct"),
    path("care/me/<uuid:screening_id>/mine/restrict/", mine.restrict, name="care_me_restrict"),
    path("care/me/<uuid:screening_id>/mine/erase/", mine.erase, name="care_me_erase"),
    path("care/offer/<uuid:flag_id>/", offer.offer, name="care_offer"),
    path("fhir/metadata", fhir.metadata, name="fhir_metadata"),
    path("fhir/Questionnaire", fhir.questionnaires, name="fhir_questionnaires"),
    path("fhir/Questionnaire/$validate", fhir.validate_questionnaire, name="fhir_validate_questionnaire"),
    path("fhir/Questionnaire/<str:name>", fhir.one_questionnaire, name="fhir_questionnaire"),
    path("fhir/QuestionnaireResponse", fhir.responses, name="fhir_responses"),
    path("fhir/QuestionnaireResponse/$validate", fhir.validate_response, name="fhir_validate_response"),
    path("fhir/QuestionnaireResponse/<uuid:response_id>", fhir.one_response, name="fhir_response"),
    path("fhir/QuestionnaireResponse/<uuid:response_id>/$score", fhir.counted, name="fhir_score"),
]
