"""Every deployment. What differs stands in the environment and is read in `config/env.py`."""

from mediation.config.env import REDIS_URL as REDIS_URL
from mediation.config.env import STATE as STATE
from mediation.config.env import env
from mediation.config.settings.parts.apps import *  # noqa: F403
from mediation.config.settings.parts.auth import *  # noqa: F403
from mediation.config.settings.parts.database import *  # noqa: F403
from mediation.config.settings.parts.i18n import *  # noqa: F403
from mediation.config.settings.parts.jobs import *  # noqa: F403
from mediation.config.settings.parts.logging import *  # noqa: F403
from mediation.config.settings.parts.media import *  # noqa: F403
from mediation.config.settings.parts.security import *  # noqa: F403
from mediation.config.settings.parts.wagtail import *  # noqa: F403

DEBUG = False
DEMO = False
HOLIDAY_FILE = env.str("HOLIDAY_FILE", default="")  # public holidays as JSON; see docs/operations
CASE_PREFIX = "QX"  # before the year in every number of the county: QX-2026-00123
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
MEDIA_ROOT = STATE / "media"
MEDIA_URL = "/media/"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
SMS_TRANSPORT = "mediation.notifications.channels.onscreen.send"
