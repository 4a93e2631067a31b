from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from mediation.common.actor import ANONYMOUS
from tests.mediation.casework.case_machine import WAYS, CaseMachine

EXAMPLES = int(os.environ.get("XINQIAO_MACHINE", "25"))  # plays of 30 moves; a thousand for a long night
MOVES = {
    "claim", "pass_by", "release", "assign", "invite", "end", "describe", "agree_orally", "visit", "close", "reopen", "thaw", "plan",
    "begin", "finish", "answer", "come_in", "withdraw", "object_to_mediator", "read_rights",
}


@pytest.mark.django_db
def test_no_illegal_move_and_no_reader_outside(
    tell: Any, make_user: Any, county: Any, mediator: Any, other_mediator: Any, mentor: Any, supervisor: Any, gridworker: Any,
    counsellor: Any, admin: Any, outsider: Any, other_party: Any,
) -> None:
    class Played(CaseMachine):
        cast = {  # noqa: RUF012 -- one cast for every example
            "mediator": mediator,
            "colleague": make_user("colleague", "mediator", county.town, county.studio, name="同事"),
            "mentor": mentor,
            "other_mediator": other_mediator, "supervisor": supervisor, "gridworker": gridworker, "counsellor": counsellor,
            "far_supervisor": make_user("far_supervisor", "supervisor", county.other_town, name="邻镇"), "admin": admin,
            "outsider": outsider, "other_party": other_party, "anonymous": ANONYMOUS,
        }
        open_case = staticmethod(tell)

    Played.seen = set()
    for way in WAYS:  # each straight way once, to its end
        walked = Played()
        walked.head_start(way=way, steps=10)
        walked.teardown()
    assert {name for name, _state in Played.seen} == MOVES
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Played,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=30, deadline=None, derandomize="XINQIAO_MACHINE" not in os.environ, database=None,
            phases=[Phase.generate], report_multiple_bugs=False,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )
