"""Codes, invitations and one-time codes: what a stranger, a previewer and a guesser get is nothing."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from mediation.accounts import selectors, services
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


def test_guessing_is_stopped_at_the_locator() -> None:
    issued = services.issue_code(actor=WHO, name="王先生")

    for _ in range(20):
        with pytest.raises(NotFound):
            opens(issued, secret="1111-2222-3333-4444")
    with pytest.raises(TooMany):
        opens(issued)
    with clock.told(clock.now() + timedelta(hours=1)):
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
