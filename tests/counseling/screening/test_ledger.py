"""The ledger of consents: version, purpose, scope, who; the words of each version are kept as they were."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from counseling.minors import consent_text as guardians
from counseling.minors.enums import Purpose
from counseling.minors.services import age, approval, consent
from counseling.screening import consent_text, services
from counseling.screening.enums import Rank
from counseling.screening.models import Flag, Screening
from counseling.screening.selectors.ledger import text_of
from mediation.common.actor import Actor
from tests.cast import user_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("digest", "points", "version"), [
    (consent_text.digest, consent_text.POINTS, consent_text.VERSION), (guardians.digest, guardians.GUARDIAN, guardians.VERSION),
])
def test_the_words_in_force_are_kept_to_the_letter(digest: Callable[[], str], points: Any, version: str) -> None:
    """Changing a sentence needs a new version and a new file; the old one stays."""
    kept = text_of(digest())

    assert kept is not None
    assert kept["version"] == version
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert kept["points"][language] == [[str(head), str(text)] for head, text in points]  # type: ignore[index]


def test_a_person_reads_every_consent_and_its_words(
    red: Flag, begun: Screening, party: Actor, other_party: Actor, mediator: Actor, client_of: Callable[[Actor], Client]
) -> None:
    browser, words = client_of(party), f"/care/me/ledger/{consent_text.digest()}/"
    before = browser.get("/care/me/ledger/").content.decode().split("<main", 1)[1]
    services.withdraw(actor=party, screening=begun)
    after = browser.get("/care/me/ledger/").content.decode().split("<main", 1)[1]

    assert consent_text.VERSION in before
    assert after.count("收回") == before.count("收回") + 1
    assert browser.get(words).status_code == 200
    assert browser.get("/care/me/ledger/absent/").status_code == 404
    assert browser.get(f"/care/me/ledger/{guardians.digest()}/").status_code == 404  # not of one's own ledger
    assert "没有人问过您" in client_of(other_party).get("/care/me/ledger/").content.decode()
    assert client_of(other_party).get(words).status_code == 404
    assert client_of(mediator).get("/care/me/ledger/").status_code == 404


def test_counsellors_of_the_place_see_what_was_agreed_to(
    offered: Screening, party: Actor, counsellor: Actor, lead: Actor, mediator: Actor, supervisor: Actor, outsider: Actor,
    client_of: Callable[[Actor], Client], put_on_call: Callable[..., Any],
) -> None:
    put_on_call(lead, Rank.LEAD)
    minor = age.say(actor=party, screening=offered, age="teen", guardian="call")
    consent.give(actor=counsellor, minor=minor, name="金丝雀", relation="parent", way="phone", language="zh-hans")
    services.consent(actor=party, screening=offered, language="zh-hans")

    page = f"/care/people/{party.subject}/consents/"
    assert client_of(counsellor).get(page).status_code == 302, "nothing of a minor's file before a colleague has approved"
    asked = approval.ask(
        actor=counsellor, user=user_of(counsellor), minor=minor, purpose=Purpose.OPEN, reason="要回电话，先看看同意过什么",
        press=uuid.uuid4(),
    )
    approval.decide(actor=lead, user=user_of(lead), approval=asked, yes=True)
    shown = client_of(counsellor).get(page).content.decode()
    assert shown.count("<tr>") == 3
    assert "监护人（父亲或母亲）" in shown
    assert "金丝雀" not in shown
    for other in (mediator, supervisor, party, outsider):
        assert client_of(other).get(page).status_code == 404
