from django.urls import URLPattern, URLResolver, include, path

from counseling.interventions.views import advice, file, person, queue, rota

urlpatterns: list[URLPattern | URLResolver] = [
    path("care/", queue.show, name="care_queue"),
    path("care/rota/", rota.show, name="care_rota"),
    path("care/rota/<uuid:shift_id>/remove/", rota.remove, name="care_rota_remove"),
    path("care/advice/", advice.by_number, name="care_advice"),
    path("care/advice/<uuid:advice_id>/end/", advice.end, name="care_advice_end"),
    path("care/people/<uuid:subject>/", person.show, name="care_person"),
    path("care/people/<uuid:subject>/open/", person.open_file, name="care_open"),
    path("care/people/<uuid:subject>/contact/", person.contact, name="care_contact"),
    path("care/people/<uuid:subject>/hand-over/", person.hand_over, name="care_hand_over"),
    path("care/people/<uuid:subject>/decision/", person.decide, name="care_decide"),
    path("care/people/<uuid:subject>/rating/", file.rating, name="care_rating"),
    path("care/people/<uuid:subject>/rating/<uuid:entry_id>/second/", file.second, name="care_second"),
    path("care/people/<uuid:subject>/plan/", file.plan, name="care_plan"),
    path("care/people/<uuid:subject>/notes/", file.notes, name="care_notes"),
    path("care/people/<uuid:subject>/notes/<uuid:entry_id>/add/", file.addendum, name="care_addendum"),
    path("care/people/<uuid:subject>/doctor/", file.doctor, name="care_doctor"),
    path("care/people/<uuid:subject>/closing/", file.closing, name="care_closing"),
    path("care/people/<uuid:subject>/advice/", advice.for_person, name="care_person_advice"),
    path("", include("counseling.screening.urls")),
]
