"""The product as `make run` serves it, behind one proxy: so that each person of the load has an own address and an own limit."""

from mediation.config.settings.dev import *  # noqa: F403

PROXIES = 1
