"""The administrator's page of connections: the secret once, in the browser that made it; nobody else's place."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest

from mediation.api.models import ApiToken
from mediation.common import clock

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"xq_[0-9a-f]{64}")


def form(county: Any, **more: Any) -> dict[str, Any]:
    return {
        "name": "省平台", "organisation": str(county.centre.public_id), "scopes": ["cases.read", "events.read"],
        "until": (clock.today() + timedelta(days=90)).isoformat(), "per_minute": "60", "press": str(uuid.uuid4()), **more,
    }


def test_made_once_and_shown_to_its_maker_for_a_while(admin: Any, county: Any, client_of: Any) -> None:
    desk, sent = client_of(admin), form(county)
    first, second = (desk.post("/desk/connections/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    row = ApiToken.objects.get()
    shown = [SECRET.findall(desk.get(first["Location"]).content.decode()) for _ in range(2)]
    assert shown[0] == shown[1] != []
    from django.test import Client

    assert Client().get("/api/v1/cases", headers={"Authorization": f"Bearer {shown[0][0]}"}).status_code == 200
    assert not SECRET.search(client_of(admin).get(first["Location"]).content.decode())  # another browser
    with clock.told(clock.now() + timedelta(minutes=16)):
        assert not SECRET.search(desk.get(first["Location"]).content.decode())
    assert desk.post(f"/desk/connections/{row.pk}/revoke/").status_code == 302
    assert not SECRET.search(desk.get(first["Location"]).content.decode())
    assert Client().get("/api/v1/cases", headers={"Authorization": f"Bearer {shown[0][0]}"}).status_code == 401


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(admin: Any, county: Any, client_of: Any) -> None:
    desk = client_of(admin)
    far = (clock.today() + timedelta(days=800)).isoformat()
    for field, value in (("until", far), ("scopes", []), ("per_minute", "0")):
        answer = desk.post("/desk/connections/", form(county, **{field: value}))
        assert answer.status_code == 422
        assert f'id="id_{field}-error"' in answer.content.decode()
        assert 'value="省平台"' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_another_place_is_not_there(
    make_user: Any, county: Any, client_of: Any, admin: Any, supervisor: Any, mediator: Any, gridworker: Any, counsellor: Any, party: Any,
    program: Any,
) -> None:
    p = program("cases.read", organisation=county.centre)
    town = client_of(make_user("town_admin", "admin", county.other_town))
    assert town.get(f"/desk/connections/{p.token.pk}/").status_code == 404
    assert town.post(f"/desk/connections/{p.token.pk}/revoke/").status_code == 404
    answer = town.post("/desk/connections/", form(county))
    assert answer.status_code == 422  # the county's centre is not offered
    for other in (supervisor, mediator, gridworker, counsellor):
        for path in ("/desk/connections/", f"/desk/connections/{p.token.pk}/"):
            assert client_of(other).get(path).status_code == 404
    assert client_of(party).get(f"/desk/connections/{p.token.pk}/").status_code == 404
    assert ApiToken.objects.get(pk=p.token.pk).revoked_at is None
