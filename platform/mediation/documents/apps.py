from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class DocumentsConfig(AppConfig):
    name = "mediation.documents"
    label = "documents"
    verbose_name = pgettext_lazy("official papers", "Documents")
    default_auto_field = "django.db.models.BigAutoField"
