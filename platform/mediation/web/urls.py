from django.urls import path

from mediation.web.views import audit, choices, doors, health, report, styleguide, styles, suggestions

urlpatterns = [
    path("", doors.root, name="root"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("web.<slug:mark>.css", styles.stylesheet, name="stylesheet"),
    path("htmx.<slug:mark>.js", styles.htmx, name="htmx"),
    path("r/", report.report, name="report"),
    path("account/", doors.account, name="account"),
    path("more/", doors.more, name="more"),
    path("large-text/", choices.large_text, name="large_text"),
    path("leave/", choices.leave, name="leave"),
    path("neutral/", choices.neutral, name="neutral"),
    path("tell-us/", suggestions.tell_us, name="tell_us"),
    path("tell-us/received/", suggestions.tell_us_done, name="tell_us_done"),
    path("tell-us/answer/", suggestions.tell_us_answer, name="tell_us_answer"),
    path("desk/suggestions/", suggestions.suggestion_list, name="suggestions"),
    path("desk/suggestions/<uuid:suggestion_id>/", suggestions.suggestion, name="suggestion"),
    path("desk/audit/", audit.audit, name="audit"),
    path("desk/audit/check/", audit.check, name="audit_check"),
    path("desk/audit/export/", audit.export, name="audit_export"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("styleguide/<slug:name>/", styleguide.styleguide_page, name="styleguide_page"),
]
