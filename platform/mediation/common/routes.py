"""Every route says who it is for. A test walks the resolver: a view without a declaration fails."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])


class Access(StrEnum):
    PUBLIC = "public"  # anybody
    TOKEN = "token"  # noqa: S105 -- the address carries a locator; unknown, expired and revoked look the same
    SIGNED_IN = "signed-in"  # a user; anonymous visitors go to sign-in
    BEARER = "bearer"  # another program, with a token of its own in the header; without it 401
    SCOPED = "scoped"  # about one object; absent and forbidden answer the same 404


def _declare(access: Access, capability: str = "") -> Callable[[V], V]:
    def mark(view: V) -> V:
        view.access = access  # type: ignore[attr-defined]
        view.capability = capability  # type: ignore[attr-defined]
        return view

    return mark


def public(view: V) -> V:
    return _declare(Access.PUBLIC)(view)


def token(view: V) -> V:
    return _declare(Access.TOKEN)(view)


def bearer(view: V) -> V:
    """An address for another program. The view itself holds the token against its uses and its place; no browser session counts."""
    return _declare(Access.BEARER)(view)


def signed_in(capability: str = "") -> Callable[[V], V]:
    """A page for users. With a capability, users without it get the same 404 as a page that does not exist."""
    return _declare(Access.SIGNED_IN, capability)


def scoped(capability: str = "") -> Callable[[V], V]:
    """A page about one object; guests may be let in by the object's policy."""
    return _declare(Access.SCOPED, capability)
