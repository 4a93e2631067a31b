"""The demo: everything on one machine, nothing leaves it, fictional people only."""

import base64
import hashlib
import os
import secrets

from mediation.config.env import STATE

keys = STATE / "keys"
keys.mkdir(parents=True, exist_ok=True)
for name in ("secret_key", "audit_key", "vault_master_key"):
    if not (keys / name).exists() and name.upper() not in os.environ:
        raw = base64.urlsafe_b64encode(hashlib.sha256(secrets.token_bytes(64)).digest()).decode()
        (keys / name).write_text(raw, encoding="utf-8")
        (keys / name).chmod(0o600)

from mediation.config.settings.base import *  # noqa: E402, F403

DEMO = True
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_USE_MANIFEST = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
REQUIRE_SECOND_FACTOR = False
SESSION_COOKIE_SECURE = False
