"""When an agreement is in force, and how the court's thirty days are counted."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.casework import agreement_moves, effect, lawpack
from mediation.casework.agreement_enums import AgreementForm, AgreementState, SignatureRole

A, B = uuid.UUID(int=1), uuid.UUID(int=2)
START = datetime(2026, 1, 1, tzinfo=UTC)
WHO = [(SignatureRole.PARTY, A), (SignatureRole.PARTY, B), (SignatureRole.MEDIATOR, None), (SignatureRole.COMMITTEE, None)]
marks = st.lists(
    st.builds(
        lambda who, minute, text: effect.Mark(who[0], who[1], START + timedelta(minutes=minute), text),
        st.sampled_from(WHO), st.integers(0, 10_000), st.sampled_from(["text", "other"]),
    ),
    max_size=8,
)


@given(marks)
def test_in_force_only_when_everybody_signed_this_text_and_since_the_last_of_them(found: list[effect.Mark]) -> None:
    valid = [m for m in found if m.frozen_hash == "text"]
    everybody = {(m.role, m.party) for m in valid} >= set(WHO)

    since = effect.effective_at(AgreementForm.WRITTEN, text="text", parties=[A, B], marks=found, reached_at=None)

    assert since == (max(m.signed_at for m in valid) if everybody else None)


@given(st.lists(st.sampled_from(sorted(agreement_moves.MOVES)), max_size=12))
def test_no_way_to_in_force_without_signing_completing_and_the_seal(names: list[str]) -> None:
    state, path = AgreementState.DRAFT, []
    for name in names:
        target = agreement_moves.after(state, name)
        if target is None:
            continue
        path = [name] if name == "reopen" else [*path, name]
        state = target
        if state == AgreementState.IN_FORCE and path[-1] != "reach":
            assert path[-3:] == ["sign", "complete", "stamp"] or {"sign", "complete", "stamp"} <= set(path)
            break


def test_in_force_is_an_end() -> None:
    assert [m for m in agreement_moves.MOVES if agreement_moves.after(AgreementState.IN_FORCE, m)] == []


@pytest.mark.parametrize(
    ("effective", "last"),
    [
        (date(2026, 11, 22), date(2026, 12, 22)), (date(2026, 12, 15), date(2027, 1, 14)), (date(2028, 1, 30), date(2028, 2, 29)),
        (date(2027, 1, 30), date(2027, 3, 1)), (date(2028, 2, 29), date(2028, 3, 30)),
    ],
)
def test_thirty_days_without_the_first_across_years_and_leap_days(effective: date, last: date) -> None:
    assert lawpack.current().confirmation_ends(effective) == last


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_the_last_day_is_never_shown_too_late(effective: date) -> None:
    assert lawpack.current().confirmation_ends(effective) == effective + timedelta(days=30)


def test_a_pack_that_knows_the_calendar_moves_a_last_day_off_to_the_next_working_day(tmp_path: object) -> None:
    import json
    from pathlib import Path

    local = Path(str(tmp_path)) / "local.json"
    local.write_text(
        json.dumps({"version": "x", "calendar": {"until": 2026, "days_off": ["2026-12-21"], "days_worked": ["2026-12-26"]}}),
        encoding="utf-8",
    )
    pack = lawpack._load(str(local))
    assert pack.confirmation_ends(date(2026, 11, 19)) == date(2026, 12, 22)  # Saturday, Sunday, a day off
    assert pack.confirmation_ends(date(2026, 11, 26)) == date(2026, 12, 26)  # a Saturday that is worked
    assert pack.confirmation.days == 30


def test_ink_and_confirmation_follow_the_matter() -> None:
    pack = lawpack.current()
    assert [pack.ink_only("marriage_family", ""), pack.ink_only("neighbour", ""), pack.ink_only("neighbour", "inheritance")] == [
        True, False, True,
    ]
    assert [pack.confirmable(""), pack.confirmable("marriage"), pack.confirmable("inheritance")] == [True, False, True]
