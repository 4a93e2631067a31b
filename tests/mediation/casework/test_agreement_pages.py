"""The agreement as people meet it: pages, fragments, downloads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mediation.common import clock
from tests.cast import client_of
from tests.mediation.casework import agreement_play as stage
from tests.mediation.documents.pictures import jpeg

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def play(county: Any, mediator: Any, supervisor: Any, party: Any, other_party: Any) -> stage.Play:
    return stage.make_case(county, mediator, supervisor, party, other_party)


def test_the_mediator_drafts_and_the_party_says_yes(play: stage.Play) -> None:
    from mediation.casework.models import Acceptance, Agreement, Clause

    desk, phone = client_of(play.mediator), client_of(play.a)
    assert desk.get(f"/desk/cases/{play.case.pk}/agreement/").status_code == 200
    begun = desk.post(f"/desk/cases/{play.case.pk}/agreement/", {"kind": "written"}, **HX).content.decode()
    assert "agreement-panel" in begun
    assert "<html" not in begun  # in the room it stays beside the people
    row = Agreement.objects.get()
    desk.post(f"/desk/cases/{play.case.pk}/agreement/", {"kind": "written"})
    assert Agreement.objects.count() == 1
    url = f"/desk/agreements/{row.pk}/clauses/"
    assert desk.get(f"{url}?kind=obligation", **HX).status_code == 200
    form = {
        "kind": "obligation", "text": "赔偿维修费", "payer": str(play.party_b.pk), "payee": str(play.party_a.pk), "amount": "3000",
        "due_on": (clock.today() + timedelta(days=9)).isoformat(), "manner": "转账",
    }
    assert desk.post(url, form, **HX).status_code == 200
    clause = Clause.objects.get()

    seen = phone.get(f"/c/agreement/{row.pk}/").content.decode()
    assert "赔偿维修费" in seen
    answer = phone.post(f"/c/clauses/{clause.pk}/yes/", {"hash": clause.hash}, **HX)
    assert answer.status_code == 200
    assert Acceptance.objects.get().party_id == play.party_a.pk


def test_bad_values_are_named_at_their_field_and_what_was_typed_stays(play: stage.Play) -> None:
    row = stage.draft(play)
    form = {
        "kind": "obligation", "text": "一段不能丢的话", "payer": str(play.party_b.pk), "payee": str(play.party_b.pk), "amount": "abc",
        "due_on": (clock.today() - timedelta(days=1)).isoformat(), "manner": "转账",
    }
    answer = client_of(play.mediator).post(f"/desk/agreements/{row.pk}/clauses/", form, **HX)
    assert answer.status_code == 422
    assert "一段不能丢的话" in answer.content.decode()


def test_a_stale_edit_answers_409_with_both_texts(play: stage.Play) -> None:
    from mediation.casework.models import Clause

    row = stage.draft(play)
    clause = Clause.objects.filter(agreement=row).first()
    assert clause is not None
    desk = client_of(play.mediator)
    assert desk.post(f"/desk/clauses/{clause.pk}/", {"kind": "fact", "version": "1", "text": "先到的一版"}, **HX).status_code == 200

    answer = desk.post(f"/desk/clauses/{clause.pk}/", {"kind": "fact", "version": "1", "text": "后到的一版"}, **HX)

    words = answer.content.decode()
    assert answer.status_code == 409
    assert "先到的一版" in words
    assert "后到的一版" in words


def test_a_party_signs_in_three_screens_on_the_own_phone(play: stage.Play) -> None:
    from mediation.casework.models import Signature

    row = stage.frozen(play)
    phone, url = client_of(play.a), f"/c/agreement/{row.pk}/sign/"
    assert phone.post(url, {"name": "别人", "myself": "on"}).status_code == 422
    phone.post(url, {"name": play.a.name, "myself": "on"})
    assert phone.post(url, {}).status_code == 422
    phone.post(url, {"read": "on"})
    assert phone.get(url).status_code == 200
    code = stage.code_for(play, row, play.a)
    answer = phone.post(url, {"code": code, "signature": stage.strokes(5)})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/c/agreement/{row.pk}/")
    assert phone.post(url, {"code": code, "signature": stage.strokes(5)}).status_code == 302
    assert Signature.objects.count() == 1
    assert phone.get(f"/c/agreement/{row.pk}/").status_code == 200


def test_no_address_lets_the_mediator_sign_for_a_party(play: stage.Play) -> None:
    from mediation.casework.models import Clause, Signature

    row = stage.frozen(play)
    code = stage.code_for(play, row, play.a)
    clause = Clause.objects.filter(agreement=row).first()
    assert clause is not None
    body = {
        "name": play.a.name, "myself": "on", "read": "on", "code": code, "signature": stage.strokes(6), "party": str(play.party_a.pk),
        "hash": row.frozen_hash, "how": "call",
    }
    for actor in (play.mediator, play.supervisor):
        client = client_of(actor)
        for url in (
            f"/c/agreement/{row.pk}/sign/", f"/c/agreement/{row.pk}/sign/code/", f"/c/clauses/{clause.pk}/yes/",
            f"/c/agreement/{row.pk}/not-me/", f"/c/agreement/{row.pk}/regret/",
        ):
            assert client.post(url, body).status_code == 404
    desk = client_of(play.mediator)
    desk.post(f"/desk/agreements/{row.pk}/sign/", body)
    for url in (f"/desk/agreements/{row.pk}/stamp/", f"/desk/agreements/{row.pk}/confirm/{play.party_a.pk}/"):
        assert desk.post(url, body).status_code == 404
    assert list(Signature.objects.values_list("role", flat=True)) == ["mediator"]


def test_every_address_is_not_found_for_the_others(play: stage.Play, outsider: Any, other_mediator: Any, counsellor: Any) -> None:
    from mediation.casework.models import Clause
    from tests.cast import make_guest

    row = stage.in_force(play)
    clause = Clause.objects.filter(agreement=row).first()
    assert clause is not None
    urls = [
        f"/desk/cases/{play.case.pk}/agreement/", f"/desk/cases/{play.case.pk}/agreement/panel/", f"/desk/cases/{play.case.pk}/closing/",
        f"/desk/cases/{play.case.pk}/dossier/", f"/desk/agreements/{row.pk}/print/", f"/desk/clauses/{clause.pk}/",
        f"/c/agreement/{row.pk}/", f"/c/agreement/{row.pk}/sign/", f"/c/agreement/{row.pk}/panel/",
    ]
    for actor in (outsider, other_mediator, counsellor, make_guest("陌生人")):
        client = client_of(actor)
        assert [client.get(url).status_code for url in urls] == [404] * len(urls)
    phone = client_of(play.a)
    assert phone.get(f"/desk/cases/{play.case.pk}/dossier/").status_code == 404
    assert phone.get(f"/desk/cases/{play.case.pk}/closing/").status_code == 404


def test_the_sealed_pdf_is_ours_complete_and_without_a_telephone(play: stage.Play) -> None:
    from mediation.casework import agreement_tasks
    from mediation.casework.selectors import agreement as selectors
    from mediation.casework.services import paper
    from mediation.documents import signing
    from mediation.documents.models import DocumentVersion
    from mediation.documents.printable import clean

    row = stage.in_force(play)
    agreement_tasks.print_agreement(str(row.pk))
    agreement_tasks.print_agreement(str(row.pk))
    version = paper.signed_version(row)
    assert version is not None
    assert DocumentVersion.objects.filter(document__kind="agreement.signed").count() == 1

    copies = [client_of(actor).get(f"/papers/{version.pk}/") for actor in (play.a, play.b, play.mediator)]
    assert [c.status_code for c in copies] == [200, 200, 200]
    pdf = copies[0].content
    assert copies[0].headers["Cache-Control"] == "no-store"
    assert signing.verify(pdf).good
    assert not signing.verify(pdf + b" ").good
    values = repr(paper.content(selectors.sheet_of(play.a, row)))  # the PDF's own text is compressed
    for secret in (stage.PHONE_A, stage.PHONE_B, "13900001111", "13900002222", "家住址保密"):
        assert secret not in values
        assert secret.encode() not in pdf

    content, pictures = paper.content(selectors.sheet_of(play.a, row))
    drawn = [line["picture"] for line in clean(content)["signers"]]
    assert len(set(drawn)) == 3
    assert set(drawn) == set(pictures)

    web = client_of(play.a)
    assert 'data-answer="unchanged"' in _verify(web, pdf)
    assert 'data-answer="changed"' in _verify(web, pdf + b"\n")
    assert 'data-answer="unknown"' in _verify(web, b"%PDF-1.7 something else")
    assert 'data-answer="known_code"' in web.get(f"/verify/?code={version.code}").content.decode()
    assert 'data-answer="unknown"' in web.get("/verify/?code=AAAA").content.decode()
    assert web.post("/verify/", {}).status_code == 422


def _verify(client: Any, pdf: bytes) -> str:
    return str(client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", pdf, "application/pdf")}).content.decode())


def test_ink_wants_photos_and_says_so(county: Any, mediator: Any, supervisor: Any, party: Any, other_party: Any) -> None:
    from mediation.casework.models import Signature
    from mediation.casework.services import agreement

    play = stage.make_case(county, mediator, supervisor, party, other_party, kind="marriage_family")
    row = stage.draft(play)
    row = agreement.freeze(actor=mediator, agreement=row, version=row.version)
    desk, url = client_of(mediator), f"/desk/agreements/{row.pk}/ink/"
    today = clock.today().isoformat()
    assert desk.get(f"/desk/agreements/{row.pk}/print/").content.startswith(b"%PDF")
    assert desk.post(url, {"signed_on": today}).status_code == 422
    wrong = desk.post(url, {"signed_on": today, "photos": SimpleUploadedFile("a.jpg", b"MZ not a picture", "image/jpeg")})
    assert (wrong.status_code, Signature.objects.count()) == (422, 0)
    assert desk.post(url, {"signed_on": today, "photos": SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")}).status_code == 302
    assert Signature.objects.filter(method="ink", confirmed_at=None).count() == 2
    assert client_of(party).get(f"/c/agreement/{row.pk}/").status_code == 200


@pytest.fixture
def on_paper(county: Any, mediator: Any, supervisor: Any, party: Any, other_party: Any) -> stage.Play:
    from mediation.casework.services import agreement

    play = stage.make_case(county, mediator, supervisor, party, other_party, kind="marriage_family")
    row = stage.draft(play)
    agreement.freeze(actor=mediator, agreement=row, version=row.version)
    return play


def test_a_paper_sent_twice_is_kept_once(on_paper: stage.Play) -> None:
    from mediation.casework.models import Agreement, Signature
    from mediation.documents.models import DocumentVersion

    row = Agreement.objects.get()
    desk, url = client_of(on_paper.mediator), f"/desk/agreements/{row.pk}/ink/"
    mark = "1f0b0b34-6ad9-4f38-9f3c-2f2c0f3f3a11"

    def send(mark: str, raw: bytes, **more: Any) -> Any:
        photos = [SimpleUploadedFile("a.jpg", raw, "image/jpeg")]
        return desk.post(url, {"signed_on": clock.today().isoformat(), "sending": mark, "photos": photos}, **more)

    assert send(mark, jpeg()).status_code == 302
    again = send(mark, jpeg(), HTTP_X_SENDING="page")  # the answer was lost on the way: the page sends once more
    assert (again.status_code, again.headers["X-Next"]) == (204, f"/desk/cases/{row.case_id}/agreement/")
    assert (DocumentVersion.objects.filter(document__kind="agreement.scan").count(), Signature.objects.count()) == (1, 2)

    assert send(mark, jpeg(310)).status_code == 302  # other photos from the same page are not swallowed
    assert send("garbage", jpeg(320)).status_code == 302
    assert DocumentVersion.objects.filter(document__kind="agreement.scan").count() == 3


def test_too_many_photos_are_refused_in_words_and_none_is_kept(on_paper: stage.Play) -> None:
    from mediation.casework.models import Agreement
    from mediation.documents.models import DocumentVersion

    row = Agreement.objects.get()
    photos = [SimpleUploadedFile(f"{n}.jpg", jpeg(), "image/jpeg") for n in range(11)]
    answer = client_of(on_paper.mediator).post(
        f"/desk/agreements/{row.pk}/ink/", {"signed_on": "2026-11-21", "photos": photos}, HTTP_ACCEPT_LANGUAGE="en"
    )
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "You chose 11 photos" in said
    assert 'value="2026-11-21"' in said
    assert 'id="photos-error"' in said
    assert not DocumentVersion.objects.exists()


def test_a_refusal_to_a_page_that_sends_itself_is_plain_words(on_paper: stage.Play, outsider: Any) -> None:
    from mediation.casework.models import Agreement

    row = Agreement.objects.get()
    answer = client_of(outsider).post(f"/desk/agreements/{row.pk}/ink/", {}, HTTP_X_SENDING="page")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_pages_need_at_most_ten_queries(play: stage.Play, django_assert_max_num_queries: Any) -> None:
    row = stage.in_force(play)
    for actor, url in (
        (play.mediator, f"/desk/cases/{play.case.pk}/agreement/panel/"), (play.mediator, f"/desk/cases/{play.case.pk}/agreement/"),
        (play.a, f"/c/agreement/{row.pk}/"),
        (play.mediator, "/desk/followups/"),
    ):
        client = client_of(actor)
        client.get(url)
        with django_assert_max_num_queries(10):
            assert client.get(url).status_code == 200


def test_from_follow_up_to_closed_with_a_dossier(play: stage.Play) -> None:
    from mediation.casework.models import Case
    from mediation.followups.models import FollowUpVisit

    stage.in_force(play)
    desk = client_of(play.mediator)
    closing = f"/desk/cases/{play.case.pk}/closing/"
    assert desk.get(closing).status_code == 200
    assert desk.post(closing, {"matter_settled": "yes"}).status_code == 409
    assert desk.get("/desk/followups/").status_code == 200
    visit = FollowUpVisit.objects.first()
    assert visit is not None
    url = f"/desk/followups/{visit.pk}/"
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"channel": "telephone", "outcome": "reached"}).status_code == 422
    talk = {
        "channel": "telephone", "outcome": "reached", "performed": "fully", "satisfaction": "satisfied", "heart": "at_rest",
        "note": "都好了",
    }
    assert desk.post(url, talk).status_code == 302
    assert desk.post(url, talk).status_code == 302

    assert desk.post(closing, {"matter_settled": "yes", "words": "两家又一起吃饭了"}).status_code == 302

    case = Case.objects.get(pk=play.case.pk)
    assert (case.state, case.matter_settled, case.heart_settled) == ("closed", True, True)
    assert desk.get(closing).status_code == 200
    pdf = desk.get(f"/desk/cases/{play.case.pk}/dossier/")
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    assert client_of(play.supervisor).get(f"/desk/cases/{play.case.pk}/dossier/").status_code == 200


def test_a_relapse_goes_on_the_list_and_the_case_can_be_taken_up_anew(play: stage.Play) -> None:
    from mediation.casework.models import Case
    from mediation.followups.models import FollowUpVisit
    from mediation.notifications.models import Notice

    stage.in_force(play)
    desk = client_of(play.mediator)
    visit = FollowUpVisit.objects.first()
    assert visit is not None
    talk = {"channel": "visit", "outcome": "reached", "performed": "not", "satisfaction": "not_said", "heart": "heavy", "relapse": "on"}
    desk.post(f"/desk/followups/{visit.pk}/", talk)
    assert Notice.objects.filter(kind="agreement.relapse", recipient=play.supervisor.key).count() == 1
    assert desk.post(f"/desk/cases/{play.case.pk}/closing/", {"matter_settled": "yes"}).status_code == 409
    assert client_of(play.supervisor).get("/desk/followups/").status_code == 200
    assert desk.post(f"/desk/cases/{play.case.pk}/reopen/").status_code == 302
    assert Case.objects.get(pk=play.case.pk).state == "claimed"
