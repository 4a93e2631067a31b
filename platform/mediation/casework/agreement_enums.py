"""Codes of agreements, signatures and what parties say about them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgreementForm(TextChoices):
    """Written (Art. 29) or oral (Art. 30)."""

    WRITTEN = "written", _("written")
    ORAL = "oral", _("oral")


class AgreementState(TextChoices):
    """Where an agreement stands. Moves are in `agreement_moves`."""

    DRAFT = "draft", _("being drafted")
    FROZEN = "frozen", _("text fixed")
    SIGNING = "signing", _("being signed")
    SIGNED = "signed", _("signed by all, waiting for the seal")
    IN_FORCE = "in_force", _("in force")
    WITHDRAWN = "withdrawn", _("given up")


class ClauseKind(TextChoices):
    """What Article 29 wants to find in an agreement."""

    FACT = "fact", _("main facts")
    DISPUTE = "dispute", _("what is in dispute")
    RESPONSIBILITY = "responsibility", _("responsibility")
    OBLIGATION = "obligation", _("what is to be done")
    OTHER = "other", _("other arrangement")


class PersonalMatter(TextChoices):
    """Matters of personal status, to which special rules of signature and confirmation apply."""

    MARRIAGE = "marriage", _("marriage relation")
    ADOPTION = "adoption", _("adoption")
    INHERITANCE = "inheritance", _("inheritance")
    IDENTITY = "identity", _("identity or parentage")
    OTHER_PERSONAL = "other_personal", _("another personal relation")


class SignatureRole(TextChoices):
    PARTY = "party", _("party")
    MEDIATOR = "mediator", _("mediator")
    COMMITTEE = "committee", _("seal of the committee")


class SignatureMethod(TextChoices):
    DRAWN = "drawn", _("drawn on the own device")
    TYPED = "typed", _("name typed on the own device")
    INK = "ink", _("ink or fingerprint on paper")
    STAMP = "stamp", _("stamped")
    ORAL = "oral", _("said so")


class ConfirmedBy(TextChoices):
    """How somebody other than the mediator made sure that the party signed."""

    OWN_CODE = "own_code", _("code sent to the own contact")
    CALL = "call", _("call back")
    VISIT = "visit", _("visit")
    OTHER_NUMBER = "other_number", _("call on a number from another source")


class StatementKind(TextChoices):
    NOT_ME = "not_me", _("this is not me")
    REGRET = "regret", _("I regret it")


class CourtOutcome(TextChoices):
    """What the court said to the joint application (Art. 33)."""

    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("not confirmed")
