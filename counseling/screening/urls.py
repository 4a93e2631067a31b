from django.urls import path

from counseling.screening.views import me

urlpatterns = [
    path("care/me/", me.home, name="care_me"),
    path("care/me/<uuid:screening_id>/", me.invitation, name="care_me_invitation"),
    path("care/me/<uuid:screening_id>/consent/", me.consent, name="care_me_consent"),
    path("care/me/<uuid:screening_id>/q/<int:number>/", me.question, name="care_me_question"),
    path("care/me/<uuid:screening_id>/help/", me.get_help, name="care_me_help"),
    path("care/me/<uuid:screening_id>/done/", me.done, name="care_me_done"),
    path("care/me/<uuid:screening_id>/withdraw/", me.withdraw, name="care_me_withdraw"),
]
