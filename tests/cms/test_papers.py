"""What editors may put on the site: known kinds, judged by content; all else is refused in words and never given out."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image
from pypdf import PdfWriter

from cms import papers


def pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(out)
    return out.getvalue()


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


def packed(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()


DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}
GOOD = {
    "a.pdf": pdf(), "a.PNG": png(), "a.docx": packed(**DOCX), "a.odt": packed(mimetype="application/vnd.oasis.opendocument.text"),
    "a.txt": "你好".encode(), "a.csv": b"a,b\n1,2\n", "a.vtt": b"WEBVTT\n\n00:00.000 --> 00:02.000\nhello\n",
}
BAD = {
    "x.exe": b"MZ\x90\0", "x.html": b"<html></html>", "x.svg": b"<svg/>", "x": b"a", "big.pdf": b"%PDF-1.7\n" + b"\0" * 2_000_000,
    "renamed.pdf": b"MZ\x90\0", "page.txt": b"<!DOCTYPE html><script>1</script>", "x.png": pdf(), "x.docx": packed(a="b"), "x.mp3": b"RIFF",
    "macro.docx": packed(**DOCX, **{"word/vbaProject.bin": "x"}), "x.vtt": b"hello", "x.csv": b"\xff\xfe\0", "empty.pdf": b"",
}


@pytest.mark.parametrize("name", GOOD)
def test_a_sound_file_is_taken(name: str) -> None:
    papers.check(SimpleUploadedFile(name, GOOD[name]))


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(name: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError, match="file"):
        papers.check(SimpleUploadedFile(name, BAD[name]))


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(ValidationError, match="20"):
        papers.check(SimpleUploadedFile("a.pdf", b"%PDF-" + b"\0" * papers.LIMIT))


@pytest.mark.django_db
def test_the_editors_form_refuses_and_old_files_are_not_given_out(
    site: dict[str, Any], editor: Any, anonymous: Any, client_of: Any
) -> None:
    from wagtail.documents.models import Document

    client = client_of(editor)
    collection = Document._meta.get_field("collection").get_default()
    for name, body in (("x.html", b"<html>"), ("big.pdf", b"%PDF-"), ("a.pdf", GOOD["a.pdf"]), ("a.txt", GOOD["a.txt"])):
        client.post("/cms/documents/add/", {"title": name, "file": SimpleUploadedFile(name, body), "collection": collection})
        client.post("/cms/documents/multiple/add/", {"title": name, "files[]": SimpleUploadedFile(name, body), "collection": collection},
                    headers={"x-requested-with": "XMLHttpRequest"})
    old = Document.objects.create(title="old", file=ContentFile(b"<script>", "old.html"))
    visitor = client_of(anonymous)

    kept = {doc.title: doc for doc in Document.objects.exclude(pk=old.pk)}
    answers = {name: visitor.get(doc.url) for name, doc in kept.items()}

    assert {name.rpartition(".")[2] for name in kept} == {"pdf", "txt"}
    assert "big.pdf" not in kept
    assert all(answer.status_code == 200 for answer in answers.values())
    assert answers["a.txt"].headers["Content-Disposition"].startswith("attachment")
    assert visitor.get(old.url).status_code == 404
