"""Papers: kept as ciphertext, opened by right only, printed from values, signed and checked byte for byte."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from mediation.common.actor import system
from mediation.common.errors import Invalid, NotFound
from mediation.documents import kinds, printable, rendering, selectors, services, signing, uploads
from tests.cast import client_of
from tests.mediation.documents.pictures import jpeg

ME = system("tests.documents")


def test_only_ciphertext_lies_in_the_store_and_versions_stay(db: None) -> None:
    subject = ("case", uuid.uuid4())
    first = services.store(actor=ME, scope=f"case:{subject[1]}", kind="t", title="x", subject=subject, content=b"canary words one")
    second = services.new_version(actor=ME, document=first.document, content=b"canary words two")
    path = Path(settings.MEDIA_ROOT) / "sealed" / first.stored_as[:2] / first.stored_as
    assert b"canary" not in path.read_bytes()
    assert [selectors.content_of(v) for v in (first, second)] == [b"canary words one", b"canary words two"]
    assert (second.number, selectors.latest(subject, "t")) == (2, second)


def test_absent_forbidden_and_unknown_kind_are_one_404(db: None, mediator: Any, outsider: Any) -> None:
    kinds.register(kinds.Kind("tests.mine", lambda actor, subject: actor.key == mediator.key))
    version = services.store(actor=ME, scope="case:x", kind="tests.mine", title="纸", subject=("case", uuid.uuid4()), content=b"body")
    unknown = services.store(actor=ME, scope="case:x", kind="tests.nobody", title="纸", subject=("case", uuid.uuid4()), content=b"body")
    for actor, pk in ((outsider, version.pk), (mediator, unknown.pk), (mediator, uuid.uuid4())):
        with pytest.raises(NotFound):
            selectors.open_version(actor, pk)
        assert client_of(actor).get(f"/papers/{pk}/").status_code == 404
    answer = client_of(mediator).get(f"/papers/{version.pk}/")
    assert answer.content == b"body"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_rare_and_invisible_characters_are_named_or_dropped() -> None:
    text, missing = printable.printable("王\u200b小\u202e梅 \U00020bb7\ue000")
    assert text.startswith("王小梅 ")
    assert text.endswith("〔U+E000〕")
    assert missing[-1] == "\ue000"
    assert "\u202e" not in text
    assert printable.clean({"a": ["x\u200by", 1, None]}) == {"a": ["xy", 1, None]}


@pytest.mark.parametrize("raw", [b"", b"MZ\x90", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xe0 broken"])
def test_what_is_no_photo_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        uploads.photos_as_pdf([raw], field="photos")
    assert list(caught.value.fields) == ["photos"]


def test_what_is_wrong_is_said_of_each_photo_and_none_is_left_out() -> None:
    with translation.override("en"), pytest.raises(Invalid) as caught:
        uploads.photos_as_pdf([jpeg(), b"", b"MZ not a picture", jpeg()[:200]], field="photos")
    said = str(caught.value.fields["photos"])
    assert [f"Photo {n}:" in said for n in (1, 2, 3, 4)] == [False, True, True, True]

    with pytest.raises(Invalid):
        uploads.check_amount([1] * (uploads.PHOTO_COUNT + 1))
    with pytest.raises(Invalid):
        uploads.check_amount([uploads.TOGETHER_LIMIT, 1])
    assert uploads.photos_as_pdf([jpeg()] * uploads.PHOTO_COUNT).startswith(b"%PDF")


def test_a_photo_loses_everything_but_its_pixels() -> None:
    pdf = uploads.photos_as_pdf([jpeg(), jpeg(4000, 100)])
    assert pdf.startswith(b"%PDF")
    assert b"secret place" not in pdf
    assert uploads.photo(jpeg(4000, 100)).size[0] == uploads.LONGEST_SIDE


def test_one_changed_or_added_byte_is_seen(tmp_path: Path) -> None:
    template = tmp_path / "t.typ"
    template.write_text(
        '#let d = json(bytes(sys.inputs.data))\n#set document(title: d.title)\n#set text(font: "Noto Serif SC")\n#text(d.title)',
        encoding="utf-8",
    )
    pdf = signing.sign(rendering.pdf(template, {"title": "协议 #text[no markup]"}), reason="x")
    assert signing.verify(pdf).good
    middle = len(pdf) // 3
    flipped = pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :]
    for changed in (flipped, pdf + b"\n%%EOF", pdf + b"x", pdf[:-20], b""):
        assert not signing.verify(changed).good


def test_the_verify_door_is_limited(db: None, anonymous: Any) -> None:
    client = client_of(anonymous)
    codes = [client.get("/verify/?code=ABCD").status_code for _ in range(61)]
    assert (codes[0], codes[-1]) == (200, 429)
