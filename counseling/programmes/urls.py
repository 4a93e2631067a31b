from django.urls import URLPattern, URLResolver, path

from counseling.programmes.views import agreements

urlpatterns: list[URLPattern | URLResolver] = [
    path("care/partners/", agreements.register, name="agreement_register"),
    path("care/partners/new/", agreements.add_partner, name="partner_new"),
    path("care/partners/<uuid:partner_id>/agreement/", agreements.conclude, name="agreement_new"),
    path("care/partners/agreements/<uuid:agreement_id>/", agreements.show, name="agreement"),
    path("care/partners/agreements/<uuid:agreement_id>/change/", agreements.change, name="agreement_change"),
    path("care/partners/agreements/<uuid:agreement_id>/end/", agreements.end, name="agreement_end"),
    path("care/partners/agreements/<uuid:agreement_id>/people/new/", agreements.take_in, name="partner_case_new"),
    path("care/partners/people/<uuid:case_id>/", agreements.case, name="partner_case"),
]
