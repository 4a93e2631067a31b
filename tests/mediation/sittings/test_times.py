"""Free and busy without reasons, clocks far away, another time asked for by a party."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mediation.casework.services import sitting as casework
from mediation.common import clock
from mediation.common.errors import Conflict, NotFound
from mediation.notifications.models import Notice, ShortMessage
from mediation.sittings.models import Engaged, MoveWish
from mediation.sittings.selectors import times as selectors
from mediation.sittings.services import times as services
from mediation.vault import sealing
from mediation.web import wording
from tests.cast import client_of
from tests.mediation.sittings.conftest import Talk

pytestmark = pytest.mark.django_db


def span(hour: int = 9, until: int = 12, *, ahead: int = 3) -> dict[str, str]:
    day = f"{clock.today() + timedelta(days=ahead)}"
    return {"from_day": day, "from_hour": f"{hour:02}:00", "until_day": day, "until_hour": f"{until:02}:00"}


def page(talk: Talk) -> str:
    return f"/c/case/{talk.case.pk}/times/"


def test_parties_see_that_the_mediator_is_taken_and_never_why(talk: Talk, everybody: Any) -> None:
    desk = client_of(talk.lead)
    for _ in range(2):
        assert desk.post("/desk/times/", span()).status_code == 302
    assert Engaged.objects.count() == 1
    body = client_of(talk.a).get(page(talk)).content.decode()
    assert "09:00–12:00" in body
    own = talk.sitting.starts_at.astimezone(clock.SHANGHAI)
    assert f"{own:%H:%M}–" in body  # an appointment of any case is taken time too
    found = {name for name, actor in everybody().items() if client_of(actor).get(page(talk)).status_code == 200}
    assert found == {"a", "b"}


def test_slips_are_said_at_their_field(talk: Talk) -> None:
    for client, where in ((client_of(talk.lead), "/desk/times/"), (client_of(talk.a), page(talk))):
        slips = ({"from_day": "2026-02-30"}, {"until_day": ""}, {"until_day": "9999-01-01"})
        for wrong in (span(12, 9), span(ahead=-3), *({**span(), **slip} for slip in slips)):
            answer = client.post(where, wrong)
            assert answer.status_code == 422, wrong
            assert answer.context["errors"]
    assert not Engaged.objects.exists()


def test_a_time_that_does_not_suit_is_said_before_it_is_made(talk: Talk) -> None:
    assert client_of(talk.b).post(page(talk), span()).status_code == 302
    desk = client_of(talk.lead)
    day = f"{clock.today() + timedelta(days=3)}"
    form = {"day": day, "hour": "10:00", "minutes": "60", "mode": "joint", "risk": "短"}
    answer = desk.post(f"/desk/cases/{talk.case.pk}/plan/", form)
    assert answer.status_code == 422
    assert "陈大山" in answer.content.decode()
    assert talk.case.sittings.count() == 1
    assert desk.post(f"/desk/cases/{talk.case.pk}/plan/", {**form, "hour": "14:00"}).status_code == 302
    assert desk.post(f"/desk/cases/{talk.case.pk}/plan/", {**form, "anyway": "1"}).status_code == 302
    assert talk.case.sittings.count() == 3


def test_one_takes_out_only_the_own_times(talk: Talk) -> None:
    client_of(talk.b).post(page(talk), span())
    row = Engaged.objects.get()
    assert client_of(talk.a).post(page(talk), {"drop": str(row.pk)}).status_code == 404
    assert client_of(talk.lead).post("/desk/times/", {"drop": str(row.pk)}).status_code == 404
    assert client_of(talk.b).post(page(talk), {"drop": "nonsense"}).status_code == 404
    assert client_of(talk.b).post(page(talk), {"drop": str(row.pk)}).status_code == 302
    assert not Engaged.objects.exists()


def test_a_party_far_away_sees_both_times(talk: Talk) -> None:
    client = client_of(talk.b)
    assert client.post(page(talk), {"do": "clock", "zone": "Mars/Base"}).status_code == 422
    assert client.post(page(talk), {"do": "clock", "zone": "Europe/Rome"}).status_code == 302
    there = selectors.shown_in(talk.sitting.starts_at, "Europe/Rome")
    desk = client_of(talk.lead).get(f"/desk/sittings/{talk.sitting.pk}/")
    for body in (client.get(page(talk)), client.get(f"/c/case/{talk.case.pk}/"), desk):
        assert there in body.content.decode()
    client.post(page(talk), {"do": "clock", "zone": ""})
    assert selectors.far_clocks(talk.sitting) == []


def test_a_party_far_away_types_and_reads_times_by_its_own_clock(talk: Talk) -> None:
    client = client_of(talk.b)
    client.post(page(talk), {"do": "clock", "zone": "Europe/Rome"})
    day = clock.today() + timedelta(days=4)
    rome = ZoneInfo("Europe/Rome")
    begins, ends = (datetime(day.year, day.month, day.day, hour, tzinfo=rome) for hour in (9, 11))

    said = {"from_day": f"{day}", "from_hour": "09:00", "until_day": f"{day}", "until_hour": "11:00"}
    assert client.post(page(talk), said).status_code == 302
    assert client.post(page(talk), {"do": "move", "day_1": f"{day}", "hour_1": "11:00"}).status_code == 302

    row = Engaged.objects.get()
    assert (row.starts_at, row.ends_at) == (begins, ends)
    assert datetime.fromisoformat(MoveWish.objects.get().options[0]) == ends
    shown = client.get(page(talk)).content.decode()
    for moment in (begins, ends):
        assert selectors.shown_in(moment, "Europe/Rome") in shown  # the own clock, and China's beside it
        assert wording.moment(moment) in shown
    desk = client_of(talk.lead).get(f"/desk/sittings/{talk.sitting.pk}/").content.decode()
    assert selectors.shown_in(ends, "Europe/Rome") in desk and wording.moment(ends) in desk


def test_a_message_to_a_party_far_away_names_both_times(talk: Talk) -> None:
    client_of(talk.b).post(page(talk), {"do": "clock", "zone": "Europe/Rome"})
    casework.move(actor=talk.lead, sitting=talk.sitting, starts_at=talk.sitting.starts_at + timedelta(hours=2))
    sent = ShortMessage.objects.filter(kind="casework.sitting_moved")
    words = [sealing.unseal("notifications", f"sms.text:{m.id}", m.text_sealed) for m in sent]
    there = selectors.shown_in(talk.sitting.starts_at, "Europe/Rome")
    assert sorted(there in text for text in words) == [False, True]
    assert all(f"{talk.sitting.starts_at.astimezone(clock.SHANGHAI):%H:%M}" in text for text in words)


def test_both_ask_for_the_same_time_and_what_was_typed_stays(talk: Talk) -> None:
    day = f"{clock.today() + timedelta(days=5)}"
    asked = {"do": "move", "day_1": day, "hour_1": "15:00"}
    slip = client_of(talk.a).post(page(talk), {**asked, "day_2": "2020-01-01", "hour_2": "10:00"})
    assert slip.status_code == 422
    assert all(f'value="{value}"' in slip.content.decode() for value in (day, "15:00", "2020-01-01"))
    for who in (talk.a, talk.b):
        assert client_of(who).post(page(talk), asked).status_code == 302
    wish = MoveWish.objects.filter(party=talk.party_a).get()
    services.answer_move(actor=talk.lead, wish=wish, option=wish.options[0])
    assert set(MoveWish.objects.values_list("state", flat=True)) == {"taken"}


def test_another_time_is_asked_for_and_taken(talk: Talk, everybody: Any) -> None:
    client, desk = client_of(talk.b), client_of(talk.lead)
    assert client.post(page(talk), {"do": "move", "words": "金丝雀：要上夜班"}).status_code == 422
    day = f"{clock.today() + timedelta(days=5)}"
    for _ in range(2):
        assert client.post(page(talk), {"do": "move", "day_1": day, "hour_1": "15:00", "words": "金丝雀：要上夜班"}).status_code == 302
    wish = MoveWish.objects.get(state="open")
    assert "金丝雀" in desk.get(f"/desk/sittings/{talk.sitting.pk}/").content.decode()
    assert "金丝雀" not in client_of(talk.a).get(page(talk)).content.decode() + str(list(MoveWish.objects.values()))
    for name, actor in everybody().items():
        if name != "lead":
            assert client_of(actor).post(f"/desk/wishes/{wish.pk}/", {"option": wish.options[0]}).status_code in (302, 404), name
            wish.refresh_from_db()
            assert wish.state == "open"
    assert desk.post(f"/desk/wishes/{wish.pk}/", {"option": "2020-01-01"}).status_code == 404
    for _ in range(2):
        assert desk.post(f"/desk/wishes/{wish.pk}/", {"option": wish.options[0]}).status_code == 302
    talk.sitting.refresh_from_db()
    assert f"{talk.sitting.starts_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" == f"{day} 15:00"
    assert Notice.objects.filter(kind="casework.sitting_moved").count() == 2


def test_a_wish_refused_leaves_the_appointment(talk: Talk) -> None:
    wish = services.ask_move(actor=talk.a, sitting=talk.sitting, options=[clock.now() + timedelta(days=6)])
    services.answer_move(actor=talk.lead, wish=wish)
    services.answer_move(actor=talk.lead, wish=wish)
    with pytest.raises(Conflict):
        services.answer_move(actor=talk.lead, wish=wish, option=wish.options[0])
    with pytest.raises(NotFound):
        services.answer_move(actor=talk.a, wish=wish)
    assert Notice.objects.filter(kind="sittings.move_refused", recipient=talk.a.key).count() == 1
