"""Carrying what was written under one identity to another: every sealed word is opened and sealed anew under the other key."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model

from counseling.interventions.models import Appointment, CareEntry, LookIn, ProcessNote, Referral, Supervision
from counseling.screening.ports import Whereabouts
from mediation.vault import sealing

Places = Mapping[str, Callable[[Any], str]]  # sealed field -> its place in the vault
BOUND: tuple[tuple[type[Model], Places], ...] = (
    (CareEntry, {"body_sealed": lambda row: row.place}),
    (Appointment, {"where_sealed": lambda row: row.spot}),
    (Referral, {f"{name}_sealed": lambda row, name=name: row.spot(name) for name in ("number", "body", "answer")}),  # type: ignore[misc]
    (Supervision, {}), (ProcessNote, {}), (LookIn, {}),  # sealed by their own ids, or not at all
)
# another area that keeps something by a person's identity: (from, to) -> the ids of what it made; with ids, takes those away again
Follow = Callable[[uuid.UUID, Whereabouts], list[str]]
_followers: dict[str, tuple[Follow, Callable[[list[str]], None]]] = {}


def register(name: str, follow: Follow, undo: Callable[[list[str]], None]) -> None:
    """In `ready()` of an area above this one."""
    _followers[name] = (follow, undo)


def carry(subject: uuid.UUID, to: Whereabouts) -> dict[str, list[str]]:
    """Everything of `subject` to `to`, inside the caller's transaction. Returns the ids of what was carried, by model."""
    moved = {model.__name__: _carry(model, places, to, model._default_manager.filter(subject=subject)) for model, places in BOUND}
    return moved | {name: follow(subject, to) for name, (follow, _undo) in _followers.items()}


def carry_back(moved: Mapping[str, list[str]], to: Whereabouts) -> None:
    """Exactly what was carried before."""
    for model, places in BOUND:
        _carry(model, places, to, model._default_manager.filter(pk__in=moved.get(model.__name__, [])))
    for name, (_follow, undo) in _followers.items():
        undo(moved.get(name, []))


def _carry(model: type[Model], places: Places, to: Whereabouts, rows: Any) -> list[str]:
    where = {"subject": to.subject, "case_ref": to.case_ref, "area_path": to.area_path}
    own = {name: value for name, value in where.items() if name in {f.name for f in model._meta.get_fields()}}
    done = []
    for row in list(rows):
        plain = {field: sealing.unseal(row.scope, place(row), getattr(row, field)) for field, place in places.items()}
        for name, value in own.items():
            setattr(row, name, value)
        sealed = {field: sealing.seal(row.scope, place(row), plain[field]) for field, place in places.items()}
        model._default_manager.filter(pk=row.pk).update(**own, **sealed)
        done.append(str(row.pk))
    return done
