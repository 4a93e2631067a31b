from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class PeopleConfig(AppConfig):
    name = "mediation.people"
    label = "people"
    verbose_name = pgettext_lazy("people", "People")
    default_auto_field = "django.db.models.BigAutoField"
