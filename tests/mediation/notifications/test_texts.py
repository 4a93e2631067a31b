from __future__ import annotations

from typing import Any

import pytest

from mediation.notifications.channels import onscreen
from mediation.notifications.models import ShortMessage
from mediation.notifications.services import text
from mediation.notifications.tasks import send_text

pytestmark = pytest.mark.django_db


def test_without_a_provider_a_county_does_not_count_a_message_as_sent(settings: Any) -> None:
    settings.DEMO = False
    row = text("+8613812340000", "agreement.code", code="123456")

    with pytest.raises(RuntimeError) as why:
        send_text(str(row.id))

    assert "123456" not in str(why.value)
    assert ShortMessage.objects.get(pk=row.pk).sent_at is None


def test_the_demo_keeps_it_on_the_screen() -> None:
    assert onscreen.send(key="k", number="+86138", text="x") == "onscreen:k"
