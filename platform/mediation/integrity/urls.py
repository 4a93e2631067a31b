from django.urls import path

from mediation.integrity.views import desk, rates

urlpatterns = [
    path("desk/integrity/", desk.overview, name="integrity"),
    path("desk/integrity/findings/<uuid:finding_id>/", desk.finding, name="integrity_finding"),
    path("desk/integrity/drawn/<uuid:drawn_id>/", desk.drawn_case, name="integrity_drawn"),
    path("desk/subsidies/", desk.ledger, name="subsidies"),
    path("desk/subsidies/rates/", rates.rates, name="subsidy_rates"),
    path("desk/subsidies/<uuid:subsidy_id>/paid/", desk.paid, name="subsidy_paid"),
    path("audits/", desk.published, name="audits"),
]
