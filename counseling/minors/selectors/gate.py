"""What holds a counsellor back from a young person's file, and whether questions may be put."""

from __future__ import annotations

import uuid

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counseling.interventions.gates import Hold
from counseling.minors.enums import AgeBand, ConsentWay, GuardianWish, Purpose
from counseling.minors.models import Approval, GuardianConsent, Minor, ReportDuty
from counseling.screening.enums import Rank
from counseling.screening.models import Flag
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.common import clock

CHILD_BUNDLE = "minor_child"  # from 8: nothing that was made for older people
POOR = gettext_lazy(
    "With children and young people these questions separate poorly: among 2,237 of them the area under the curve was 0.66, with the best "
    "cut at 11 (BMC Psychiatry 2025;25). Talk; do not count."
)


def minor_of(subject: uuid.UUID, case_ref: uuid.UUID) -> Minor | None:
    return Minor.objects.filter(subject=subject, case_ref=case_ref).first()


def allows(subject: uuid.UUID, case_ref: uuid.UUID) -> bool:
    """Whether the questions may be put to this young person: old enough, and a guardian consented with whom a counsellor has
    spoken, or, where the guardian is suspected, another counsellor in charge has agreed that they are put without."""
    minor = minor_of(subject, case_ref)
    if minor is None or minor.age == AgeBand.SMALL:
        return False
    if minor.guardian == GuardianWish.SHIELD:
        return Approval.objects.filter(minor=minor, purpose=Purpose.ASK, granted=True).exists()
    spoken = ~Q(way=ConsentWay.DEVICE) | Q(confirmed_at__isnull=False)  # by telephone and on paper a counsellor records it
    return GuardianConsent.objects.filter(spoken, minor=minor, withdrawn_at=None).exists()


def consented_here(minor: Minor) -> bool:
    """Whether a yes stands that was given on the young person's own device: they can take it back alone."""
    return GuardianConsent.objects.filter(minor=minor, way=ConsentWay.DEVICE, withdrawn_at=None).exists()


def waits(subject: uuid.UUID, case_ref: uuid.UUID) -> bool:
    """Whether somebody known to be under 18 may not be asked yet."""
    return minor_of(subject, case_ref) is not None and not allows(subject, case_ref)


class Guardian:
    """What screening asks about somebody under 18."""

    def allows(self, subject: uuid.UUID, case_ref: uuid.UUID) -> bool:
        return allows(subject, case_ref)

    def known(self, subject: uuid.UUID, case_ref: uuid.UUID) -> bool:
        return minor_of(subject, case_ref) is not None

    def waits(self, subject: uuid.UUID, case_ref: uuid.UUID) -> bool:
        return waits(subject, case_ref)

    def suits(self, subject: uuid.UUID, case_ref: uuid.UUID, bundle: str) -> bool:
        minor = minor_of(subject, case_ref)
        return minor is None or minor.age not in {AgeBand.SMALL, AgeBand.CHILD} or bundle == CHILD_BUNDLE


def may_open(user: User, minor: Minor) -> Approval | None:
    """The approval by which this counsellor may read the file now."""
    return Approval.objects.filter(
        minor=minor, asked_by=user, purpose=Purpose.OPEN, granted=True, until__gt=clock.now()
    ).order_by("-until").first()


def open_duty(minor: Minor) -> ReportDuty | None:
    return ReportDuty.objects.filter(minor=minor, done_at=None).first()


def hold(user: User, flag: Flag, act: str) -> Hold | None:
    """Calling the person and telling the police are always free.

    A duty to report holds everything but reading and notes; reading needs an approval.
    """
    if act in {"contact", "report"}:
        return None
    minor = _behind(flag)
    if minor is None:
        return None
    url = _page(flag)
    if act in {"write", "close"} and open_duty(minor) is not None:
        return Hold(_("The report to the police comes first. Everything else in this file waits for its receipt."), url)
    if may_open(user, minor) is None:
        return Hold(_("This person is under 18. A colleague in charge has to approve before the file is opened."), url)
    return None


def tasks(user: User, flag: Flag) -> list[Hold]:
    """The duty to report, as long as it is open."""
    minor = _behind(flag)
    if minor is None or open_duty(minor) is None:
        return []
    return [Hold(_("The report to the police comes first. Everything else in this file waits for its receipt."), _page(flag))]


def _page(flag: Flag) -> str:
    return reverse("care_minor", args=[flag.subject])


def notes(flag: Flag) -> list[str]:
    return [str(POOR)] if _behind(flag) is not None else []


def _behind(flag: Flag) -> Minor | None:
    """The young person of this flag; one look for all gates of a request."""
    if "minor_behind" not in flag.__dict__:
        flag.__dict__["minor_behind"] = minor_of(flag.subject, flag.case_ref)
    found: Minor | None = flag.__dict__["minor_behind"]
    return found


def in_charge(area_path: str, *, but: User | None = None) -> list[User]:
    """Who approves: the supervisor of care on duty, else the deputy, else every other counsellor of the place; never who asks."""
    for rank in (Rank.LEAD, Rank.DEPUTY):
        users = [u for u in rota.on_call(area_path, rank) if but is None or u.pk != but.pk]
        if users:
            return users
    return [u for u in rota.counsellors(area_path) if but is None or u.pk != but.pk]


def to_decide(user: User, area_paths: tuple[str, ...]) -> list[Approval]:
    """Requests of colleagues, and emergencies nobody else has looked at, that this counsellor is in charge of."""
    if not area_paths:
        return []
    here = Q()
    for path in area_paths:
        here |= Q(minor__area_path__startswith=path)
    rows = Approval.objects.filter(here, decided_at=None).exclude(asked_by=user).select_related("minor", "asked_by").order_by("asked_at")
    return [row for row in rows[:100] if user in in_charge(row.minor.area_path, but=row.asked_by)]
