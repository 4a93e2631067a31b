"""Is this paper one of ours, and unchanged? Answers with a verdict and a date, never with a word of the paper."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mediation.accounts import limits
from mediation.common import ids
from mediation.documents import selectors, signing

LIMIT = 20 * 1024 * 1024  # bytes


class Answer(StrEnum):
    UNCHANGED = "unchanged"  # ours, and every byte is as signed
    CHANGED = "changed"  # carries our signature, but is not the file we signed
    UNKNOWN = "unknown"  # not one of ours
    KNOWN_CODE = "known_code"  # a paper with this code exists; only the file itself can be compared
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Result:
    answer: Answer
    signed_at: datetime | None = None


def of_file(content: bytes, *, caller: str) -> Result:
    """Good only if intact, trusted, covering the entire file and equal to a hash we stored."""
    limits.spend("verify", caller, limit=60, seconds=3600)
    if len(content) > LIMIT:
        return Result(Answer.TOO_LARGE)
    version = selectors.signed_by_hash(hashlib.sha256(content).hexdigest())
    verdict = signing.verify(content)
    if version is not None and verdict.good:
        return Result(Answer.UNCHANGED, version.created_at)
    return Result(Answer.CHANGED if verdict.has_our_field else Answer.UNKNOWN)


def of_code(code: str, *, caller: str) -> Result:
    limits.spend("verify", caller, limit=60, seconds=3600)
    version = selectors.signed_by_code(ids.normalise(code))
    return Result(Answer.KNOWN_CODE, version.created_at) if version else Result(Answer.UNKNOWN)
