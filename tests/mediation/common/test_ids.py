from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mediation.common import ids


@given(st.integers(min_value=1, max_value=40))
def test_a_code_survives_handwriting_and_the_telephone(length: int) -> None:
    code = ids.spoken_code(length)

    assert ids.normalise(ids.grouped(code).lower()) == code
    assert ids.normalise(f" {code} ".replace("0", "o").replace("1", "l")) == code


def test_secret_has_eighty_bits() -> None:
    assert len(ids.ALPHABET) == 32  # five bits a character
    assert len({ids.spoken_code(16) for _ in range(2000)}) == 2000
