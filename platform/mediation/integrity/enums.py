"""Codes of the integrity checks. None is a verdict: each says what a person should look at."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Signal(TextChoices):
    NEAR_TEXT = "near_text", _("two agreements with almost the same words")
    BURST = "burst", _("many agreements on one day")
    SHORT = "short", _("agreed sooner than people can talk")
    SAME_STROKES = "same_strokes", _("two people's signatures drawn almost alike")
    MACHINE_STROKES = "machine_strokes", _("a signature drawn as evenly as a machine draws")
    SHARE = "share", _("one studio has an unusual share")


class Looked(TextChoices):
    EXPLAINED = "explained", _("there is a good explanation")
    TALKED = "talked", _("talked with the mediator")
    PASSED_ON = "passed_on", _("passed on for inspection")


class AuditResult(TextChoices):
    CONFIRMED = "confirmed", _("the people say it was so")
    NOT_REACHED = "not_reached", _("nobody could be reached")
    NOT_SO = "not_so", _("somebody says it was not so")


class Ground(TextChoices):
    """What a subsidy is for."""

    AGREEMENT = "agreement", _("agreement")
    PROPER_WORK = "proper_work", _("proper work without agreement")


class PayState(TextChoices):
    HELD = "held", _("held: something is missing")
    FROZEN = "frozen", _("frozen: \"this is not me\"")
    PAYABLE = "payable", _("can be paid")
    PAID = "paid", _("paid")
