"""The list of everything in a dossier with its hashes (卷宗清单), carried inside the sealed PDF as `manifest.json`.

Each attached file must be there byte for byte and nothing besides; files that stay with us are named by hash; `before` is the
hash of the dossier sealed before this one, and `trail` a place in the audit trail, so that nothing can be put in between later.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from mediation.audit import selectors as audit
from mediation.common import clock
from mediation.documents.models import DocumentVersion
from mediation.documents.signing import Attachment

NAME = "manifest.json"
FORMAT = "xinqiao-manifest-1"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that belongs to the dossier and stays in our store: an original of evidence, a scan."""

    title: str
    sha256: str
    size: int


def build(
    *, number: str, issuer: str, attached: Sequence[Attachment], kept: Sequence[Kept] = (), before: DocumentVersion | None = None
) -> Attachment:
    place = audit.head()
    body = {
        "format": FORMAT, "number": number, "issuer": issuer, "sealed_at": clock.now().astimezone(UTC).isoformat(timespec="seconds"),
        "attached": [{"name": f.name, "title": f.title, "sha256": f.sha256, "size": len(f.content)} for f in attached],
        "kept": [{"title": k.title, "sha256": k.sha256, "size": k.size} for k in kept],
        "before": before.sha256 if before is not None else "",
        "trail": {"number": place[0], "digest": place[1]},
    }
    return Attachment(NAME, "卷宗清单", "application/json", json.dumps(body, ensure_ascii=False, indent=1).encode())


def files_in(content: bytes) -> dict[str, bytes]:
    """Attached files by name. Empty for a file that has none or cannot be read."""
    try:
        root = PdfFileReader(io.BytesIO(content), strict=False).root
        names = root["/Names"]["/EmbeddedFiles"]["/Names"]
        return {str(names[i]): bytes(names[i + 1]["/EF"]["/F"].data) for i in range(0, len(names), 2)}
    except Exception:  # a stranger's file: every way of being broken is the same answer
        return {}


def read(files: dict[str, bytes]) -> dict[str, Any] | None:
    try:
        body = json.loads(files[NAME])
    except (KeyError, ValueError):
        return None
    return body if isinstance(body, dict) and body.get("format") == FORMAT else None


def complete(body: dict[str, Any], files: dict[str, bytes]) -> bool:
    """Every attached file is there, byte for byte, and nothing else is."""
    listed = {f["name"]: (f["sha256"], f["size"]) for f in body["attached"]}
    found = {name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in files.items() if name != NAME}
    return listed == found


def at_home(body: dict[str, Any]) -> bool:
    """Every file that is only named by its hash is known to us."""
    wanted = {k["sha256"] for k in body["kept"]}
    return wanted == set(DocumentVersion.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))


def chained(body: dict[str, Any], version: DocumentVersion) -> bool:
    """It follows the dossier sealed before it, and its place in the audit trail is what it says."""
    earlier = DocumentVersion.objects.filter(document=version.document_id, number=version.number - 1).first()
    place = body["trail"]
    return bool(body["before"] == (earlier.sha256 if earlier else "") and audit.digest_at(place["number"]) == place["digest"])
