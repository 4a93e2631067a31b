"""Evidence: kept as it came, shown without place and device, and seen by the other side only when it is released."""

from __future__ import annotations

import hashlib
import io
import struct
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mediation.casework.enums import CaseState
from mediation.casework.models import Case, Evidence
from mediation.casework.services import dossier
from mediation.casework.services import evidence as services
from mediation.common.errors import Conflict, Invalid
from mediation.documents import stripping
from mediation.documents.models import DocumentVersion
from mediation.documents.selectors import content_of
from tests.cast import client_of
from tests.mediation.casework import agreement_play as stage
from tests.mediation.documents.pictures import jpeg

WORDS = "canary-evidence 楼下天花板"


@pytest.fixture
def play(county: Any, mediator: Any, supervisor: Any, party: Any, other_party: Any) -> stage.Play:
    return stage.make_case(county, mediator, supervisor, party, other_party)


def give(play: stage.Play, actor: Any, *, may_show: bool = True, token: str = "t1", raw: bytes | None = None) -> Evidence:
    files = [("a.jpg", raw if raw is not None else jpeg())]
    return services.give(actor=actor, case=play.case, files=files, words=WORDS, may_show=may_show, token=token)[0]


def wav() -> bytes:
    body = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"LIST" + struct.pack("<I", 12) + b"secret place" + b"data"
    body += struct.pack("<I", 8) + b"\x80" * 8
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def m4a() -> bytes:
    def box(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(body), name) + body

    place = box(b"udta", box(b"\xa9xyz", b"+30.1+120.1/ secret place"))
    return box(b"ftyp", b"M4A \0\0\0\0M4A mp42") + box(b"moov", box(b"mvhd", bytes(100)) + place) + box(b"mdat", b"sound")


def pdf() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "secret place"
    inner = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(inner, "JPEG", exif=exif)
    Image.open(inner).save(out, "PDF", author="secret author", producer="secret maker")
    return out.getvalue()


@pytest.mark.parametrize(("raw", "kind", "shown_type"), [
    (jpeg(), "photo", "image/jpeg"), (wav(), "voice", "audio/wav"), (m4a(), "voice", "audio/mp4"), (pdf(), "paper", "application/pdf"),
    (b"ID3\x03\x00\x00\x00\x00\x00\x0csecret place" + b"\xff\xfb\x90\x64" + bytes(400), "voice", "audio/mpeg"),
])
def test_the_copy_loses_what_describes_it_and_the_original_stays(play: stage.Play, raw: bytes, kind: str, shown_type: str) -> None:
    row = give(play, play.a, raw=raw)
    shown = content_of(row.shown)
    assert (row.kind, row.shown.media_type) == (kind, shown_type)
    assert content_of(row.original) == raw
    assert row.original.sha256 == hashlib.sha256(raw).hexdigest()
    for secret in (b"secret", "secret".encode("utf-16-be")):
        assert secret not in shown
    assert stripping.take(shown).kind == kind  # and it still opens


BROKEN = [b"", b"MZ\x90\x00", b"<svg onload=x>", b"%PDF-1.7 broken", b"\xff\xd8\xff\xe0 broken", b"RIFF\x00\x00\x00\x00WAVE"]


@pytest.mark.parametrize("raw", BROKEN)
def test_what_cannot_be_taken_is_refused_in_words_and_nothing_is_kept(play: stage.Play, raw: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        services.give(actor=play.a, case=play.case, files=[("good.jpg", jpeg()), ("坏.bin", raw)], token="t")
    assert "坏.bin" in str(caught.value.fields["files"])
    assert (Evidence.objects.count(), DocumentVersion.objects.count()) == (0, 0)


def test_too_large_and_too_many_are_said(play: stage.Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripping, "SOUND_LIMIT", 10)
    monkeypatch.setattr(stripping, "PDF_LIMIT", 10)
    for raw in (wav(), pdf()):
        with pytest.raises(Invalid):
            give(play, play.a, raw=raw)
    with pytest.raises(Invalid):
        services.give(actor=play.a, case=play.case, files=[("x.jpg", jpeg())] * 9, token="t")
    monkeypatch.setattr(services, "MOST", 1)
    give(play, play.a)
    with pytest.raises(Invalid):
        give(play, play.a, token="t2")
    assert give(play, play.b, token="t3").number == 2  # the limit is each side's own


def test_sent_twice_is_kept_once(play: stage.Play) -> None:
    assert give(play, play.a) == give(play, play.a)
    assert Evidence.objects.count() == 1


def test_the_other_side_sees_only_what_was_allowed_and_released(
    play: stage.Play, outsider: Any, other_mediator: Any, counsellor: Any
) -> None:
    row = give(play, play.a, may_show=False)
    copy, original = f"/papers/{row.shown_id}/", f"/papers/{row.original_id}/"

    def reached(actor: Any) -> tuple[int, int, bool]:
        web = client_of(actor)
        page = web.get(f"/c/case/{play.case.pk}/evidence/" if actor.is_guest else f"/desk/cases/{play.case.pk}/evidence/")
        return web.get(copy).status_code, web.get(original).status_code, WORDS in page.content.decode()

    everything, nothing, copy_only = (200, 200, True), (404, 404, False), (200, 404, True)
    for actor, seen in ((play.a, everything), (play.mediator, everything), (play.supervisor, everything), (play.b, nothing)):
        assert reached(actor) == seen
    for actor in (outsider, other_mediator, counsellor):
        assert reached(actor) == nothing
    with pytest.raises(Conflict) as caught:
        services.release(actor=play.mediator, piece=row, on=True)
    assert caught.value.code == "no-consent"

    giver, desk = client_of(play.a), client_of(play.mediator)
    assert giver.post(f"/evidence/{row.pk}/allow/").status_code == 302
    assert reached(play.b) == nothing
    assert desk.post(f"/evidence/{row.pk}/release/").status_code == 302
    assert reached(play.b) == copy_only
    assert giver.post(f"/evidence/{row.pk}/refuse/").status_code == 302  # a no takes it back at once
    assert reached(play.b) == nothing


def test_nobody_changes_what_is_not_theirs(play: stage.Play, outsider: Any) -> None:
    row = give(play, play.a)
    for actor, moves in ((play.b, ("release", "allow", "take-back")), (play.a, ("release",)), (play.supervisor, ("release", "take-back")),
                         (play.mediator, ("allow", "take-back", "nonsense")), (outsider, ("release", "take-back"))):
        for move in moves:
            assert client_of(actor).post(f"/evidence/{row.pk}/{move}/").status_code == 404, (actor.name, move)
    assert Evidence.objects.filter(released_at=None, withdrawn_at=None, may_show=True).count() == 1


def test_taken_back_is_gone_for_everybody_and_out_of_the_dossier(play: stage.Play) -> None:
    row = give(play, play.a)
    stays = give(play, play.mediator, token="t2")
    client_of(play.a).post(f"/evidence/{row.pk}/take-back/")
    client_of(play.a).post(f"/evidence/{row.pk}/take-back/")
    assert client_of(play.mediator).get(f"/papers/{row.shown_id}/").status_code == 404
    assert [k.sha256 for k in dossier.kept_of(play.case)] == [stays.original.sha256]


def test_the_page_hands_in_and_a_bad_file_keeps_the_words(play: stage.Play) -> None:
    web = client_of(play.a)
    url = f"/c/case/{play.case.pk}/evidence/"
    bad = web.post(url, {"files": [SimpleUploadedFile("坏.exe", b"MZ\x90\x00")], "words": WORDS, "may_show": "on", "token": "abc"})
    assert bad.status_code == 422
    page = bad.content.decode()
    assert WORDS in page
    assert 'value="abc"' in page
    assert web.post(url, {"words": WORDS, "token": "abc"}).status_code == 422
    for _ in range(2):
        assert web.post(url, {"files": [SimpleUploadedFile("a.jpg", jpeg())], "words": WORDS, "token": "abc"}).status_code == 302
    assert Evidence.objects.count() == 1
    assert web.get(f"/desk/cases/{play.case.pk}/evidence/").status_code == 404
    Case.objects.filter(pk=play.case.pk).update(state=CaseState.CLOSED)
    assert web.post(url, {"files": [SimpleUploadedFile("b.jpg", jpeg())], "token": "d"}).status_code == 409


def test_the_list_of_evidence_names_the_originals(play: stage.Play) -> None:
    from mediation.casework.paperwork.catalogue import BY_CODE
    from mediation.casework.services import paperwork
    from tests.mediation.casework.test_papers import text_of

    row = give(play, play.a)
    words = text_of(content_of(paperwork.issue(actor=play.mediator, case=play.case, form=BY_CODE["evidence"])))
    assert "楼下天花板" in words
    assert row.original.sha256[:12] in words
