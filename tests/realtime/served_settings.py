from mediation.config.settings.test import *  # noqa: F403
from mediation.config.settings.test import INSTALLED_APPS as _APPS

INSTALLED_APPS = [*_APPS, "tests.realtime.trial_app.TrialConfig"]
