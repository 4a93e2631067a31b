"""From draft to in force: the text, the yes, the fixing, the signatures, the seal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mediation.common import clock
from mediation.common.errors import Conflict, DomainError, Invalid, NotFound
from tests.mediation.casework import agreement_play as stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def play(county: Any, mediator: Any, supervisor: Any, party: Any, other_party: Any) -> stage.Play:
    return stage.make_case(county, mediator, supervisor, party, other_party)


def test_an_edit_voids_the_yes_of_both_and_says_so(play: stage.Play) -> None:
    from mediation.casework.models import Clause
    from mediation.casework.selectors import agreement as selectors
    from mediation.casework.services import clause

    row = stage.draft(play)
    stage.accept_all(play, row)
    first = Clause.objects.select_related("agreement__case").filter(agreement=row).first()
    assert first is not None

    clause.edit(actor=play.mediator, clause=first, version=first.version, values=stage.values("fact", "改了一个字。"))

    sheet = selectors.sheet_of(play.mediator, stage.fresh(row))
    assert [(c.yes, c.stale) for c in sheet.clauses[0].consents] == [(False, True), (False, True)]
    assert [(c.yes, c.stale) for c in sheet.clauses[1].consents] == [(True, False), (True, False)]
    assert [("王小梅" in m, "陈大山" in m) for m in sheet.missing] == [(True, False), (False, True)]


def test_a_stale_edit_changes_nothing_and_hands_back_the_newer_text(play: stage.Play) -> None:
    from mediation.casework.models import Clause
    from mediation.casework.selectors import agreement as selectors
    from mediation.casework.services import clause

    row = stage.draft(play)
    first = Clause.objects.select_related("agreement__case").filter(agreement=row).first()
    assert first is not None
    clause.edit(actor=play.mediator, clause=first, version=1, values=stage.values("fact", "先到的一版。"))

    with pytest.raises(clause.StaleEdit) as caught:
        clause.edit(actor=play.mediator, clause=first, version=1, values=stage.values("fact", "后到的一版。"))

    assert selectors.opened(play.case, [caught.value.clause])[0][0] == "先到的一版。"


def test_a_yes_to_words_that_changed_meanwhile_is_refused(play: stage.Play) -> None:
    from mediation.casework.models import Acceptance, Clause
    from mediation.casework.services import clause

    row = stage.draft(play)
    first = Clause.objects.select_related("agreement__case").filter(agreement=row).first()
    assert first is not None
    seen = first.hash
    clause.edit(actor=play.mediator, clause=first, version=1, values=stage.values("fact", "新的话。"))

    with pytest.raises(Conflict):
        clause.accept(actor=play.a, clause=first, seen_hash=seen)
    assert Acceptance.objects.count() == 0


def test_freezing_names_what_article_29_still_wants(play: stage.Play) -> None:
    from mediation.casework.services import agreement, clause

    row = agreement.open_draft(actor=play.mediator, case=play.case)
    clause.add(actor=play.mediator, agreement=row, values=stage.values("obligation", "赔钱"))
    row.refresh_from_db()

    with pytest.raises(Invalid) as caught:
        agreement.freeze(actor=play.mediator, agreement=row, version=row.version)

    said = str(caught.value.fields["text"])
    assert "王小梅" in said and "陈大山" in said
    row.refresh_from_db()
    assert (row.state, row.frozen_hash, row.signers) == ("draft", "", [])


def test_a_fixed_text_cannot_be_edited_accepted_or_removed(play: stage.Play) -> None:
    from mediation.casework.models import Clause
    from mediation.casework.services import clause

    row = stage.frozen(play)
    first = Clause.objects.select_related("agreement__case").filter(agreement=row).first()
    assert first is not None

    for act in (
        lambda: clause.edit(actor=play.mediator, clause=first, version=first.version, values=stage.values("fact", "偷改")),
        lambda: clause.add(actor=play.mediator, agreement=row, values=stage.values("other", "偷加")),
        lambda: clause.remove(actor=play.mediator, clause=first, version=first.version),
        lambda: clause.move_up(actor=play.mediator, clause=first),
        lambda: clause.accept(actor=play.a, clause=first, seen_hash=first.hash),
        lambda: clause.take_back(actor=play.a, clause=first),
    ):
        with pytest.raises(Conflict):
            act()


def test_in_force_since_the_last_of_all_signatures_and_the_seal(play: stage.Play) -> None:
    from mediation.casework.models import Case, Signature
    from mediation.followups.models import FollowUpVisit

    row = stage.in_force(play)

    assert row.state == "in_force"
    assert row.effective_at == max(Signature.objects.filter(agreement=row).values_list("signed_at", flat=True))
    assert row.confirmation_ends == clock.day_of(row.effective_at) + timedelta(days=30)
    assert Case.objects.get(pk=play.case.pk).state == "agreed"
    assert sorted(FollowUpVisit.objects.values_list("reason", flat=True)) == ["due", "effective"]


def test_the_seal_comes_last_and_only_from_who_may(play: stage.Play, outsider: Any, other_mediator: Any) -> None:
    from mediation.casework.services import signing

    row = stage.frozen(play)
    for actor in (play.mediator, outsider, other_mediator, play.a):
        with pytest.raises(NotFound):
            signing.stamp(actor=actor, agreement=row, seen_hash=row.frozen_hash)
    with pytest.raises(Conflict):
        signing.stamp(actor=play.supervisor, agreement=row, seen_hash=row.frozen_hash)


def test_a_mediator_can_sign_for_nobody_else(play: stage.Play) -> None:
    from mediation.casework.models import Signature
    from mediation.casework.services import signing

    row = stage.frozen(play)
    code = stage.code_for(play, row, play.a)
    for actor in (play.mediator, play.supervisor):
        with pytest.raises(NotFound):
            signing.request_code(actor=actor, agreement=row)
        with pytest.raises(NotFound):
            signing.sign(
                actor=actor, agreement=row, seen_hash=row.frozen_hash, name=play.a.name, code=code,
                mark=signing.Mark(drawing=stage.strokes()),
            )
    with pytest.raises(NotFound):
        signing.sign_as_mediator(actor=play.a, agreement=row, seen_hash=row.frozen_hash, mark=signing.Mark(drawing=stage.strokes()))
    with pytest.raises(Conflict):
        signing.record_ink(actor=play.mediator, agreement=row, signed_on=clock.today(), photos=[b"x"])
    assert Signature.objects.count() == 0


@pytest.mark.parametrize("wrong", ["code", "name", "old text", "no drawing", "a tap", "typed other"])
def test_nothing_is_signed_when_something_is_wrong_and_the_code_stays_good(play: stage.Play, wrong: str) -> None:
    from mediation.casework.models import Signature
    from mediation.casework.services import signing

    row = stage.frozen(play)
    code = stage.code_for(play, row, play.a)
    good: dict[str, Any] = {
        "actor": play.a, "agreement": row, "seen_hash": row.frozen_hash, "name": play.a.name, "code": code,
        "mark": signing.Mark(drawing=stage.strokes()),
    }
    bad = {
        "code": {"code": "000000" if code != "000000" else "111111"}, "name": {"name": play.b.name}, "old text": {"seen_hash": "0" * 64},
        "no drawing": {"mark": signing.Mark()},
        "a tap": {"mark": signing.Mark(drawing='{"version":1,"ratio":1.6,"strokes":[[{"x":1,"y":1,"t":0}]]}')},
        "typed other": {"mark": signing.Mark(typed=play.b.name, typed_meant=True)},
    }[wrong]

    with pytest.raises(DomainError):
        signing.sign(**{**good, **bad})

    assert Signature.objects.count() == 0
    signing.sign(**good)
    assert Signature.objects.count() == 1


def test_an_old_code_and_somebody_elses_code_do_not_sign(play: stage.Play) -> None:
    from mediation.casework.services import signing

    row = stage.frozen(play)
    code = stage.code_for(play, row, play.a)
    mark = signing.Mark(drawing=stage.strokes())
    with pytest.raises(Invalid):
        signing.sign(actor=play.b, agreement=row, seen_hash=row.frozen_hash, name=play.b.name, code=code, mark=mark)
    with clock.told(clock.now() + timedelta(minutes=11)), pytest.raises(Invalid):
        signing.sign(actor=play.a, agreement=row, seen_hash=row.frozen_hash, name=play.a.name, code=code, mark=mark)


def test_pressing_twice_signs_once(play: stage.Play) -> None:
    from mediation.casework.models import Signature
    from mediation.casework.services import signing

    row = stage.frozen(play)
    code = stage.code_for(play, row, play.a)
    mark = signing.Mark(drawing=stage.strokes())
    rows = [
        signing.sign(actor=play.a, agreement=row, seen_hash=row.frozen_hash, name=play.a.name, code=code, mark=mark).pk for _ in range(2)
    ]
    assert rows[0] == rows[1]
    assert Signature.objects.count() == 1


def test_a_drawing_used_before_is_refused(play: stage.Play) -> None:
    from mediation.casework.services import signing

    row = stage.frozen(play)
    stage.party_signs(play, row, play.a, 1)
    with pytest.raises(Invalid):
        stage.party_signs(play, row, play.b, 1)
    with pytest.raises(Invalid):
        signing.sign_as_mediator(actor=play.mediator, agreement=stage.fresh(row), seen_hash=row.frozen_hash,
                                 mark=signing.Mark(drawing=stage.strokes(1)))


def test_reopening_voids_every_signature(play: stage.Play) -> None:
    from mediation.casework.models import Signature
    from mediation.casework.services import agreement

    row = stage.signed_by_all(play)
    again = agreement.reopen(actor=play.mediator, agreement=row)
    assert (again.state, again.frozen_hash, Signature.objects.count()) == ("draft", "", 0)


def test_a_contact_the_mediator_entered_leaves_the_signature_unconfirmed(play: stage.Play) -> None:
    from mediation.casework.selectors import agreement as selectors
    from mediation.casework.services import signing
    from mediation.people.services import change_phone

    change_phone(actor=play.mediator, person=play.party_a.person, phone="13900003333")
    row = stage.in_force(play)

    sheet = selectors.sheet_of(play.supervisor, row)
    assert [p.person.name for p in sheet.unconfirmed] == [play.a.name]
    assert not sheet.subsidy_payable
    with pytest.raises(NotFound):
        signing.confirm(actor=play.mediator, agreement=row, party=play.party_a, how="call")
    signing.confirm(actor=play.supervisor, agreement=row, party=play.party_a, how="other_number")
    assert selectors.sheet_of(play.supervisor, row).subsidy_payable


def test_marriage_and_family_are_signed_in_ink_only(county: Any, mediator: Any, supervisor: Any, party: Any, other_party: Any) -> None:
    from mediation.casework.selectors import agreement as selectors
    from mediation.casework.services import agreement, signing
    from tests.mediation.documents.pictures import jpeg

    play = stage.make_case(county, mediator, supervisor, party, other_party, kind="marriage_family")
    row = stage.draft(play)
    agreement.settings_of_draft(actor=mediator, agreement=row, matter="marriage", on_paper=False, form="written")
    row = agreement.freeze(actor=mediator, agreement=stage.fresh(row), version=stage.fresh(row).version)
    assert row.on_paper
    with pytest.raises(Conflict):
        signing.request_code(actor=party, agreement=row)

    signing.record_ink(actor=mediator, agreement=row, signed_on=clock.today(), photos=[jpeg()])
    row = stage.fresh(row)
    signing.sign_as_mediator(actor=mediator, agreement=row, seen_hash=row.frozen_hash, mark=signing.Mark(drawing=stage.strokes()))
    signing.stamp(actor=supervisor, agreement=stage.fresh(row), seen_hash=row.frozen_hash)

    row = stage.fresh(row)
    sheet = selectors.sheet_of(supervisor, row)
    assert (row.state, len(sheet.unconfirmed), row.confirmation_ends) == ("in_force", 2, None)
    found = selectors.court_clock(row)
    assert found is not None
    assert found.why_not == "matter"


def test_this_is_not_me_freezes_the_subsidy_and_nothing_else(play: stage.Play) -> None:
    from mediation.casework.selectors import agreement as selectors
    from mediation.casework.services import statement
    from mediation.notifications.models import Notice

    row = stage.in_force(play)
    before = (row.state, row.effective_at, row.confirmation_ends)
    for _ in range(2):
        statement.not_me(actor=play.a, agreement=row, words="我没有签过")
    statement.regret(actor=play.b, agreement=row)

    row = stage.fresh(row)
    assert (row.state, row.effective_at, row.confirmation_ends) == before
    assert not selectors.sheet_of(play.supervisor, row).subsidy_payable
    assert Notice.objects.filter(kind="agreement.not_me", recipient=play.supervisor.key, urgent=True).count() == 1
    assert Notice.objects.filter(kind="agreement.regret", recipient=play.mediator.key).count() == 1


def test_an_oral_agreement_is_in_force_when_reached_and_unconfirmed_until_the_parties_say_so(play: stage.Play) -> None:
    from mediation.casework.selectors import agreement as selectors
    from mediation.casework.services import agreement, signing

    row = stage.draft(play, form="oral")
    reached = clock.now() - timedelta(hours=3)
    agreement.record_oral(actor=play.mediator, agreement=stage.fresh(row), reached_at=reached, version=stage.fresh(row).version)

    row = stage.fresh(row)
    assert (row.state, row.effective_at) == ("in_force", reached)
    assert len(selectors.sheet_of(play.supervisor, row).unconfirmed) == 2
    code = stage.code_for(play, row, play.a)
    signing.sign(actor=play.a, agreement=row, seen_hash=row.frozen_hash, name=play.a.name, code=code, mark=signing.Mark())
    signing.confirm(actor=play.supervisor, agreement=row, party=play.party_b, how="visit")
    assert selectors.sheet_of(play.supervisor, row).unconfirmed == []


def test_the_outsider_and_the_other_mediator_find_nothing(play: stage.Play, outsider: Any, other_mediator: Any, counsellor: Any) -> None:
    from mediation.casework.selectors import agreement as selectors
    from mediation.casework.services import agreement

    row = stage.draft(play)
    for actor in (outsider, other_mediator, counsellor):
        with pytest.raises(NotFound):
            selectors.agreement_for(actor, row.pk, "view")
        with pytest.raises(NotFound):
            agreement.freeze(actor=actor, agreement=row, version=row.version)
