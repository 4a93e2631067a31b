"""Codes of casework. Lists that a county may extend are data; these carry rules of law or of the workflow."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DisputeType(TextChoices):
    """The eighteen types of the reporting list (纠纷类别); a county's own tags hang below them."""

    MARRIAGE_FAMILY = "marriage_family", _("marriage and family")
    NEIGHBOUR = "neighbour", _("between neighbours")
    HOUSING = "housing", _("house and homestead")
    CONTRACT = "contract", _("contract")
    BUSINESS = "business", _("production and business")
    DAMAGES = "damages", _("compensation for damage")
    LAND_FOREST = "land_forest", _("land and forest")
    EXPROPRIATION = "expropriation", _("expropriation and demolition")
    ENVIRONMENT = "environment", _("environment")
    WAGES_MIGRANT = "wages_migrant", _("unpaid wages of migrant workers")
    LABOUR = "labour", _("other labour dispute")
    TOURISM = "tourism", _("tourism")
    E_COMMERCE = "e_commerce", _("e-commerce")
    CONSUMER = "consumer", _("other consumer dispute")
    MEDICAL = "medical", _("medical")
    TRAFFIC = "traffic", _("road accident")
    PROPERTY_SERVICE = "property_service", _("property management")
    OTHER = "other", _("other")


class CaseSource(TextChoices):
    """Where a case comes from (案件来源)."""

    APPLICATION = "application", _("a party's application")
    INITIATIVE = "initiative", _("the committee's initiative")
    REFERRED = "referred", _("referred by an authority")


class Grade(TextChoices):
    """Difficulty (难易等级), on which limits and subsidies rest."""

    SIMPLE = "simple", _("simple")
    GENERAL = "general", _("general")
    COMPLEX = "complex", _("complex")
    MAJOR = "major", _("major")


class CaseState(TextChoices):
    """Where a case stands. The legal moves are in `workflow.py`."""

    POOL = "pool", _("waiting to be claimed")
    CLAIMED = "claimed", _("claimed")
    INVITING = "inviting", _("waiting for the other party")
    READY = "ready", _("both sides are ready")
    MEDIATING = "mediating", _("in mediation")
    AGREED = "agreed", _("agreement in force")
    ENDED = "ended", _("ended without agreement")
    CLOSED = "closed", _("closed")


class PartyRole(TextChoices):
    APPLICANT = "applicant", _("applicant")
    RESPONDENT = "respondent", _("respondent")


class Willingness(TextChoices):
    """Mediation is voluntary (Art. 3 and 17 of the People's Mediation Law): recorded for each party, changeable at any time."""

    NOT_ASKED = "not_asked", _("not asked yet")
    ASKED = "asked", _("asked")
    WILLING = "willing", _("willing")
    UNWILLING = "unwilling", _("not willing")


class EndReason(TextChoices):
    """Why mediation ended without an agreement (终止原因)."""

    WITHDRAWN_SETTLED = "withdrawn_settled", _("withdrawn, settled by themselves")
    WITHDRAWN = "withdrawn", _("withdrawn")
    UNREACHABLE = "unreachable", _("the other party could not be reached")
    UNWILLING = "unwilling", _("a party does not want mediation")
    GAP_TOO_WIDE = "gap_too_wide", _("the views are too far apart")
    EXPIRED = "expired", _("the time limit has passed")
    REFUSES_TO_SIGN = "refuses_to_sign", _("a party refuses to sign")
    NOT_MEDIABLE = "not_mediable", _("not a matter for people's mediation")
    OTHER = "other", _("other")


class SittingMode(TextChoices):
    JOINT = "joint", _("all together")
    SEPARATE = "separate", _("each side alone")
    SHUTTLE = "shuttle", _("mediator goes between the sides")


class Openness(TextChoices):
    """A party may ask for mediation in public or in private (Art. 23 of the People's Mediation Law)."""

    PRIVATE = "private", _("in private")
    PUBLIC = "public", _("in public")


class DeclineReason(TextChoices):
    """Why an invited party does not come (不参加的原因)."""

    TALK_FIRST = "talk_first", _("I would like a telephone call first")
    NO_MEDIATION = "no_mediation", _("I do not want mediation")
    OTHER_WAY = "other_way", _("I prefer another way, such as the court")
    NOT_ME = "not_me", _("This has nothing to do with me")


class PassReason(TextChoices):
    """Why a mediator does not take a case from the pool (不认领的原因)."""

    KNOWS_PARTY = "knows_party", _("I know one of the people")
    NO_TIME = "no_time", _("I have no time for it now")
    NOT_MY_FIELD = "not_my_field", _("it is not my field")
    TOO_FAR = "too_far", _("it is too far away")
    OTHER = "other", _("other")


class SittingState(TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("under way")
    DONE = "done", _("over")
    CANCELLED = "cancelled", _("cancelled")


class Coming(TextChoices):
    """A party's answer to an appointment (是否到场)."""

    UNKNOWN = "unknown", _("no answer yet")
    YES = "yes", _("comes")
    NO = "no", _("cannot come")


class EvidenceKind(TextChoices):
    """What kind of evidence it is (证据种类)."""

    PHOTO = "photo", _("photo")
    VOICE = "voice", _("recording")
    PAPER = "paper", _("paper")


class EnquiryState(TextChoices):
    OPEN = "open", _("waiting for an answer")
    ANSWERED = "answered", _("answered")


class Gender(TextChoices):
    """For a wish only, and only where the mediator says so."""

    WOMAN = "f", _("woman")
    MAN = "m", _("man")


class HowGiven(TextChoices):
    """How a case came to its mediator when nobody claimed it in time."""

    DUTY = "duty", _("was on duty")
    FIT = "fit", _("fitted best")
    BATCH = "batch", _("given in the morning batch")
