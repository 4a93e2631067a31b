"""A county. Secrets and addresses come from the environment; nothing here has a default that is unsafe."""

from mediation.config.env import env
from mediation.config.settings.base import *  # noqa: F403

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PROXIES = env.int("PROXIES", default=1)
SMS_TRANSPORT = env.str("SMS_TRANSPORT", default="mediation.notifications.channels.onscreen.send")
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="xinqiao@localhost")
WAGTAILADMIN_BASE_URL = f"https://{ALLOWED_HOSTS[0]}"  # where links in mails lead
SECURE_HSTS_SECONDS = 365 * 24 * 3600
# whether the rest of the domain is served over HTTPS too is its owner's to say, not this application's
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by the machine next door, without TLS
