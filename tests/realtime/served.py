"""The real server in a process of its own, on the database of the running test."""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from mediation.common.actor import Actor
from realtime.rooms.models import Room
from tests.cast import client_of
from tests.realtime.trial_rooms import TrialRoom, make_room
from tests.serving import Served


def database_url() -> str:
    s = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{s['NAME']}"
    return f"postgres://{s['USER']}:{s['PASSWORD']}@{s['HOST']}:{s['PORT']}/{s['NAME']}"


class TrialSite(Served):
    def __init__(self, state: Path, *, redis_url: str = "") -> None:
        super().__init__(state, database_url=database_url(), redis_url=redis_url, worker="none")
        state.mkdir(parents=True, exist_ok=True)
        self.trial = state / "trial.json"
        self.env |= {
            "DJANGO_SETTINGS_MODULE": "tests.realtime.served_settings", "XINQIAO_TRIAL": str(self.trial),
            "SECRET_KEY": settings.SECRET_KEY, "AUDIT_KEY": settings.AUDIT_KEY, "VAULT_MASTER_KEY": settings.VAULT_MASTER_KEY,
        }
        if port := os.environ.get("XINQIAO_TRIAL_PORT"):
            self.port = int(port)

    def room(self, ref: str, mediator: Actor, *parties: Actor) -> Room:
        room = make_room(ref, mediator, *parties)
        self.trial.write_text(json.dumps(TrialRoom.members), encoding="utf-8")
        return room

    def session(self, actor: Actor) -> str:
        """A session key for a browser or a script of this person."""
        return str(client_of(actor).cookies[settings.SESSION_COOKIE_NAME].value)
