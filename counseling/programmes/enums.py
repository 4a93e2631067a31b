"""Codes of partners, programmes and gatherings. None of them says anything about a person."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PartnerKind(TextChoices):
    """Who works with the psychological service (合作单位)."""

    INSTITUTE = "institute", _("institute or association")
    SOCIAL = "social", _("social organisation")
    JUSTICE = "justice", _("justice bureau or judicial office")
    PROCURATORATE = "procuratorate", _("procuratorate")
    COURT = "court", _("court")
    SCHOOL = "school", pgettext_lazy("partner", "school")
    HOSPITAL = "hospital", _("hospital")
    SECTOR = "sector", _("platform of a sector authority")
    OTHER = "other", pgettext_lazy("partner", "other")


class Ground(TextChoices):
    """What an agreement is about (协议事项)."""

    CORRECTION = "correction", _("psychological support in community correction")
    JUVENILE = "juvenile", _("support for minors who have broken the law")
    CONDITIONAL = "conditional", _("company during conditional non-prosecution")
    FAMILY = "family", _("family mediation at the court")
    SCHOOL = "school", _("service at a school")
    EXPERTISE = "expertise", _("lectures, salons and individual talks")
    DISASTER = "disaster", _("help after disasters")
    OTHER = "other", pgettext_lazy("agreement", "other")


class AgreementState(TextChoices):
    """What a person decided. Whether a standing agreement has begun, runs out soon or has run out is told by its days."""

    STANDING = "standing", pgettext_lazy("agreement", "in force")
    RENEWED = "renewed", _("renewed by a newer one")
    ENDED = "ended", _("ended early")


class Standing(TextChoices):
    """What holds today: the state and the calendar together."""

    COMING = "coming", _("begins later")
    RUNNING = "running", pgettext_lazy("agreement", "in force")
    SOON = "soon", _("runs out soon")
    OVER = "over", _("has run out")
    RENEWED = "renewed", _("renewed by a newer one")
    ENDED = "ended", _("ended early")


class CaseOutcome(TextChoices):
    """How the work with one person under an agreement ended."""

    DONE = "done", _("went through to the end")
    MOVED = "moved", _("goes on elsewhere")
    STOPPED = "stopped", _("the person no longer wished it")
    OTHER = "other", pgettext_lazy("outcome", "other")


class ProgrammeKind(TextChoices):
    """Programmes the sources name (S26, S27): for groups, never a label on a person."""

    DISASTER = "disaster", _("help after a disaster")
    RESPONDERS = "responders", _("care for responders and staff")
    LEFT_BEHIND = "left_behind", _("children whose parents work far away")
    EXAM = "exam", _("stress before school exams")
    BULLYING = "bullying", _("against bullying at school")
    FAMILY = "family", _("parents and families")
    ELDERLY = "elderly", _("elderly people in the villages")
    CULTURE = "culture", _("culture and community life")
    OTHER = "other", pgettext_lazy("programme", "other")


class ProgrammeState(TextChoices):
    OPEN = "open", pgettext_lazy("programme", "running")
    ENDED = "ended", pgettext_lazy("programme", "ended")


class GatheringKind(TextChoices):
    LECTURE = "lecture", _("lecture")
    SALON = "salon", _("salon")
    GROUP = "group", _("group session")
    VISIT = "visit", _("visit to a place")


class GatheringState(TextChoices):
    OPEN = "open", _("open for sign-up")
    SHUT = "shut", _("sign-up closed")
    CANCELLED = "cancelled", _("called off")


class SignUpState(TextChoices):
    CONFIRMED = "confirmed", _("has a place")
    WAITING = "waiting", _("on the waiting list")
    CANCELLED = "cancelled", _("given back")
    HELD = "held", _("the organiser looks first")
    REMOVED = "removed", _("taken off the list")


class Helped(TextChoices):
    """The one question of the feedback, our own words."""

    YES = "yes", _("Yes, it did me good")
    SOMEWHAT = "somewhat", _("A little")
    NO = "no", _("No")


class BookingState(TextChoices):
    """A held booking keeps no hour: whoever else comes may have it, until the house has looked."""

    BOOKED = "booked", _("booked")
    HELD = "held", pgettext_lazy("booking", "the house looks first")
    CANCELLED = "cancelled", _("given back")
