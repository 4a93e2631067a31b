"""What an enrolled device carries with it: whom to ask, the questions with their rules, until when somebody is on call."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from counseling.screening import battery
from counseling.screening.bundles.loader import bundle, digest
from counseling.screening.bundles.shape import Bundle, Reached
from counseling.screening.enums import Rank, ScreeningState
from counseling.screening.instruments.loader import load
from counseling.screening.instruments.package import scale_points
from counseling.screening.models import Checkup, Device, Invitee, Shift
from counseling.screening.policies import devices
from counseling.screening.selectors import rota
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.territory.models import Area

LANGUAGES = ("zh-hans", "en")


def kept(actor: Actor) -> QuerySet[Device]:
    return devices.scope(actor, "keep").select_related("area", "holder")


def asks_until(area_path: str) -> datetime | None:
    """Until when, seen from now, somebody is on call first without a gap; None where nobody is now."""
    if not rota.staffed(area_path):
        return None
    above = [area_path[:n] for n in range(Area.steplen, len(area_path) + 1, Area.steplen)]
    until = clock.now()
    shifts = Shift.objects.filter(area__path__in=above, rank=Rank.FIRST, ends_at__gt=until).order_by("starts_at")
    for starts, ends in shifts.values_list("starts_at", "ends_at"):
        if starts > until:
            break
        until = max(until, ends)
    return until


def on_call_numbers(area_path: str) -> list[dict[str, str]]:
    """Whom the helper calls when there is no network: the people on duty, with their duty telephones."""
    return [{"name": str(u), "phone": u.telephone} for u in rota.on_call(area_path, Rank.FIRST) if u.telephone]


def pack(device: Device) -> dict[str, Any]:
    """Everything for a day without a network: names and numbers of people, never a telephone, an answer or a score of theirs."""
    now = clock.now()
    running = Checkup.objects.filter(area__path__startswith=device.area.path, opens_at__lte=now, closes_at__gt=now)
    until = asks_until(device.area.path)
    return {
        "device": str(device.id), "key": device.public_key, "asksUntil": None if until is None else int(until.timestamp() * 1000),
        "onCall": on_call_numbers(device.area.path),
        "checkups": [
            {
                "id": str(c.id), "title": c.title, "closes": int(c.closes_at.timestamp() * 1000), "digest": digest(c.bundle),
                "stages": {language: stages(bundle(c.bundle), language) for language in LANGUAGES}, "people": _people(c),
            }
            for c in running
        ],
    }


def _people(checkup: Checkup) -> list[dict[str, Any]]:
    rows = Invitee.objects.filter(checkup=checkup).select_related("person", "screening")
    waiting = {ScreeningState.OFFERED, ScreeningState.BEGUN}
    return [
        {"id": str(r.id), "number": r.number, "name": r.person.name} for r in rows if r.screening is None or r.screening.state in waiting
    ]


def stages(asked: Bundle, language: str) -> list[list[dict[str, Any]]]:
    """The stages that follow by themselves, as the device walks them: each step with its words, its condition and its gates.

    A further stage that is only offered is left to a counsellor's talk; so are questions without official words.
    """
    found = []
    for part in asked.stages:
        if part.how == "offered":
            break
        steps = []
        for step in part.steps:
            code = battery.chosen(step, language)
            if code is None:
                continue
            package = load(code).package
            items = step.items.get(code) or [i.id for i in package.items]
            critical = {c.item: c.at_least for c in package.critical if not c.soft}
            steps.append({
                "when": [_sum(w) for w in step.when], "curtail": _sum(step.curtail) if step.curtail else None,
                "gates": [{"when": g.when, "then": g.then} for g in package.gates],
                "questions": [
                    {"item": q.item, "stem": q.stem(language), "text": q.text(language), "options": q.options(language),
                     "critical": critical.get(q.item), "safety": bool(step.safety)}
                    for q in (battery.Question(code, i, step.safety) for i in items)
                ],
            })
        found.append(steps)
    return found


def _sum(cut: Reached) -> dict[str, Any]:
    package = load(cut.instrument).package
    scale = package.scale(cut.scale)
    points = {} if scale is None else {i: scale_points(package, scale, i) for i in scale.items}
    return {"points": points, "atLeast": cut.at_least}
