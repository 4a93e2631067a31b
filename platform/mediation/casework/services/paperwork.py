"""Filling the official forms of a case once, and issuing them as sealed papers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.casework.models import Case, Paper, Party
from mediation.casework.papers_data import DEMO_NOTICE
from mediation.casework.paperwork import ending
from mediation.casework.paperwork.catalogue import BY_CODE
from mediation.casework.paperwork.opening import PARTICULARS
from mediation.casework.paperwork.shapes import Field, Form, Sources, Typed
from mediation.casework.policies import cases
from mediation.casework.selectors import paper as selectors
from mediation.casework.services.history import tell
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.documents import issuing, rendering
from mediation.documents.models import DocumentVersion
from mediation.vault import sealing

NOT_CONFIRMED = _("A court does not confirm agreements about this kind of matter, so this application cannot be made.")
STALE = _("Somebody has changed this paper meanwhile. What you typed is still here; below is what it says now.")
TYPST = Path(__file__).resolve().parent.parent / "typst"


def checked(fields: tuple[Field, ...], values: Mapping[str, str]) -> dict[str, str]:
    """The known fields, trimmed. Raises Invalid with a message at each field that cannot be taken."""
    wrong: dict[str, Any] = {}
    kept: dict[str, str] = {}
    for f in fields:
        value = (values.get(f.code) or "").strip()
        if f.needed and not value:
            wrong[f.code] = _("Please fill this in.")
        elif len(value) > f.most:
            wrong[f.code] = _("Please say it in at most %(most)s characters.") % {"most": f.most}
        elif f.choices and value and value not in f.choices:
            wrong[f.code] = _("Please choose one.")
        elif value:
            kept[f.code] = value
    if wrong:
        raise Invalid(fields=wrong)
    return kept


@transaction.atomic
def save(
    *, actor: Actor, case: Case, form: Form, values: Mapping[str, str], paper: Paper | None = None, version: int = 0
) -> Paper:
    """Keep what was typed. `version` is the one the page showed: somebody else's change in between raises Conflict, nothing is lost."""
    cases.require(actor, "work", case)
    if paper is not None and (paper.case_id != case.pk or paper.form != form.code):
        raise NotFound
    kept = checked(form.fields, values)
    row = paper if paper is not None else _new(actor, case, form)
    words = sealing.seal(case.scope, row.place, json.dumps(kept, ensure_ascii=False))
    if not Paper.objects.filter(pk=row.pk, version=version).update(typed_sealed=words, version=F("version") + 1):
        raise Conflict(STALE, code="stale")
    trail.record(actor, "casework.paper_saved", ("case", case.pk), form=form.code, serial=row.serial)
    publish_on_commit(f"case:{case.pk}")
    row.refresh_from_db()
    return row


def _new(actor: Actor, case: Case, form: Form) -> Paper:
    last = Paper.objects.filter(case=case, form=form.code).aggregate(n=Max("serial"))["n"] or 0
    if last and not form.many:
        raise Conflict(STALE, code="stale")
    try:
        with transaction.atomic():
            return Paper.objects.create(case=case, form=form.code, serial=last + 1, created_at=clock.now(), created_by=actor.key)
    except IntegrityError as twice:
        raise Conflict from twice


def describe_party(*, actor: Actor, party: Party, values: Mapping[str, str]) -> None:
    """The particulars of a party, typed once for all papers."""
    cases.require(actor, "work", party.case)
    kept = checked(PARTICULARS, values)
    age = kept.get("age", "")
    if age and not (age.isascii() and age.isdigit() and 0 < int(age) <= 130):
        raise Invalid(fields={"age": _("Please give the age as a number, for example 46.")})
    with transaction.atomic():
        words = sealing.seal(party.case.scope, selectors.particulars_place(party), json.dumps(kept, ensure_ascii=False))
        Party.objects.filter(pk=party.pk).update(particulars_sealed=words)
        trail.record(actor, "casework.particulars", ("party", party.pk))
        publish_on_commit(f"case:{party.case_id}")


def issue(*, actor: Actor, case: Case, form: Form, paper: Paper | None = None) -> DocumentVersion:
    """The sealed PDF of a form as it is filled now; with nothing changed since, the one that is there."""
    if not (cases.can(actor, "work", case) or cases.can(actor, "oversee", case)) or form.build is None:
        raise NotFound
    s = selectors.sources(actor, case)
    if form.code == "court" and s.sheet is not None and not ending.confirmable(s):
        raise Conflict(NOT_CONFIRMED, code="matter")
    if paper is None:
        paper = Paper.objects.filter(case=case, form=form.code).order_by("serial").first()
    if paper is None:
        if any(f.needed for f in form.fields):
            raise Conflict(_("This paper still lacks something that only you can say. Please fill it in first."), code="incomplete")
        with transaction.atomic():
            paper = _new(actor, case, form)
    typed = selectors.typed_of(case, [paper]).get(paper.pk, {})
    values = values_of(form, s, typed)
    version = issuing.issue(
        actor=actor, scope=case.scope, kind=form.kind, title=f"{form.title} {case.number}" + (f"-{paper.serial}" if form.many else ""),
        subject=("paper", paper.pk), issuer=s.committee, source=issuing.made_from(values),
        render=lambda mark: rendering.pdf(
            layout(form), values | {"verify": mark.words, "code": mark.code}, pictures={"seal-qr": mark.picture}
        ),
    )
    with transaction.atomic():
        trail.record_read(actor, "casework.paper", ("case", case.pk), form=form.code, version=version.number)
        if version.number == 1:
            tell(case, "paper_made", actor, for_parties=False, form=form.code)
    return version


def layout(form: Form) -> Path:
    """The county's own layout where it has laid one over ours."""
    folder = str(getattr(settings, "PAPER_LAYOUTS", ""))
    own = Path(folder) / f"{form.code}.typ"
    return own if folder and own.exists() else TYPST / "paper.typ"


def values_of(form: Form, s: Sources, typed: Typed) -> dict[str, Any]:
    if form.build is None:
        raise NotFound
    return {
        "title": form.title, "committee": s.committee, "number": s.case.number, "part": form.build(s, typed),
        "mark": f"参考格式　人民调解文书之{form.number}", "notice": DEMO_NOTICE if settings.DEMO else "",
    }


def first_values(form: Form, s: Sources) -> dict[str, str]:
    """What the case proposes for a paper that nobody has filled in yet."""
    return {f.code: f.first(s) for f in form.fields if f.first is not None}


def form_of(code: str) -> Form:
    if code not in BY_CODE:
        raise NotFound
    return BY_CODE[code]


def paper_for(case: Case, form: Form, key: uuid.UUID | None) -> Paper | None:
    """The paper a page is about: the one named, or the only one of a form there is one of."""
    rows = Paper.objects.filter(case=case, form=form.code)
    if key is not None:
        row = rows.filter(pk=key).first()
        if row is None:
            raise NotFound
        return row
    return None if form.many else rows.first()
