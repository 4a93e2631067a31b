"""The seventeen forms: filled once from the case, issued as sealed papers, in the dossier, closed to everybody else."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from mediation.casework.models import Case, Paper
from mediation.casework.paperwork.catalogue import BY_CODE, FORMS, PRINTED
from mediation.casework.selectors import paper as selectors
from mediation.casework.services import dossier
from mediation.casework.services import paperwork as services
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.documents import signing
from mediation.documents.models import DocumentVersion
from mediation.documents.selectors import content_of
from tests.cast import client_of
from tests.mediation.casework import agreement_play as stage

ID_NUMBER = "330000198001019999"


@pytest.fixture
def play(county: Any, mediator: Any, supervisor: Any, party: Any, other_party: Any) -> stage.Play:
    made = stage.make_case(county, mediator, supervisor, party, other_party)
    services.describe_party(
        actor=mediator, party=made.party_a,
        values={"gender": "女", "ethnicity": "汉族", "age": "46", "work": "教师", "address": "柳岸村12号", "id_number": ID_NUMBER},
    )
    return made


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def filled(code: str) -> dict[str, str]:
    return {f.code: f.choices[-1] if f.choices else f"填写{f.code}" for f in BY_CODE[code].fields}


def test_the_official_list_is_complete_and_every_place_has_a_form() -> None:
    assert sorted({f.number for f in FORMS}) == list(range(1, 18))
    assert len(BY_CODE) == len(FORMS)


def test_every_form_is_printed_sealed_and_its_text_can_be_extracted(play: stage.Play) -> None:
    """Each holds its title, the case's number and every word typed for it."""
    stage.in_force(play)
    for form in PRINTED:
        typed = filled(form.code)
        paper = services.save(actor=play.mediator, case=play.case, form=form, values=typed) if form.fields else None
        pdf = content_of(services.issue(actor=play.mediator, case=play.case, form=form, paper=paper))
        words = text_of(pdf)
        assert signing.verify(pdf).good, form.code
        for expected in (form.title, play.case.number, "参考格式", *typed.values()):
            # the reason of a notice is the case's own where it has ended; everything else typed is on the paper
            assert expected in words, (form.code, expected)
    number = Paper.objects.filter(case=play.case).count()
    assert number == len(PRINTED)


def test_particulars_are_typed_once_and_stand_on_every_paper_that_asks(play: stage.Play) -> None:
    for code, shown in (("application", "教师"), ("identity", ID_NUMBER)):
        words = text_of(content_of(services.issue(actor=play.mediator, case=play.case, form=BY_CODE[code])))
        assert shown in words
        assert stage.PHONE_A[3:] not in words
    assert ID_NUMBER not in text_of(content_of(services.issue(actor=play.mediator, case=play.case, form=BY_CODE["application"])))


def test_printed_twice_is_one_paper_and_a_change_makes_the_next_version(play: stage.Play) -> None:
    form = BY_CODE["situation"]
    row = services.save(actor=play.mediator, case=play.case, form=form, values={"words": "缺一页照片"})
    first = services.issue(actor=play.mediator, case=play.case, form=form)
    assert services.issue(actor=play.mediator, case=play.case, form=form) == first
    services.save(actor=play.mediator, case=play.case, form=form, values={"words": "照片已补"}, paper=row, version=row.version)
    second = services.issue(actor=play.mediator, case=play.case, form=form)
    assert (second.number, second.document_id) == (2, first.document_id)


def test_two_people_editing_one_paper_lose_nothing(play: stage.Play) -> None:
    desk = client_of(play.mediator)
    url = f"/desk/cases/{play.case.pk}/papers/situation/"
    assert desk.post(url, {"words": "第一个人的话", "version": "0"}).status_code == 302
    answer = desk.post(url, {"words": "第二个人的话", "version": "0"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "第一个人的话" in page
    assert "第二个人的话" in page
    assert selectors.typed_of(play.case, list(Paper.objects.all())).popitem()[1] == {"words": "第一个人的话"}


def test_bad_input_is_said_at_its_field_and_kept(play: stage.Play) -> None:
    desk = client_of(play.mediator)
    typed = {"principal": "王小梅", "scope": "全部", "agent": "", "limits": "签字"}
    answer = desk.post(f"/desk/cases/{play.case.pk}/papers/authority/", typed)
    assert answer.status_code == 422
    assert "王小梅" in answer.content.decode()
    with pytest.raises(Invalid) as caught:
        services.save(actor=play.mediator, case=play.case, form=BY_CODE["authority"], values={"scope": "全部", "agent": "李" * 121})
    assert sorted(caught.value.fields) == ["agent", "limits", "principal", "scope"]
    with pytest.raises(Invalid):
        services.describe_party(actor=play.mediator, party=play.party_a, values={"age": "四十"})
    assert Paper.objects.count() == 0


def test_a_paper_that_lacks_what_only_a_person_knows_is_not_issued(play: stage.Play) -> None:
    with pytest.raises(Conflict) as caught:
        services.issue(actor=play.mediator, case=play.case, form=BY_CODE["not_accepted"])
    assert caught.value.code == "incomplete"
    assert DocumentVersion.objects.count() == 0


def test_the_court_form_is_refused_where_a_court_would_not_confirm(play: stage.Play) -> None:
    row = stage.in_force(play)
    type(row).objects.filter(pk=row.pk).update(matter="adoption")
    services.save(actor=play.mediator, case=play.case, form=BY_CODE["court"], values={"court": "清溪县"})
    with pytest.raises(Conflict) as caught:
        services.issue(actor=play.mediator, case=play.case, form=BY_CODE["court"])
    assert caught.value.code == "matter"


def test_closed_to_everybody_else(play: stage.Play, outsider: Any, other_mediator: Any, counsellor: Any) -> None:
    version = services.issue(actor=play.mediator, case=play.case, form=BY_CODE["identity"])
    notice = services.issue(actor=play.mediator, case=play.case, form=BY_CODE["rights"])
    base = f"/desk/cases/{play.case.pk}/papers/"
    pages = (base, base + "situation/", f"/desk/parties/{play.party_a.pk}/particulars/", f"/papers/{version.pk}/")
    for actor in (outsider, other_mediator, counsellor, play.a, play.b):
        assert [client_of(actor).get(page).status_code for page in pages] == [404] * 4
        assert client_of(actor).post(base + "identity/issue/").status_code == 404
    assert client_of(play.supervisor).get(base).status_code == 200
    assert client_of(play.supervisor).post(base + "situation/", {"words": "x"}).status_code == 404
    assert client_of(play.a).get(f"/papers/{notice.pk}/").status_code == 200
    assert client_of(outsider).get(f"/papers/{notice.pk}/").status_code == 404
    with pytest.raises(NotFound):
        services.save(actor=play.supervisor, case=play.case, form=BY_CODE["situation"], values={"words": "x"})


def test_the_desk_walks_from_the_list_to_the_sealed_paper_in_the_dossier(play: stage.Play) -> None:
    desk = client_of(play.mediator)
    base = f"/desk/cases/{play.case.pk}/papers/"
    assert desk.get(base).status_code == 200
    assert desk.get(base + "investigation/").status_code == 200
    typed = {"when": "2026年6月1日", "where": "村委会", "asked": "邻居老周", "asker": "林静", "words": "老周说夜里听见水声", "version": "0"}
    assert desk.post(base + "investigation/", typed).status_code == 302
    assert desk.post(base + "investigation/", typed | {"asked": "邻居老吴"}).status_code == 302  # one case may hold several
    row = Paper.objects.get(serial=2)
    assert desk.get(f"{base}investigation/{row.pk}/").status_code == 200
    answer = desk.post(f"{base}investigation/{row.pk}/issue/")
    paper = desk.get(answer.headers["Location"])
    assert (paper.status_code, paper.headers["Content-Type"]) == (200, "application/pdf")
    words = text_of(dossier.dossier(actor=play.mediator, case=Case.objects.get(pk=play.case.pk)))
    assert "邻居老周" in words
    assert "邻居老吴" in words
    assert words.rindex("卷宗封底") > words.rindex("邻居老吴")
    assert [f.name for f in dossier.papers_of(play.case)] == ["paper-01.pdf"]
