"""Issuing a paper: a code and its picture are printed on it, it is sealed (PDF signature) and kept. Not inside a transaction."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings

from mediation.common import ids
from mediation.common.actor import Actor
from mediation.documents import selectors, signing
from mediation.documents.models import DocumentVersion
from mediation.documents.services import fresh_code, new_version, store


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is printed so that anybody can check the paper: `picture` is the QR code as SVG, `words` stand beside it."""

    code: str
    picture: str
    words: str


def stamp(code: str) -> Stamp:
    drawn = io.BytesIO()
    segno.make(f"{settings.WAGTAILADMIN_BASE_URL}/verify/?code={code}", error="m").save(drawn, kind="svg", scale=4, border=1)
    return Stamp(code, drawn.getvalue().decode(), f"核验码 {ids.grouped(code)}\n扫码或访问 /verify/ 核对本文件是否被改动")


def made_from(values: dict[str, Any], pictures: dict[str, str] | None = None) -> str:
    """A fingerprint of what a paper is printed from."""
    body = json.dumps([values, pictures or {}], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(body.encode()).hexdigest()


def issue(
    *, actor: Actor, scope: str, kind: str, title: str, subject: tuple[str, uuid.UUID], issuer: str, source: str,
    render: Callable[[Stamp], bytes], files: Callable[[DocumentVersion | None], Sequence[signing.Attachment]] = lambda _last: (),
) -> DocumentVersion:
    """The sealed paper, kept as the next version of its document; printed from the same `source` again, the one that is there.

    `files` gives what is attached to it, with the version before it in hand. The caller has asked its own policy.
    """
    last = selectors.latest(subject, kind)
    if last is not None and last.made_from == source:
        return last
    mark = stamp(fresh_code())
    content = signing.sign(render(mark), reason=title, files=files(last))
    last = selectors.latest(subject, kind)  # rendering takes a while: somebody else may have been faster
    if last is not None and last.made_from == source:
        return last
    if last is None:
        return store(
            actor=actor, scope=scope, kind=kind, title=title, subject=subject, content=content, signed=True, code=mark.code,
            issuer=issuer, made_from=source,
        )
    return new_version(actor=actor, document=last.document, content=content, signed=True, code=mark.code, made_from=source)
