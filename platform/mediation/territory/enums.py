from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """Levels of the area tree, from the top."""

    CITY = "city", _("city")
    DISTRICT = "district", _("district")
    TOWN = "town", _("town or street")
    VILLAGE = "village", _("village or community")
    GRID = "grid", _("grid")


class OrganisationKind(TextChoices):
    COMMITTEE = "committee", _("people's mediation committee")
    STUDIO = "studio", _("mediation studio")
    CENTRE = "centre", _("county centre")
    CARE_CENTRE = "care_centre", _("psychological service centre")
    JUSTICE_OFFICE = "justice_office", _("judicial office")
