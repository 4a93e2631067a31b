"""Is this paper one of ours, and unchanged? Answers with a verdict and a date, never with a word of the paper."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mediation.accounts import limits
from mediation.common import ids
from mediation.documents import kinds, manifest, selectors, signing
from mediation.documents.models import DocumentVersion

LIMIT = 60 * 1024 * 1024  # bytes: a dossier carries its papers
_HASH = re.compile(r"[0-9a-f]{64}")


class Answer(StrEnum):
    UNCHANGED = "unchanged"  # ours, and every byte is as signed
    CHANGED = "changed"  # carries our signature, but is not the file we signed
    UNKNOWN = "unknown"  # not one of ours
    UNKNOWN_HASH = "unknown_hash"  # the hash of no file of ours: changed, or never ours; only the file itself tells
    KNOWN_CODE = "known_code"  # a paper with this code exists; only the file itself can be compared
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Result:
    """What anybody may hear: the kind of paper, the day and the organisation; no name, no word of it."""

    answer: Answer
    signed_at: datetime | None = None
    kind: str = ""
    issuer: str = ""
    newer: bool = False  # a later version of the same paper exists


@dataclass(frozen=True, slots=True)
class Report:
    """Every question about a file by itself. None: the question does not arise (no list inside, no register asked)."""

    intact: bool
    trusted: bool
    entire: bool
    registered: bool | None = None
    listed: bool | None = None
    chained: bool | None = None
    version: DocumentVersion | None = None

    @property
    def good(self) -> bool:
        return self.intact and self.trusted and self.entire and False not in (self.registered, self.listed, self.chained)


def examine(content: bytes, *, register: bool = True) -> Report:
    """Signature, seal, our register, the list of what is inside, and the chain. `register` False: from the file alone."""
    verdict = signing.verify(content)
    version = selectors.signed_by_hash(hashlib.sha256(content).hexdigest()) if register else None
    files = manifest.files_in(content)
    body = manifest.read(files)
    listed = chained = None
    if files:
        listed = body is not None and manifest.complete(body, files)
        if body is not None and register:
            listed = listed and manifest.at_home(body)
            chained = version is not None and manifest.chained(body, version)
    return Report(
        verdict.intact, verdict.trusted, verdict.entire, version is not None if register else None, listed, chained, version
    )


def of_file(content: bytes, *, caller: str) -> Result:
    """Good only if intact, trusted, covering the entire file, equal to a hash we stored, and whole inside."""
    limits.spend("verify", caller, limit=60, seconds=3600)
    if len(content) > LIMIT:
        return Result(Answer.TOO_LARGE)
    report = examine(content)
    if report.good and report.version is not None:
        return _ours(Answer.UNCHANGED, report.version)
    return Result(Answer.CHANGED if signing.FIELD.encode() in content else Answer.UNKNOWN)


def of_code(code: str, *, caller: str) -> Result:
    """By the code printed on a paper, or by the SHA-256 of a file, which is as good as the file."""
    limits.spend("verify", caller, limit=60, seconds=3600)
    hashed = "".join(code.split()).lower()
    if _HASH.fullmatch(hashed):
        version = selectors.signed_by_hash(hashed)
        return _ours(Answer.UNCHANGED, version) if version is not None else Result(Answer.UNKNOWN_HASH)
    version = selectors.signed_by_code(ids.normalise(code))
    return _ours(Answer.KNOWN_CODE, version) if version is not None else Result(Answer.UNKNOWN)


def _ours(answer: Answer, version: DocumentVersion) -> Result:
    paper = version.document
    newer = paper.versions.filter(number__gt=version.number, signed=True).exists()
    return Result(answer, version.created_at, kinds.label(paper.kind), paper.issuer, newer)
