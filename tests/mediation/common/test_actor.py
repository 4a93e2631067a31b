from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mediation.common.actor import ANONYMOUS, Actor, ActorKind, Grant, system

paths = st.lists(st.sampled_from(["0001", "0002", "0003"]), min_size=1, max_size=4).map("".join)


def user(*grants: Grant) -> Actor:
    return Actor(ActorKind.USER, "u1", "周敏", frozenset(grants))


def test_key_names_kind_and_subject() -> None:
    assert user().key == "user:u1"
    assert system("jobs.drain").key == "system:jobs.drain"
    assert ANONYMOUS.key == "anonymous"


def test_reach_leaves_out_areas_inside_others() -> None:
    actor = user(Grant("case.claim", "00010001"), Grant("case.claim", "0001"), Grant("learn", "0002"))

    assert actor.reach("case.claim") == ("0001",)
    assert actor.reach("care.queue") == ()


@given(held=st.lists(paths, max_size=5), asked=paths)
def test_holds_exactly_at_and_below(held: list[str], asked: str) -> None:
    actor = user(*(Grant("c", p) for p in held))

    assert actor.holds("c", asked) == any(asked.startswith(p) for p in held)
    assert not actor.holds("other", asked)
