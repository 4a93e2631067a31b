"""What a service may refuse with. Views and consumers translate these; nothing else decides a status code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise


class DomainError(Exception):
    """A rule of the field said no. `message` is for the person, in their language; `code` is for programs."""

    code = "refused"
    message: str | _StrPromise = _("That is not possible right now.")
    status = 409

    def __init__(self, message: str | _StrPromise | None = None, *, code: str | None = None) -> None:
        self.message = message or type(self).message
        self.code = code or type(self).code
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DomainError):
    """Absent or forbidden: from outside the two are one."""

    code = "not-found"
    message = _("We could not find that page.")
    status = 404


class Conflict(DomainError):
    """Somebody else was first, or the thing has moved on since the page was opened."""

    code = "conflict"
    message = _("Somebody else has just changed this. Please look at the new state and try again.")
    status = 409


class Elsewhere(DomainError):
    """This page is not for now: what has to be settled first is at `url`, one of our own addresses. Read by people only."""

    code = "elsewhere"

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url


class Invalid(DomainError):
    """What was entered cannot be taken. `fields` maps a field's name to what is wrong with it."""

    code = "invalid"
    message = _("Please look at the marked answers again.")
    status = 422

    def __init__(
        self,
        message: str | _StrPromise | None = None,
        *,
        fields: Mapping[str, str | _StrPromise] | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.fields: dict[str, str | _StrPromise] = dict(fields or {})


class TooMany(DomainError):
    """Asked too often. `retry_after` in seconds."""

    code = "too-many"
    message = _("That was tried too often. Please wait a little and try again.")
    status = 429

    def __init__(self, message: str | _StrPromise | None = None, *, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after
