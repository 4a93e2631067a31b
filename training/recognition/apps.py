from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecognitionConfig(AppConfig):
    name = "training.recognition"
    label = "recognition"
    verbose_name = _("Recognition")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation.documents import kinds as papers
        from mediation.notifications import kinds
        from training.recognition import notices, policies, receivers  # noqa: F401

        kinds.register(*notices.KINDS)
        papers.register(papers.Kind("certificate", policies.may_read_paper, _("Certificate of a course")))
