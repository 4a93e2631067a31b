"""The three keys of a deployment, made once and kept outside the database: `mediation make_keys`."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

LENGTH = {"secret_key": 48}  # bytes; Django wants more than fifty characters
NAMES = ("secret_key", "audit_key", "vault_master_key")


def make_missing(folder: Path) -> list[Path]:
    """Random bytes, url-safe base64, readable by the owner alone. Never replaces one: that would lose what it sealed.

    A key given in the environment (NAME or NAME_FILE) is not made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name in NAMES:
        if name.upper() in os.environ or f"{name.upper()}_FILE" in os.environ:
            continue
        path = folder / name
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(base64.urlsafe_b64encode(secrets.token_bytes(LENGTH.get(name, 32))).decode())
        except FileExistsError:
            continue
        made.append(path)
    return made
