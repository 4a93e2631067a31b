"""The demo: everything on one machine, nothing leaves it, fictional people only."""

from mediation.config.env import STATE, env
from mediation.config.keys import make_missing

make_missing(STATE / "keys")

from mediation.config.settings.base import *  # noqa: E402, F403

DEMO = True
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_USE_MANIFEST = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=False)  # the demo on a stage needs none; a rehearsal may
SESSION_COOKIE_SECURE = False
