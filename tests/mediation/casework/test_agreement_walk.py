"""Random ways through an agreement: whatever people press in whatever order, the law's conditions hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediation.common.errors import DomainError
from tests.mediation.casework import agreement_play as stage

pytestmark = pytest.mark.django_db
STEPS = ("edit", "accept", "fix", "sign a", "sign b", "sign mediator", "seal", "reopen", "not me", "give up")


class Undo(Exception):
    pass


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.sampled_from(STEPS), min_size=4, max_size=14))
def test_whatever_is_pressed(county: Any, mediator: Any, supervisor: Any, party: Any, other_party: Any, steps: list[str]) -> None:
    try:
        with transaction.atomic():
            play = stage.make_case(county, mediator, supervisor, party, other_party)
            walk(play, ["accept", "fix", *steps, "seal"])
            raise Undo
    except Undo:
        pass


def walk(play: stage.Play, steps: list[str]) -> None:
    from mediation.casework.models import Agreement, Clause

    first = stage.draft(play)
    for number, step in enumerate(steps):
        row = Agreement.objects.get(pk=first.pk)
        before = (row.state, list(Clause.objects.filter(agreement=row).values_list("hash", flat=True)))
        try:
            with transaction.atomic():
                acts(play, stage.fresh(row), number)[step]()
        except DomainError:
            pass
        check(Agreement.objects.get(pk=first.pk), before)


def acts(play: stage.Play, row: Any, number: int) -> dict[str, Callable[[], object]]:
    from mediation.casework.models import Clause
    from mediation.casework.services import agreement, clause, signing, statement

    one = Clause.objects.select_related("agreement__case").filter(agreement=row).order_by("position").first()
    assert one is not None
    mark = signing.Mark(drawing=stage.strokes(100 + number))
    return {
        "edit": lambda: clause.edit(actor=play.mediator, clause=one, version=one.version, values=stage.values("fact", f"第{number}版")),
        "accept": lambda: stage.accept_all(play, row),
        "fix": lambda: agreement.freeze(actor=play.mediator, agreement=row, version=row.version),
        "sign a": lambda: stage.party_signs(play, row, play.a, 200 + number),
        "sign b": lambda: stage.party_signs(play, row, play.b, 300 + number),
        "sign mediator": lambda: signing.sign_as_mediator(actor=play.mediator, agreement=row, seen_hash=row.frozen_hash, mark=mark),
        "seal": lambda: signing.stamp(actor=play.supervisor, agreement=row, seen_hash=row.frozen_hash),
        "reopen": lambda: agreement.reopen(actor=play.mediator, agreement=row),
        "not me": lambda: statement.not_me(actor=play.a, agreement=row),
        "give up": lambda: agreement.withdraw(actor=play.mediator, agreement=row),
    }


def check(row: Any, before: tuple[str, list[str]]) -> None:
    from mediation.casework.models import Clause, Signature

    hashes = list(Clause.objects.filter(agreement=row).values_list("hash", flat=True))
    marks = Signature.objects.filter(agreement=row, frozen_hash=row.frozen_hash)
    signed = sorted(marks.values_list("role", flat=True))
    if before[0] != "draft":
        assert hashes == before[1], "a fixed text was changed"
    if row.state == "in_force":
        assert signed == ["committee", "mediator", "party", "party"]
        assert row.effective_at == max(marks.values_list("signed_at", flat=True))
    else:
        assert row.effective_at is None
        assert "committee" not in signed
