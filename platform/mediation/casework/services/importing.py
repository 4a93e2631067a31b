"""Disputes from a spreadsheet: read and shown first, taken over on a second press, each line once."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.casework import spreadsheet
from mediation.casework.enums import CaseSource, DisputeType
from mediation.casework.models import Case, EnteredThere, ImportBatch, ImportedCase
from mediation.casework.services.case import STORY_LIMIT, WISH_LIMIT, Contact, Report, open_case
from mediation.casework.spreadsheet import Line
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.policy import under
from mediation.people.services import clean_phone
from mediation.territory.models import Area
from mediation.vault import sealing

SOURCES = {
    "依申请": CaseSource.APPLICATION, "依当事人申请": CaseSource.APPLICATION, "当事人申请": CaseSource.APPLICATION,
    "主动调解": CaseSource.INITIATIVE, "委托移送": CaseSource.REFERRED, "接受委托移送": CaseSource.REFERRED,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A line as it would be taken over. already: the number of the case it became before."""

    line: Line
    area: Area | None
    kind: str
    source: str
    already: str

    @property
    def good(self) -> bool:
        return not self.line.problems and not self.already


def preview(*, actor: Actor, raw: bytes, platform: str = "") -> ImportBatch:
    """Read a file and keep its lines for a look. The same file again is the same preview.

    platform: the other platform's code; what is taken over is marked as standing there.
    """
    _may(actor)
    lines = spreadsheet.read(raw)
    sha = hashlib.sha256(raw).hexdigest()
    body = json.dumps([[x.number, x.values, [str(p) for p in x.problems]] for x in lines], ensure_ascii=False)
    with transaction.atomic():
        row = ImportBatch.objects.filter(by=actor.key, sha256=sha).first()
        if row is None:
            row = ImportBatch(id=uuid.uuid4(), by=actor.key, sha256=sha, count=len(lines), made_at=clock.now())
        row.done_at, row.platform = None, platform
        row.lines_sealed = sealing.seal(row.scope, f"casework.importbatch.lines:{row.pk}", body)
        row.save()
        trail.record(actor, "casework.import_read", ("import", row.pk), lines=len(lines))
    return row


def batch_for(actor: Actor, key: uuid.UUID) -> ImportBatch:
    """Whoever read the file; nobody else looks at its lines."""
    _may(actor)
    row = ImportBatch.objects.filter(pk=key, by=actor.key).first()
    if row is None:
        raise NotFound
    return row


def checked(actor: Actor, batch: ImportBatch) -> list[Checked]:
    """Every line with its place, type and what is wrong, against the county as it is now."""
    if not batch.lines_sealed:
        return []
    body = json.loads(sealing.unseal(batch.scope, f"casework.importbatch.lines:{batch.pk}", batch.lines_sealed))
    lines = [Line(number, values, list(problems)) for number, values, problems in body]
    here = under("path", actor.reach(Capability.CASE_REGISTER))
    areas: dict[str, list[Area]] = {}
    for area in Area.objects.filter(here) if here is not None else ():
        for name in {area.name, area.code, area.name_en}:
            areas.setdefault(name.lower(), []).append(area)
    marks = {mark_of(line): line for line in lines}
    known = dict(ImportedCase.objects.filter(mark__in=marks).values_list("mark", "case__number"))
    kinds = _kinds()
    seen: dict[str, int] = {}
    found = []
    for line in lines:
        v = line.values
        places = areas.get(v.get("area", "").lower(), [])
        kind, source = kinds.get(v.get("kind", "").lower(), ""), SOURCES.get(v.get("source", ""), "" if v.get("source") else "application")
        line.problems.extend(_problems(line, places, kind, source))
        mark = mark_of(line)
        if mark in seen:
            line.problems.append(_("The same as line %(n)s.") % {"n": seen[mark]})
        seen.setdefault(mark, line.number)
        found.append(Checked(line, places[0] if len(places) == 1 else None, kind, source, known.get(mark, "")))
    return found


def take_over(*, actor: Actor, batch: ImportBatch) -> list[Case]:
    """Open a case for each line; all are right, or nothing is taken. Pressed twice, or the same line in another file: once."""
    rows = checked(actor, batch_for(actor, batch.pk))
    if not rows:
        raise Conflict(_("This table has been taken over already."))
    if any(r.line.problems for r in rows):
        raise Conflict(_("Some lines are not right yet. Nothing was taken over."), code="lines")
    made = [case for r in rows if not r.already and (case := _open(actor, r, batch.platform)) is not None]
    with transaction.atomic():
        if ImportBatch.objects.filter(pk=batch.pk, done_at=None).update(done_at=clock.now(), lines_sealed=""):
            trail.record(actor, "casework.import_done", ("import", batch.pk), cases=len(made))
    return made


def _open(actor: Actor, row: Checked, platform: str) -> Case | None:
    v = row.line.values
    if row.area is None:
        raise Conflict
    others = [Contact(name=v["other_name"], phone=v.get("other_phone", ""))] if v.get("other_name") else []
    report = Report(
        kind=row.kind, story=v["story"], wish=v.get("wish", ""), title=v.get("title", ""), area=row.area, source=row.source,
        applicant=Contact(name=v["name"], phone=v.get("phone", "")), respondents=others, helper=actor.name,
    )
    try:
        with transaction.atomic():
            case = open_case(actor=actor, report=report, willing=row.source == CaseSource.APPLICATION).case
            ImportedCase.objects.create(mark=mark_of(row.line), case=case)
            if platform:
                EnteredThere.objects.create(
                    case=case, platform=platform, number=v.get("reference", "")[:60], imported=True, at=clock.now(), by=actor.key
                )
    except IntegrityError:
        return None  # the other press was faster
    return case


def mark_of(line: Line) -> str:
    """By the sender's own number where there is one, else by everything the line says."""
    v = line.values
    words = ["reference", v["reference"]] if v.get("reference") else [v.get(code, "") for code in spreadsheet.COLUMNS]
    return sealing.blind_index("casework.import", json.dumps(words, ensure_ascii=False))


def _kinds() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for code, label in DisputeType.choices:
                found[str(label).lower()] = found[code] = code
                found[f"{str(label).lower()}纠纷"] = code
    return found


def _problems(line: Line, places: list[Area], kind: str, source: str) -> list[str]:
    v, wrong = line.values, []
    if v.get("area") and not places:
        wrong.append(_("“%(word)s” is no place you may register for.") % {"word": v["area"][:30]})
    if len(places) > 1:
        wrong.append(_("There are several places called “%(word)s”. Please give the code.") % {"word": v["area"][:30]})
    if v.get("kind") and not kind:
        wrong.append(_("“%(word)s” is none of the eighteen types.") % {"word": v["kind"][:30]})
    if v.get("source") and not source:
        wrong.append(_("“%(word)s” is no known source.") % {"word": v["source"][:30]})
    limits = {"story": STORY_LIMIT, "wish": WISH_LIMIT, "name": 60, "other_name": 60, "title": 80, "reference": 60}
    wrong += [
        _("“%(column)s” is longer than %(most)s characters.") % {"column": spreadsheet.COLUMNS[c][0], "most": most}
        for c, most in limits.items() if len(v.get(c, "")) > most
    ]
    for code in spreadsheet.TELEPHONES:
        if v.get(code):
            try:
                clean_phone(v[code])
            except Invalid:
                wrong.append(_("“%(column)s” is no telephone number.") % {"column": spreadsheet.COLUMNS[code][0]})
    return [str(w) for w in wrong]


def _may(actor: Actor) -> None:
    if not (actor.is_user and actor.reach(Capability.CASE_REGISTER)):
        raise NotFound
