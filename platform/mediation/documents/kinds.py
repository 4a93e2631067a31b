"""Who may read which kind of paper. The area that makes a kind registers its rule in `ready()`; an unknown kind opens to nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from mediation.common.actor import Actor


@dataclass(frozen=True, slots=True)
class Kind:
    """code: stored with the document. may_read: asked with the actor and the subject's id each time a version is opened."""

    code: str
    may_read: Callable[[Actor, UUID], bool]


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        _kinds[kind.code] = kind


def may_read(code: str, actor: Actor, subject: UUID) -> bool:
    kind = _kinds.get(code)
    return kind is not None and kind.may_read(actor, subject)
