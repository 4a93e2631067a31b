from django.urls import path

from mediation.sittings.views import guests, minutes, people, table, times

urlpatterns = [
    path("desk/sittings/<uuid:sitting_id>/guests/", guests.desk, name="sitting_guests"),
    path("desk/sittings/<uuid:sitting_id>/talks/", guests.talks, name="sitting_talks"),
    path("c/sittings/<uuid:sitting_id>/guests/", guests.consent, name="sitting_consent"),
    path("invited/", guests.home, name="invited_home"),
    path("invited/<str:token>/", guests.link, name="invited_link"),
    path("sittings/<uuid:sitting_id>/people/", people.people, name="sitting_people"),
    path("c/sittings/<uuid:sitting_id>/late/", people.late, name="sitting_late"),
    path("sittings/<uuid:sitting_id>/minutes/", minutes.panel, name="sitting_minutes"),
    path("desk/sittings/<uuid:sitting_id>/minutes/", minutes.panel, name="sitting_minutes_desk"),
    path("c/sittings/<uuid:sitting_id>/minutes/", minutes.panel, name="sitting_minutes_party"),
    path("sittings/<uuid:sitting_id>/table/", table.table, name="sitting_table"),
    path("sittings/<uuid:sitting_id>/table/paper/", table.paper, name="sitting_paper"),
    path("desk/times/", times.own, name="my_times"),
    path("desk/wishes/<uuid:wish_id>/", times.answer, name="move_wish_answer"),
    path("c/case/<uuid:case_id>/times/", times.party, name="party_times"),
]
