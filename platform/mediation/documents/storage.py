"""The file store: ciphertext only, opaque names, two levels of folders so that no folder grows large."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from mediation.vault import sealing


def _path(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "sealed" / name[:2] / name


def write(scope: str, name: str, content: bytes) -> None:
    """Seal and write. The file appears whole or not at all: a crash leaves at most a file nobody refers to."""
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(sealing.seal_bytes(scope, f"documents.file:{name}", content))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read(scope: str, name: str) -> bytes:
    """The plain bytes. Raises `vault.sealing.Unsealable` if the file was altered or moved from another place."""
    return sealing.unseal_bytes(scope, f"documents.file:{name}", _path(name).read_bytes())
