"""Laying a ladder from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.push import publish_on_commit
from training.mentoring import defaults
from training.mentoring.enums import Evidence, Track
from training.mentoring.models import LadderTemplate, Requirement


def gates_now(track: Track, day: date) -> list[tuple[int, Evidence, int, str]]:
    """What a new ladder begins with: the one that holds on that day, and every delivered gate beside it."""
    held = LadderTemplate.objects.filter(track=track, valid_from__lte=day).first()
    found = {(s, k): (n, source) for s, k, n, source in defaults.GATES[track]}
    if held is not None:
        found |= {(r.step, Evidence(r.kind)): (r.number, r.source) for r in held.requirements.all()}
    return [(s, k, n, source) for (s, k), (n, source) in sorted(found.items(), key=lambda row: row[0][0])]


def lay(
    *, actor: Actor, track: Track, valid_from: date, numbers: Mapping[tuple[int, str], int] | None = None,
    added: tuple[tuple[int, str, int], ...] = (), notice_days: int = 7, at_most: int = 3, drills_by_log: bool = True,
) -> LadderTemplate:
    """A ladder from a day to come: today's gates with other numbers where given, and more gates. None can be left out or set to nothing.

    Raises NotFound for who may not, Invalid with the fields.
    """
    if not actor.is_system and not actor.holds(Capability.TERRITORY_MANAGE):
        raise NotFound
    wanted = dict(numbers or {})
    wrong: dict[str, str] = {}
    if not actor.is_system and valid_from <= clock.today():
        wrong["valid_from"] = _("A ladder can only begin on a day to come: what holds today stays as it is.")
    elif LadderTemplate.objects.filter(track=track, valid_from=valid_from).exists():
        wrong["valid_from"] = _("There is a ladder from this day already.")
    if any(not 1 <= n <= 500 for n in wanted.values()) or any(not 1 <= n <= 500 for _s, _k, n in added):
        wrong["numbers"] = _("Every number lies between 1 and 500.")
    if not 1 <= notice_days <= 60:
        wrong["notice_days"] = _("Between 1 and 60 days.")
    if not 1 <= at_most <= 20:
        wrong["at_most"] = _("Between 1 and 20.")
    if wrong:
        raise Invalid(fields=wrong)
    rows = gates_now(track, valid_from)
    known = {(s, k) for s, k, _n, _source in rows}
    rows += [(s, Evidence(k), n, defaults.COUNTY) for s, k, n in added if (s, Evidence(k)) not in known]
    try:
        with transaction.atomic():
            row = LadderTemplate.objects.create(
                track=track, valid_from=valid_from, notice_days=notice_days, at_most=at_most, made_by=actor.key,
                drills_by_log=drills_by_log,
            )
            Requirement.objects.bulk_create(
                Requirement(
                    template=row, step=step, kind=kind, number=wanted.get((int(step), str(kind)), number),
                    source=source if wanted.get((int(step), str(kind)), number) == number else defaults.COUNTY,
                )
                for step, kind, number, source in rows
            )
            trail.record(actor, "mentoring.lay_ladder", ("ladder", row.pk), track=str(track))
            publish_on_commit("mentoring")
    except IntegrityError:
        return LadderTemplate.objects.get(track=track, valid_from=valid_from)
    return row
