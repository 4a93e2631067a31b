from mediation.config.settings.test import *  # noqa: F403
from mediation.config.settings.test import INSTALLED_APPS as _APPS

INSTALLED_APPS = [*_APPS, "tests.realtime.trial_app.TrialConfig"]
SILENCED_SYSTEM_CHECKS = ["rooms.E002"]  # a test that pretends to be LiveKit's library puts it into the page itself
