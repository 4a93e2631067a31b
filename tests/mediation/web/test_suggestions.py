from __future__ import annotations

import uuid

import pytest
from django.test import Client

from mediation.audit.models import AuditEntry
from mediation.common.actor import ANONYMOUS, Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.web import suggestions
from mediation.web.models import Suggestion, SuggestionKind
from tests.cast import client_of

pytestmark = pytest.mark.django_db
WORDS = "他说话太大声，我不敢开口"


def leave(text: str = WORDS, submission: uuid.UUID | None = None) -> str:
    return suggestions.leave_suggestion(
        actor=ANONYMOUS, submission=submission or uuid.uuid4(), kind=SuggestionKind.COMPLAINT, text=text, contact="0999-5550199", page="/c/"
    )


def test_the_words_are_sealed_and_told_to_nobody_else() -> None:
    leave()

    row = Suggestion.objects.get()
    assert WORDS not in row.text_sealed
    assert "5550199" not in row.contact_sealed
    assert WORDS not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_pressing_twice_leaves_one_and_the_same_receipt() -> None:
    same = uuid.uuid4()

    assert leave(submission=same) == leave(submission=same)
    assert Suggestion.objects.count() == 1


def test_no_words_are_refused_at_their_field() -> None:
    with pytest.raises(Invalid) as refused:
        leave("   ")

    assert list(refused.value.fields) == ["text"]


def test_only_who_oversees_reads_and_each_reading_is_written_down(supervisor: Actor, mediator: Actor, outsider: Actor) -> None:
    leave()
    row = Suggestion.objects.get()

    opened = suggestions.open_suggestion(actor=supervisor, suggestion_id=row.id)

    assert (opened.text, opened.contact) == (WORDS, "0999-5550199")
    assert AuditEntry.objects.filter(action="web.read_suggestion", actor=supervisor.key, reading=True).count() == 1
    for stranger in (mediator, outsider, ANONYMOUS):
        with pytest.raises(NotFound):
            suggestions.open_suggestion(actor=stranger, suggestion_id=row.id)
        with pytest.raises(NotFound):
            suggestions.answer_suggestion(actor=stranger, suggestion_id=row.id, answer="x")


def test_an_answer_is_given_once_and_read_with_the_receipt(supervisor: Actor) -> None:
    receipt = leave()
    row = Suggestion.objects.get()

    suggestions.answer_suggestion(actor=supervisor, suggestion_id=row.id, answer="谢谢，我们换了一间屋子。")

    found = suggestions.by_receipt(receipt.replace("-", " ").lower(), caller="test")
    assert found.answer == "谢谢，我们换了一间屋子。"
    with pytest.raises(Conflict):
        suggestions.answer_suggestion(actor=supervisor, suggestion_id=row.id, answer="另一个")


def test_the_door_from_the_page_to_the_answer(client: Client, supervisor: Actor) -> None:
    page = client.get("/tell-us/?from=/c/")
    submission = page.context["form"]["submission"].value()
    sent = {"kind": "complaint", "text": WORDS, "contact": "", "submission": submission, "came_from": "/c/?x=1"}

    client.post("/tell-us/", sent)
    done = client.post("/tell-us/", sent, follow=True)

    row = Suggestion.objects.get()
    assert row.page == "/c/"
    receipt = done.context["receipt"]
    client_of(supervisor).post(f"/desk/suggestions/{row.id}/", {"answer": "已经改正。"})
    assert "已经改正。" in client.post("/tell-us/answer/", {"receipt": receipt}).content.decode()


def test_what_was_typed_is_still_there_after_a_mistake(client: Client) -> None:
    answer = client.post("/tell-us/", {"kind": "complaint", "text": "", "contact": "打给我女儿", "submission": str(uuid.uuid4())})

    assert answer.status_code == 422
    assert "打给我女儿" in answer.content.decode()


def test_an_unknown_receipt_is_explained(client: Client) -> None:
    answer = client.post("/tell-us/answer/", {"receipt": "0000-0000"})

    assert answer.status_code == 422
    assert "没有查到这个回执" in answer.content.decode()
