"""Devices without a network: sealed on the way, taken once, refused when revoked."""

from __future__ import annotations

import base64
import json
import os
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test import Client

from counseling.screening.enums import Level, ScreeningState
from counseling.screening.models import Checkup, Device, DeviceEntry, Flag, Invitee, Response, Screening
from counseling.screening.selectors import devices as reading
from counseling.screening.services import checkups, devices
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from tests.cast import County, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def checkup(on_call: Actor, county: County) -> Checkup:
    now = clock.now()
    row = checkups.create(
        actor=on_call, user=user_of(on_call), title="石泉村老人", bundle="elderly", area=county.town, opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=9),
    )
    checkups.invite(actor=on_call, checkup=row, people=[checkups.Wanted("金丝雀奶奶"), checkups.Wanted("周大爷")])
    return row


@pytest.fixture
def device(on_call: Actor, county: County) -> Device:
    return devices.enrol(actor=on_call, user=user_of(on_call), name="平板一", area=county.town)[0]


def sealed(device: Device, said: dict[str, Any]) -> dict[str, str]:
    """As the page does it."""
    entry, secret, nonce = str(uuid.uuid4()), os.urandom(32), os.urandom(12)
    key: Any = serialization.load_der_public_key(base64.b64decode(device.public_key))
    wrapped = key.encrypt(secret, padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None))
    words = AESGCM(secret).encrypt(nonce, json.dumps(said).encode(), entry.encode())
    body = {k: base64.b64encode(v).decode() for k, v in {"k": wrapped, "n": nonce, "c": words}.items()}
    return {"id": entry, "sealed": base64.b64encode(json.dumps(body).encode()).decode()}


def sitting(device: Device, person: Invitee, **answers: int | None) -> list[dict[str, str]]:
    one = str(uuid.uuid4())
    said: list[dict[str, Any]] = [
        {"kind": "begin", "sitting": one, "person": str(person.id), "agreed": True, "mode": "assisted", "informant": "person",
         "language": "zh-hans"},
        *({"kind": "answer", "sitting": one, "person": str(person.id), "item": i, "value": v, "ms": 4000} for i, v in answers.items()),
        {"kind": "end", "sitting": one, "person": str(person.id)},
    ]
    return [sealed(device, x) for x in said]


def test_the_pack_holds_names_and_questions_and_nothing_else_about_people(device: Device, checkup: Checkup) -> None:
    found = reading.pack(device)

    assert found["asksUntil"] is not None
    (listed,) = found["checkups"]
    assert [set(p) for p in listed["people"]] == [{"id", "number", "name"}] * 2
    first, second = listed["stages"]["zh-hans"]
    assert [q["item"] for step in first for q in step["questions"]] == ["phq_1", "phq_2", "phq_9"]
    assert second[0]["when"][0]["atLeast"] == 3


def test_what_was_gathered_arrives_once_however_often_it_is_sent(device: Device, checkup: Checkup, on_call: Actor) -> None:
    person = Invitee.objects.get(checkup=checkup, number=1)
    lot = sitting(device, person, phq_1=0, phq_2=1, phq_9=0)

    first = devices.bring(actor=on_call, device=device, entries=lot[:3])  # the line breaks off
    again = devices.bring(actor=on_call, device=device, entries=lot)
    devices.bring(actor=on_call, device=device, entries=lot)

    assert set(first.values()) == set(again.values()) == {"taken"}
    row = Screening.objects.get()
    assert (row.state, row.mode, row.bundle) == (ScreeningState.FINISHED, "assisted", "elderly")
    assert Response.objects.count() == 3
    assert set(Response.objects.values_list("mode", "entered_by", "elapsed_ms")) == {("assisted", on_call.key, 4000)}
    assert DeviceEntry.objects.count() == 5


def test_a_critical_answer_from_the_village_calls_somebody_when_it_arrives(device: Device, checkup: Checkup, on_call: Actor) -> None:
    person = Invitee.objects.get(checkup=checkup, number=1)

    devices.bring(actor=on_call, device=device, entries=sitting(device, person, phq_1=0, phq_2=0, phq_9=1))

    assert Flag.objects.get().level == Level.RED


def test_two_devices_never_answer_twice_for_one_person(device: Device, checkup: Checkup, on_call: Actor, county: County) -> None:
    other = devices.enrol(actor=on_call, user=user_of(on_call), name="平板二", area=county.town)[0]
    person = Invitee.objects.get(checkup=checkup, number=1)
    devices.bring(actor=on_call, device=device, entries=sitting(device, person, phq_1=0, phq_2=0, phq_9=0))

    late = devices.bring(actor=on_call, device=other, entries=sitting(other, person, phq_1=3, phq_2=3, phq_9=0))

    assert set(late.values()) == {"answered"}
    assert Response.objects.count() == 3


def test_a_no_is_kept_as_a_no_and_somebody_new_comes_on_the_list(device: Device, checkup: Checkup, on_call: Actor) -> None:
    new = str(uuid.uuid4())
    lot = [
        sealed(device, {"kind": "person", "checkup": str(checkup.id), "person": new, "name": "路上遇到的李婶"}),
        sealed(device, {"kind": "begin", "sitting": str(uuid.uuid4()), "person": new, "agreed": False, "mode": "assisted",
                        "informant": "person", "language": "zh-hans"}),
    ]

    devices.bring(actor=on_call, device=device, entries=lot)

    row = Invitee.objects.get(pk=new)
    assert (row.number, row.person.name) == (3, "路上遇到的李婶")
    assert row.screening is not None
    assert row.screening.state == ScreeningState.DECLINED


@pytest.mark.parametrize("break_it", ["other id", "other device", "rubbish", "value", "item"])
def test_what_does_not_fit_is_told_and_keeps_nothing(
    device: Device, checkup: Checkup, on_call: Actor, county: County, break_it: str
) -> None:
    person = Invitee.objects.get(checkup=checkup, number=1)
    begin, one, *_rest = sitting(device, person, phq_1=9 if break_it == "value" else 1)
    if break_it == "item":
        begin, one, *_rest = sitting(device, person, phq_77=1)
    if break_it == "other id":
        one = {**one, "id": str(uuid.uuid4())}
    if break_it == "other device":
        one = sitting(devices.enrol(actor=on_call, user=user_of(on_call), name="x", area=county.town)[0], person, phq_1=1)[1]
    if break_it == "rubbish":
        one = {"id": one["id"], "sealed": "@@@"}

    found = devices.bring(actor=on_call, device=device, entries=[begin, one])

    assert found[one["id"]] == "broken"
    assert not Response.objects.exists()


def test_a_revoked_device_brings_nothing_and_is_told_so(
    device: Device, checkup: Checkup, on_call: Actor, client_of: Callable[..., Client]
) -> None:
    browser = client_of(on_call)
    browser.post("/care/assist/", {"name": "平板三", "area": checkup.area.pk})
    here = Device.objects.get(name="平板三")
    assert browser.get("/care/assist/pack/").json()["device"] == str(here.id)

    browser.post(f"/care/assist/{here.id}/revoke/")

    assert browser.get("/care/assist/pack/").status_code == 410
    assert browser.post("/care/assist/bring/", {"entries": []}, content_type="application/json").status_code == 410
    here.refresh_from_db()
    with pytest.raises(NotFound):
        devices.bring(actor=on_call, device=here, entries=[])


def test_nobody_else_gets_a_list(
    device: Device, checkup: Checkup, mediator: Actor, supervisor: Actor, outsider: Actor, anonymous: Actor,
    client_of: Callable[..., Client],
) -> None:
    for actor in (mediator, supervisor, outsider):
        browser = client_of(actor)
        assert browser.get("/care/assist/").status_code == 404
        assert browser.get("/care/assist/pack/").status_code == 404
        with pytest.raises(NotFound):
            devices.bring(actor=actor, device=device, entries=[])
    shell = client_of(anonymous).get("/care/assist/app/").content.decode()
    assert "金丝雀奶奶" not in shell
    assert "沮丧" not in shell


def test_the_key_and_the_names_are_not_where_they_do_not_belong(device: Device) -> None:
    assert device.private_sealed.startswith("x1.")
    assert "PRIVATE" not in device.public_key
