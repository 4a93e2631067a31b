"""A closed case becomes a study: asked, made unrecognisable, and nothing of it anywhere it should not be."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cms import foundation
from mediation.casework.models import Case
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.notifications.models import Notice
from mediation.vault import sealing
from tests.cast import County, MakeUser
from tests.mediation.casework import agreement_play as stage
from training.casestudies import draft, guard, selectors, services
from training.casestudies.deidentify import Known, cut, find
from training.casestudies.enums import Answer, Decision, FoundKind, StudyState
from training.casestudies.models import CaseStudyIndexPage, CaseStudyPage, Replacement, Study, StudyConsent

pytestmark = pytest.mark.django_db
SECRETS = ("王小梅", "陈大山", "13812345678", "330102199001011234", "宏达装饰", "锦绣花园", "柳岸村", "3幢302", "张师傅")
STORY = (
    "我叫王小梅，住在柳岸村锦绣花园3幢302室，电话13812345678，身份证330102199001011234。楼上陈大山家漏水，把我家天花板泡坏了。"
    "2026年3月5日我请宏达装饰公司的张师傅来看过。\n小梅自己垫了两千元。"
)


@dataclass
class Told:
    play: stage.Play
    study: Study
    shelf: CaseStudyIndexPage


def close(play: stage.Play, story: str = STORY) -> None:
    case = play.case
    Case.objects.filter(pk=case.pk).update(
        state="closed", closed_at=clock.now(), opened_at=clock.now() - timedelta(days=9),
        story_sealed=sealing.seal(case.scope, f"case.story:{case.id}", story),
        wish_sealed=sealing.seal(case.scope, f"case.wish:{case.id}", "请陈大山把水管修好。"),
    )


@pytest.fixture
def play(county: County, mediator: Actor, supervisor: Actor, party: Actor, other_party: Actor) -> stage.Play:
    made = stage.make_case(county, mediator, supervisor, party, other_party)
    close(made)
    return made


@pytest.fixture
def told(play: stage.Play) -> Told:
    with translation.override("zh-hans"):
        shelf = foundation.child(foundation.lay(), CaseStudyIndexPage, "cases", {"zh-hans": "案例库", "en": "Case studies"})
    return Told(play, services.ask(actor=play.mediator, case_id=play.case.pk), shelf)


def say(told: Told, actor: Actor, yes: bool = True) -> None:
    services.answer(actor=actor, consent=selectors.own_consent(actor, told.study.pk), yes=yes)
    told.study.refresh_from_db()


@pytest.fixture
def drafted(told: Told, editor: Actor) -> Told:
    say(told, told.play.a)
    say(told, told.play.b)
    services.make_draft(actor=editor, study=told.study)
    told.study.refresh_from_db()
    return told


def take_all(told: Told, editor: Actor) -> None:
    for row in told.study.replacements.select_related("study"):
        services.decide(actor=editor, replacement=row, keep=False)


@pytest.fixture
def paged(drafted: Told, editor: Actor) -> CaseStudyPage:
    take_all(drafted, editor)
    services.make_page(actor=editor, study=drafted.study)
    drafted.study.refresh_from_db()
    page: CaseStudyPage = CaseStudyPage.objects.get(translation_key=drafted.study.page)
    return page


def publish(page: CaseStudyPage) -> None:
    page.get_latest_revision().publish()
    page.refresh_from_db()


# finding


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("电话13812345678。", "13812345678", "phone"), ("拨１３８ 1234 5678", "１３８ 1234 5678", "phone"),
        ("座机0571-88886666", "0571-88886666", "phone"), ("一三八一二三四五六七八", "一三八一二三四五六七八", "phone"),
        ("证号33010219900101123X", "33010219900101123X", "id"),
        ("卡号6222 0210 0112 3456 789", "6222 0210 0112 3456 789", "id"), ("车是浙A·12345", "浙A·12345", "contact"),
        ("写信到 wang.xm@example.cn", "wang.xm@example.cn", "contact"), ("住3幢302室", "3幢302室", "place"),
        ("住在柳桥镇", "柳桥镇", "place"),
        ("去找王师傅", "王师傅", "name"), ("老李也知道", "老李", "name"), ("二〇二六年三月五日", "二〇二六年三月五日", "date"),
        ("在宏达装饰公司上班", "宏达装饰公司", "organisation"),
    ],
)
def test_what_tells_who_it_was_is_found(text: str, word: str, kind: str) -> None:
    assert (word, kind) in [(f.word, f.kind) for f in find(text)]


PLAIN = [
    "申请人同意分期支付，对方把灯向下调。", "某人住在某小区，电话（电话略）。",
    "甲某说乙某不讲理，双方和解。", "The lamp was turned down.",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_and_what_is_hidden_already_are_not_found(text: str) -> None:
    assert find(text) == []


words = st.text(alphabet="王小梅陈大山楼上漏水的了，。 1380", min_size=0, max_size=60)


@given(text=words, known=st.lists(st.sampled_from(["王小梅", "陈大山", "小梅"]), max_size=3))
def test_a_known_word_is_found_wherever_it_stands_and_cutting_loses_nothing(text: str, known: list[str]) -> None:
    found = find(text, [Known(w, FoundKind.NAME, "甲某") for w in known])
    pieces = cut(text, [f.word for f in found])

    assert "".join(p.text for p in pieces) == text
    left = "\n".join(p.text for p in pieces if p.mark is None)
    assert not any(w in left for w in known)


# asking


def test_both_parties_are_asked_once_on_their_own_page(told: Told, client_of: Callable[..., Client]) -> None:
    again = services.ask(actor=told.play.mediator, case_id=told.play.case.pk)

    assert again.pk == told.study.pk
    assert StudyConsent.objects.count() == 2
    assert Notice.objects.filter(kind="casestudies.asked").count() == 2
    browser = client_of(told.play.a)
    assert f"/c/study/{told.study.pk}/" in browser.get(f"/c/case/{told.play.case.pk}/").content.decode()
    address = f"/c/study/{told.study.pk}/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, {}).status_code == 422
    assert browser.post(address, {"answer": "yes"}).status_code == 302
    assert browser.post(address, {"answer": "yes"}).status_code == 302
    assert sorted(StudyConsent.objects.values_list("answer", flat=True)) == [Answer.OPEN, Answer.YES]


@pytest.mark.parametrize("state", ["mediating", "agreed", "ended"])
def test_an_open_or_frozen_case_is_no_study(play: stage.Play, state: str, client_of: Callable[..., Client]) -> None:
    Case.objects.filter(pk=play.case.pk).update(state=state)
    with pytest.raises(Conflict):
        services.ask(actor=play.mediator, case_id=play.case.pk)
    answer = client_of(play.mediator).post(f"/learn/studies/of/{play.case.pk}/")
    assert answer.status_code == 409
    Case.objects.filter(pk=play.case.pk).update(state="closed", frozen_at=clock.now())
    with pytest.raises(Conflict):
        services.ask(actor=play.mediator, case_id=play.case.pk)
    assert Study.objects.count() == 0


def test_nobody_else_asks_and_nobody_answers_for_another(
    told: Told, other_mediator: Actor, learner: Actor, outsider: Actor, editor: Actor, client_of: Callable[..., Client]
) -> None:
    for actor in (other_mediator, learner, outsider):
        with pytest.raises(NotFound):
            services.ask(actor=actor, case_id=told.play.case.pk)
    with pytest.raises(NotFound):
        services.ask(actor=editor, case_id=told.play.case.pk)
    theirs = selectors.own_consent(told.play.a, told.study.pk)
    for actor in (told.play.b, told.play.mediator, editor, outsider):
        with pytest.raises(NotFound):
            services.answer(actor=actor, consent=theirs, yes=True)
        if actor is not told.play.b:
            assert client_of(actor).post(f"/c/study/{told.study.pk}/", {"answer": "yes"}).status_code == 404


@pytest.mark.parametrize("missing", ["nobody", "one", "refused"])
def test_without_everybodys_yes_there_is_no_draft(told: Told, editor: Actor, missing: str, client_of: Callable[..., Client]) -> None:
    if missing != "nobody":
        say(told, told.play.a)
    if missing == "refused":
        say(told, told.play.b, False)
    with pytest.raises(Conflict):
        services.make_draft(actor=editor, study=told.study)
    assert client_of(editor).post(f"/learn/studies/{told.study.pk}/draft/").status_code == 409
    told.study.refresh_from_db()
    assert told.study.words_sealed == ""


# the draft


def test_one_action_replaces_and_lists_everything_once(drafted: Told, editor: Actor) -> None:
    services.make_draft(actor=editor, study=drafted.study)

    text = "\n".join(draft.text_of(drafted.study).values())
    assert [s for s in SECRETS if s in text] == []
    assert "小梅" not in text
    assert "甲某" in text and "乙某" in text and "两千元" in text
    plain = guard.opened(drafted.study, list(drafted.study.replacements.all()))
    assert {"王小梅", "陈大山", "13812345678", "330102199001011234"} <= set(plain.values())
    assert len(plain) == len(set(plain.values()))
    assert drafted.study.state == StudyState.DRAFT


def test_the_original_is_for_those_who_may_read_the_case(
    drafted: Told, editor: Actor, supervisor: Actor, client_of: Callable[..., Client]
) -> None:
    address = f"/learn/studies/{drafted.study.pk}/"
    for reader in (drafted.play.mediator, supervisor):
        assert all(s in client_of(reader).get(address).content.decode() for s in ("王小梅", "13812345678"))
    seen = client_of(editor).get(address)
    assert seen.status_code == 200
    assert [s for s in SECRETS if s in seen.content.decode()] == []
    assert seen["Cache-Control"] == "no-store"


def test_only_a_reader_lets_a_word_stay_and_every_decision_is_kept(
    drafted: Told, editor: Actor, outsider: Actor, learner: Actor, client_of: Callable[..., Client]
) -> None:
    row = drafted.study.replacements.filter(kind="date").get()
    for actor in (editor, outsider, learner):
        with pytest.raises(NotFound):
            services.decide(actor=actor, replacement=row, keep=True)
    services.decide(actor=drafted.play.mediator, replacement=row, keep=True)
    assert "2026年3月5日" in draft.text_of(drafted.study)["told"]
    address = f"/learn/studies/{drafted.study.pk}/words/{row.pk}/"
    assert client_of(editor).post(address, {"do": "take", "instead": "春天里"}).status_code == 302
    assert "春天里" in draft.text_of(drafted.study)["told"]
    again = client_of(editor).post(address, {"do": "take", "instead": "2026年3月5日"})
    assert again.status_code == 422
    row.refresh_from_db()
    assert (row.decision, row.instead, row.decided_by) == (Decision.TAKEN, "春天里", editor.key)


def test_an_editor_adds_a_word_and_is_told_where_it_does_not_stand(drafted: Told, editor: Actor, client_of: Callable[..., Client]) -> None:
    services.add(actor=editor, study=drafted.study, word="天花板", instead="屋顶", kind="other")
    assert "屋顶" in draft.text_of(drafted.study)["told"]
    answer = client_of(editor).post(f"/learn/studies/{drafted.study.pk}/words/", {"word": "王小梅", "instead": "某人", "kind": "name"})
    assert answer.status_code == 422  # an editor cannot find out by trying who it was: replaced words answer like absent ones
    with pytest.raises(Invalid):
        services.add(actor=editor, study=drafted.study, word="水管", instead="旧水管", kind="other")


# the page


def test_undecided_words_hold_the_page_back(drafted: Told, editor: Actor, outsider: Actor) -> None:
    with pytest.raises(Conflict):
        services.make_page(actor=editor, study=drafted.study)
    take_all(drafted, editor)
    with pytest.raises(NotFound):
        services.make_page(actor=outsider, study=drafted.study)
    with pytest.raises(NotFound):
        services.make_page(actor=drafted.play.mediator, study=drafted.study)
    services.make_page(actor=editor, study=drafted.study)
    services.make_page(actor=editor, study=drafted.study)
    assert CaseStudyPage.objects.count() == 1


def test_no_table_but_the_sealed_ones_ever_holds_a_word_of_the_case(paged: CaseStudyPage, drafted: Told, editor: Actor) -> None:
    publish(paged)
    leaks = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("wagtail", "casestudies", "cms", "audit", "notifications", "jobs", "taggit", "modelsearch")):
                cursor.execute(f'SELECT * FROM "{table}"')
                rows = "\n".join(str(row) for row in cursor.fetchall())
                leaks += [f"{s} in {table}" for s in (*SECRETS, "小梅") if s in rows or s.encode("unicode_escape").decode() in rows]
    assert leaks == []
    assert paged.slug.startswith("study-") and paged.live


def test_no_page_of_the_site_or_of_the_editors_tells_who_it_was(
    paged: CaseStudyPage, drafted: Told, make_user: MakeUser, county: County, anonymous: Actor, client_of: Callable[..., Client]
) -> None:
    far = make_user("far_editor", "editor", county.other_town, name="远编")
    publish(paged)
    revision = paged.latest_revision
    public = [paged.get_url(), "/zh-hans/", "/zh-hans/cases/", "/zh-hans/cases/?q=漏水", "/zh-hans/search/?q=漏水", "/en/cases/"]
    inside = [
        "/cms/", "/cms/pages/", f"/cms/pages/{paged.pk}/", f"/cms/pages/{drafted.shelf.pk}/", f"/cms/pages/{paged.pk}/edit/",
        f"/cms/pages/{paged.pk}/history/", f"/cms/pages/{paged.pk}/revisions/{revision.pk}/view/", "/cms/reports/site-history/",
        "/cms/pages/search/?q=王小梅", "/cms/images/", "/cms/documents/", f"/learn/studies/{drafted.study.pk}/", "/learn/studies/",
        f"/learn/studies/of/{drafted.play.case.pk}/",
    ]
    seen = {}
    for actor, addresses in ((anonymous, public), (far, [*public, *inside])):
        browser = client_of(actor)
        for address in addresses:
            answer = browser.get(address, follow=True)
            body = answer.content.decode()
            seen[address] = answer.status_code
            looked_for = [s for s in SECRETS if s in body.replace("王小梅", "", body.count("q=王小梅") + body.count('value="王小梅"'))]
            assert [s for s in looked_for if not (s == "王小梅" and "search" in address)] == [], address
    assert seen[public[0]] == 200 and seen[f"/cms/pages/{paged.pk}/edit/"] == 200
    assert seen[f"/learn/studies/{drafted.study.pk}/"] == 404  # of another town


def test_search_finds_the_study_by_its_words_and_never_by_a_name(paged: CaseStudyPage, drafted: Told) -> None:
    publish(paged)
    assert [p.pk for p in drafted.shelf.library("漏水")] == [paged.pk]
    assert drafted.shelf.library("王小梅") == [] and drafted.shelf.library("大山") == []


@pytest.mark.parametrize("leak", ["后来王小梅来道谢。", "打13912340000找他。", "他住锦绣花园。", "证号330102199001011234"])
def test_what_comes_back_by_hand_is_found_before_publication(paged: CaseStudyPage, leak: str) -> None:
    blocks = [*paged.body.get_prep_value(), {"type": "text", "value": f"<p>{leak}</p>"}]
    paged.body = json.dumps(blocks)
    with pytest.raises(ValidationError) as caught:
        paged.save_revision().publish()
    assert caught.value.code == "identifying"
    paged.refresh_from_db()
    assert not paged.live


def test_the_editors_form_shows_what_was_found(paged: CaseStudyPage, editor: Actor, client_of: Callable[..., Client]) -> None:
    browser = client_of(editor)
    data = {
        "title": "李建国家的水", "summary": "", "slug": paged.slug, "field": "neighbour", "settled_in_days": "9", "may_stay": "",
        "seo_title": "", "search_description": "", "body-count": "1", "body-0-deleted": "", "body-0-order": "0",
        "body-0-type": "heading", "body-0-value": "在柳桥镇", "action-publish": "1",
        **{f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")},
    }
    answer = browser.post(f"/cms/pages/{paged.pk}/edit/", data, headers={"accept-language": "en"})
    assert "李建国" in answer.content.decode() and "柳桥镇" in answer.content.decode()
    paged.refresh_from_db()
    assert not paged.live


# the way back


def test_taking_the_yes_back_unpublishes_both_languages_at_once_and_forgets_the_words(
    paged: CaseStudyPage, drafted: Told, editor: Actor, client_of: Callable[..., Client]
) -> None:
    publish(paged)
    with translation.override("zh-hans"):
        other = foundation.translated(paged, title="A leak")
    assert other.live
    address = paged.get_url()
    assert client_of(drafted.play.b).post(f"/c/study/{drafted.study.pk}/", {"answer": "no"}).status_code == 302
    drafted.study.refresh_from_db()
    paged.refresh_from_db()
    other.refresh_from_db()
    assert (paged.live, other.live) == (False, False)
    assert Client().get(address).status_code == 404
    assert drafted.shelf.library("漏水") == []
    assert drafted.study.words_sealed == "" and not Replacement.objects.exists()
    with pytest.raises(ValidationError) as caught:
        paged.get_latest_revision().publish()
    assert caught.value.code == "consent-missing"
    assert client_of(editor).get(f"/learn/studies/{drafted.study.pk}/").status_code == 200


def test_a_party_may_change_its_mind_again(drafted: Told, editor: Actor) -> None:
    say(drafted, drafted.play.a, False)
    assert drafted.study.state == StudyState.STOPPED
    say(drafted, drafted.play.a, True)
    assert drafted.study.state == StudyState.ASKING
    services.make_draft(actor=editor, study=drafted.study)
    take_all(drafted, editor)
    services.make_page(actor=editor, study=drafted.study)


def test_pages_of_the_workshop_take_few_queries(
    drafted: Told, editor: Actor, client_of: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    browser = client_of(editor)
    browser.get("/learn/studies/")
    for address in ("/learn/studies/", f"/learn/studies/{drafted.study.pk}/"):
        with django_assert_max_num_queries(14):
            assert browser.get(address).status_code == 200
