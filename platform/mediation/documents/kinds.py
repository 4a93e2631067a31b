"""Who may read which kind of paper. The area that makes a kind registers its rule in `ready()`; an unknown kind opens to nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from mediation.common.actor import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Kind:
    """code: stored with the document. may_read: asked with the actor and the subject's id each time a version is opened.

    label: what anybody who checks such a paper on `/verify/` reads as its kind; never a name.
    """

    code: str
    may_read: Callable[[Actor, UUID], bool]
    label: str | _StrPromise = ""


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        _kinds[kind.code] = kind


def may_read(code: str, actor: Actor, subject: UUID) -> bool:
    kind = _kinds.get(code)
    return kind is not None and kind.may_read(actor, subject)


def label(code: str) -> str:
    kind = _kinds.get(code)
    return str(kind.label) if kind is not None else ""
