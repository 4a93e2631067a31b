"""Codes, invitations and one-time codes: what a stranger, a previewer and a guesser get is nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest

from mediation.accounts import doors, selectors, services
from mediation.accounts.models import GuestAccess, Invitation, OneTimeCode
from mediation.common import clock
from mediation.common.actor import system
from mediation.common.errors import Invalid, NotFound, TooMany

pytestmark = pytest.mark.django_db
WHO = system("test")


def opens(issued: services.IssuedCode, *, locator: str | None = None, secret: str | None = None) -> GuestAccess:
    return services.open_with_code(locator=locator or issued.locator, secret=secret or issued.secret, caller="192.0.2.1")


def test_code_opens_as_written_spoken_or_typed_carelessly() -> None:
    issued = services.issue_code(actor=WHO, name="王先生")

    assert opens(issued).pk == issued.access.pk
    assert opens(issued, secret=issued.secret.lower().replace("-", " ")).pk == issued.access.pk


def test_nothing_readable_is_stored() -> None:
    issued = services.issue_code(actor=WHO, name="王先生")

    stored = str(GuestAccess.objects.values().get())
    assert issued.secret not in stored
    assert issued.locator.replace("-", "") not in stored


@pytest.mark.parametrize("case", ["unknown", "wrong", "expired", "revoked"])
def test_unknown_wrong_expired_and_revoked_look_the_same(case: str) -> None:
    issued = services.issue_code(actor=WHO, name="王先生")
    if case == "revoked":
        services.revoke(actor=WHO, access=issued.access)
    later = clock.now() + (services.CODE_VALID + timedelta(days=1) if case == "expired" else timedelta())

    with clock.told(later), pytest.raises(NotFound) as refusal:
        opens(issued, locator="00000-00000" if case == "unknown" else None, secret="0000" * 4 if case == "wrong" else None)

    assert str(refusal.value.code) == "not-found"


@pytest.fixture(autouse=True)
def steady() -> Iterator[None]:
    """No minute, in which tries are counted, ends in the middle of a test."""
    with clock.told(clock.now().replace(minute=30, second=1)):
        yield


def wrong(issued: services.IssuedCode, caller: str = "192.0.2.1", mark: str = "") -> None:
    with pytest.raises(NotFound):
        services.open_with_code(locator=issued.locator, secret="1111-2222-3333-4444", caller=caller, mark=mark)


def test_guessing_from_one_network_is_held_for_longer_and_longer() -> None:
    issued = services.issue_code(actor=WHO, name="王先生")
    start = clock.now().replace(hour=1, minute=0, second=0, microsecond=0)

    done = 0
    for minute in range(24 * 60):
        with clock.told(start + timedelta(minutes=minute)):
            for _ in range(6 if minute < 5 or minute % 60 == 0 else 0):
                try:
                    services.open_with_code(locator=issued.locator, secret="1111-2222-3333-4444", caller="192.0.2.1")
                except NotFound:
                    done += 1
                except TooMany:
                    continue
        if minute == 0:
            assert done == 5
        if minute == 59:
            assert done == 20
    assert done <= 60 * 2  # a window may begin anew within these 24 hours


def test_a_stranger_who_knows_the_locator_keeps_nobody_out() -> None:
    issued = services.issue_code(actor=WHO, name="王先生")
    for _ in range(5):
        wrong(issued, caller="203.0.113.9")

    with pytest.raises(TooMany):
        services.open_with_code(locator=issued.locator, secret=issued.secret, caller="203.0.113.9")
    assert opens(issued)


def test_one_household_is_one_network_however_many_addresses_it_draws() -> None:
    issued = services.issue_code(actor=WHO, name="王先生")
    for n in range(5):
        wrong(issued, caller=f"2001:db8:1:2::{n + 1:x}")

    with pytest.raises(TooMany):
        services.open_with_code(locator=issued.locator, secret=issued.secret, caller="2001:db8:1:2:ffff::1")
    assert services.open_with_code(locator=issued.locator, secret=issued.secret, caller="2001:db8:1:3::1")


def test_the_owners_device_comes_in_also_when_the_whole_world_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "CEILING", 6)
    issued, other = (services.issue_code(actor=WHO, name=name) for name in ("王先生", "李女士"))
    mark = services.mark_for(issued.access)
    for n in range(6):
        wrong(issued, caller=f"203.0.113.{n}")

    for useless in ("", "nonsense", services.mark_for(other.access), mark + "x"):
        with pytest.raises(TooMany):
            services.open_with_code(locator=issued.locator, secret=issued.secret, caller="192.0.2.77", mark=useless)
    assert services.open_with_code(locator=issued.locator, secret=issued.secret, caller="203.0.113.1", mark=mark)
    wrong(issued, mark=mark)  # it lets nobody in without the secret


def test_a_device_is_counted_too_and_its_mark_grows_old() -> None:
    issued = services.issue_code(actor=WHO, name="王先生")
    mark = services.mark_for(issued.access)
    for _ in range(20):
        wrong(issued, mark=mark)
    with pytest.raises(TooMany):
        services.open_with_code(locator=issued.locator, secret=issued.secret, caller="192.0.2.1", mark=mark)


def test_the_right_secret_forgives_slips_of_the_pen() -> None:
    issued = services.issue_code(actor=WHO, name="王先生")
    for _ in range(3):
        for _ in range(4):
            wrong(issued)
        assert opens(issued)


def test_a_new_secret_ends_older_sessions() -> None:
    issued = services.issue_code(actor=WHO, name="王先生")
    version = issued.access.version

    secret = services.reissue_secret(actor=WHO, access=issued.access)

    assert services.current_access(str(issued.access.pk), version) is None
    assert opens(issued, secret=secret)
    with pytest.raises(NotFound):
        opens(issued)


def test_invitation_is_used_once_and_only_the_newest_works() -> None:
    subject = uuid.uuid4()
    _, old = services.invite(actor=WHO, subject=subject, name="李女士")
    _, token = services.invite(actor=WHO, subject=subject, name="李女士")

    assert services.invitation_of(token).subject == subject  # a previewer GETs: nothing is used up
    issued = services.accept_invitation(token=token)

    assert issued.access.subject == subject
    assert selectors.actor_of_guest(issued.access).key == f"guest:{subject}"
    for spent in (old, token, "nonsense", ""):
        with pytest.raises(NotFound):
            services.accept_invitation(token=spent)
    assert token not in str(list(Invitation.objects.values()))


def test_one_time_code_is_bound_to_person_purpose_and_time() -> None:
    subject = uuid.uuid4()
    code = services.new_one_time_code(subject=subject, purpose="sign:1")

    for who, what in [(uuid.uuid4(), "sign:1"), (subject, "sign:2")]:
        with pytest.raises(Invalid):
            services.use_one_time_code(subject=who, purpose=what, code=code)
    with clock.told(clock.now() + timedelta(minutes=10, seconds=1)), pytest.raises(Invalid):
        services.use_one_time_code(subject=subject, purpose="sign:1", code=code)
    services.use_one_time_code(subject=subject, purpose="sign:1", code=code)
    with pytest.raises(Invalid):
        services.use_one_time_code(subject=subject, purpose="sign:1", code=code)
    assert code not in str(list(OneTimeCode.objects.values("code_hash")))


def test_one_time_code_dies_after_five_wrong_tries() -> None:
    subject = uuid.uuid4()
    code = services.new_one_time_code(subject=subject, purpose="sign:1")
    wrong = "000000" if code != "000000" else "111111"

    for _ in range(5):
        with pytest.raises(Invalid):
            services.use_one_time_code(subject=subject, purpose="sign:1", code=wrong)

    with pytest.raises(Invalid):
        services.use_one_time_code(subject=subject, purpose="sign:1", code=code)
