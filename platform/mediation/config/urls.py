"""Every address of the product. Product addresses carry no language; Wagtail's pages do."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, reverse_lazy
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.urls import localised
from mediation.web.views import doors

urlpatterns = [
    path("", include("mediation.web.urls")),
    path("", include("mediation.notifications.urls")),  # /inbox/
    path("", include("mediation.journeys.urls")),  # /r/ and the party's way through a case, /c/
    path("", include("mediation.accounts.urls")),
    path("", include("mediation.territory.urls")),  # /desk/territory/
    path("", include("mediation.sittings.urls")),  # around a sitting: /desk/sittings/, /c/sittings/, /invited/
    path("", include("mediation.casework.urls")),  # /desk/
    path("", include("mediation.integrity.urls")),  # /desk/integrity/, /desk/subsidies/, /audits/
    path("", include("mediation.api.urls")),  # /api/, /desk/connections/
    path("", include("mediation.documents.urls")),
    path("", include("mediation.followups.urls")),
    path("", include("counseling.programmes.urls")),  # /care/partners/, /care/gatherings/, /g/
    path("", include("counseling.hotline.urls")),  # /care/hotline/
    path("", include("counseling.figures.urls")),  # /care/figures/
    path("", include("counseling.minors.urls")),  # /care/
    path("", include("counseling.interventions.urls")),  # /care/
    path("", include("training.assessment.urls")),  # /learn/bank/, before a course of that name
    path("", include("training.drills.urls")),  # /learn/scenarios/
    path("", include("training.roleplay.urls")),  # /learn/drills/
    path("", include("training.recognition.urls")),  # /learn/certificates/, /verify/certificate/
    path("", include("training.competencies.urls")),  # /learn/competencies/
    path("", include("training.mentoring.urls")),  # /learn/mentoring/, /notices/mediators/
    path("", include("training.casestudies.urls")),  # /learn/studies/, /c/study/
    path("", include("training.courses.urls")),  # /learn/
    path("", include("realtime.rooms.urls")),  # /rooms/
    # one door: Wagtail's own password form would bypass the second factor
    path("cms/login/", doors.editors_door, name="editors_door"),
    path("cms/password_reset/", RedirectView.as_view(url=reverse_lazy("account_reset_password"))),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("cms.urls")),  # /film/
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    *i18n_patterns(
        path("_util/login/", RedirectView.as_view(url=reverse_lazy("account_login"), query_string=True)),
        path("", include(localised)),
        path("", include(wagtail_urls)),
    ),
]
handler400 = "mediation.web.errors.bad_request"
handler404 = "mediation.web.errors.not_found"
handler500 = "mediation.web.errors.server_error"
