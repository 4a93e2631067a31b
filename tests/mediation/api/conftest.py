from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mediation.api.services import tokens
from mediation.common import clock


class Program:
    """Another program with a token. `get` and `post` give the answer; a POST has a key of its own unless told."""

    def __init__(self, token: Any, secret: str) -> None:
        self.token, self.secret, self.client = token, secret, Client()

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", **more}

    def get(self, path: str, language: str = "en", **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers(**{"Accept-Language": language}))

    def post(self, path: str, body: Any, key: str | None = None, language: str = "en") -> Any:
        more = {"Idempotency-Key": key if key is not None else str(uuid.uuid4()), "Accept-Language": language}
        raw = body if isinstance(body, str) else json.dumps(body)
        return self.client.post(
            f"/api/v1/{path}", raw, content_type="application/json", headers={k: v for k, v in self.headers(**more).items() if v}
        )

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1/{path}", headers=self.headers())


@pytest.fixture
def program(admin: Any, county: Any) -> Callable[..., Program]:
    def make(*scopes: str, organisation: Any = None, per_minute: int = 1000, days: int = 30) -> Program:
        seed = str(uuid.uuid4())
        row = tokens.make(
            actor=admin, name="省平台", organisation=organisation or county.centre, scopes=list(scopes),
            until=clock.today() + timedelta(days=days), per_minute=per_minute, seed=seed, press=uuid.uuid4(),
        )
        return Program(row, tokens.secret_of(seed))

    return make
