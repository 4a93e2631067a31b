import os

os.environ.setdefault("SECRET_KEY", "tests-only-0123456789-0123456789-0123456789-0123456789")
os.environ.setdefault("AUDIT_KEY", "tests-only-audit-key")
os.environ.setdefault("VAULT_MASTER_KEY", "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=")

from mediation.config.settings.base import *  # noqa: F403

DEMO = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
AXES_ENABLED = False
REQUIRE_SECOND_FACTOR = False
SESSION_COOKIE_SECURE = False
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_USE_MANIFEST = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if not DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["OPTIONS"].pop("pool")  # noqa: F405 -- a pool would keep connections to databases that are dropped
