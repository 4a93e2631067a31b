"""A young person says how old they are, and what they want done about the grown-ups at home."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.minors.enums import AgeBand, GuardianWish
from counseling.minors.models import Minor
from counseling.minors.selectors.gate import CHILD_BUNDLE as CHILD
from counseling.screening.bundles.loader import PARTY
from counseling.screening.enums import FlagState, Reason, ScreeningState
from counseling.screening.models import Flag, Response, Screening
from counseling.screening.policies import flags, screenings
from counseling.screening.services import answering, rights
from counseling.screening.services.flags import raise_flag
from counseling.screening.services.offers import next_occasion
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid
from mediation.common.push import publish_on_commit

MINOR = "minor"  # from 12
BEFORE = (ScreeningState.OFFERED, ScreeningState.DECLINED)
AGREED = (ScreeningState.BEGUN, ScreeningState.FINISHED)


@transaction.atomic
def say(*, actor: Actor, screening: Screening, age: str, guardian: str) -> Minor:
    """In the person's own words. A counsellor is asked to look in where the guardian is to be called or must not know.

    Raises Invalid (`age`, `guardian`). Said again, the newest counts; a wish that they are not told is never undone from this page.
    Whoever has pressed "I am 18 or older" before puts it right here alone: that yes did not hold, so what was answered is erased (what
    belongs to an emergency is closed and kept), and the questions for their age wait for a guardian.
    """
    screenings.require(actor, "own", screening)
    wrong = {name: _("Please choose one.") for name, value, known in (
        ("age", age, AgeBand.values), ("guardian", guardian, GuardianWish.values)) if value not in known}
    if wrong:
        raise Invalid(fields=wrong)
    minor = _keep(actor, screening, AgeBand(age), GuardianWish(guardian))
    kept = None
    if screening.state in AGREED:
        kept = Flag.objects.filter(screening=screening).exclude(state=FlagState.CLOSED).first()
        screening = _undone(actor, screening, bundle_for(minor))
    before = Screening.objects.filter(pk=screening.pk, state__in=BEFORE, bundle__in=(PARTY, MINOR, CHILD))
    before.update(bundle=bundle_for(minor))  # the questions for their age
    if minor.guardian != GuardianWish.HERE or minor.age == AgeBand.SMALL:
        raise_flag(
            actor=actor, subject=screening.subject, case_ref=screening.case_ref, area_path=screening.area_path,
            screening=screening if kept is None else None,  # an emergency that is kept stays with the answers it came from
            reason=Reason.QUIET if minor.guardian == GuardianWish.SHIELD else Reason.ASKED,
        )
    return minor


def bundle_for(minor: Minor) -> str:
    """The questions the reference prints for this age (1.5): below 12 none about the mood; below 8 none at all, a talk instead."""
    return CHILD if minor.age in {AgeBand.SMALL, AgeBand.CHILD} else MINOR


def _undone(actor: Actor, screening: Screening, bundle: str) -> Screening:
    """The yes of somebody who was not asked as under 18 is taken back, and other questions are offered."""
    if Response.objects.filter(screening=screening).exists():
        rights.erase(actor=actor, screening=screening)
    answering.withdraw(actor=actor, screening=screening)
    return next_occasion(actor, screening.subject, screening.case_ref, screening.area_path, bundle)


@transaction.atomic
def know(*, actor: Actor, flag: Flag, age: AgeBand, guardian: GuardianWish) -> Minor:
    """A counsellor has learned that somebody is under 18, or that the guardian is suspected."""
    flags.require(actor, "work", flag)
    minor, made = Minor.objects.get_or_create(
        subject=flag.subject, case_ref=flag.case_ref,
        defaults={"area_path": flag.area_path, "age": age, "guardian": guardian, "said_by": actor.key, "at": clock.now()},
    )
    if made or Minor.objects.filter(pk=minor.pk).exclude(age=age, guardian=guardian).update(age=age, guardian=guardian):
        trail.record(actor, "minors.know", ("minor", minor.id), age=age)
        publish_on_commit("care")
    minor.refresh_from_db()
    Screening.objects.filter(
        subject=minor.subject, case_ref=minor.case_ref, state__in=BEFORE, bundle__in=(PARTY, MINOR, CHILD)
    ).update(bundle=bundle_for(minor))
    return minor


def _keep(actor: Actor, screening: Screening, age: AgeBand, guardian: GuardianWish) -> Minor:
    values = {"area_path": screening.area_path, "age": age, "guardian": guardian, "said_by": actor.key, "at": clock.now()}
    try:
        with transaction.atomic():
            minor, made = Minor.objects.get_or_create(subject=screening.subject, case_ref=screening.case_ref, defaults=values)
    except IntegrityError:
        minor, made = Minor.objects.get(subject=screening.subject, case_ref=screening.case_ref), False
    if not made:
        shielded = minor.guardian == GuardianWish.SHIELD
        if not Minor.objects.filter(pk=minor.pk).exclude(age=age, guardian=guardian).update(
            age=age, guardian=GuardianWish.SHIELD if shielded else guardian
        ):
            return minor
        minor.refresh_from_db()
    trail.record(actor, "minors.say", ("minor", minor.id), age=age)
    publish_on_commit("care")
    return minor
