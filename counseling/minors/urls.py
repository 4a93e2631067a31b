from django.urls import path

from counseling.minors.views import me, staff

urlpatterns = [
    path("care/me/<uuid:screening_id>/young/", me.young, name="care_me_young"),
    path("care/me/<uuid:screening_id>/guardian/", me.guardian, name="care_me_guardian"),
    path("care/minors/", staff.decisions, name="care_minors"),
    path("care/minors/<uuid:approval_id>/", staff.decision, name="care_minor_decision"),
    path("care/people/<uuid:subject>/minor/", staff.minor, name="care_minor"),
    path("care/people/<uuid:subject>/minor/know/", staff.know, name="care_minor_know"),
    path("care/people/<uuid:subject>/minor/consent/", staff.consent, name="care_minor_consent"),
    path("care/people/<uuid:subject>/minor/consent/confirm/", staff.confirm, name="care_minor_confirm"),
    path("care/people/<uuid:subject>/minor/consent/withdraw/", staff.withdraw, name="care_minor_withdraw"),
    path("care/people/<uuid:subject>/minor/ask/", staff.ask, name="care_minor_ask"),
    path("care/people/<uuid:subject>/minor/report/", staff.report, name="care_minor_report"),
    path("care/people/<uuid:subject>/minor/receipt/", staff.receipt, name="care_minor_receipt"),
]
