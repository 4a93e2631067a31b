"""Files that editors put on the site (资料): a few well-known kinds, judged by their bytes and not by their name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import IO, Any

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from wagtail.documents.forms import BaseDocumentForm

from cms import webvtt

MB = 1024 * 1024
LIMIT, FILM_LIMIT, TEXT_LIMIT = 20 * MB, 200 * MB, 2 * MB  # bytes
FILMS = frozenset({"mp3", "mp4", "m4a"})
PARTS_MOST = 5000  # of a packed file


def _pdf(file: IO[bytes], kind: str) -> bool:
    return file.read(5) == b"%PDF-" and "/Pages" in PdfFileReader(file, strict=False).root


def _packed(file: IO[bytes], kind: str) -> bool:
    """Word, Excel and PowerPoint without programs inside, and the open formats, which name themselves in their first part."""
    with zipfile.ZipFile(file) as packed:
        names = packed.namelist()
        if len(names) > PARTS_MOST or any(name.lower().endswith("vbaproject.bin") for name in names):
            return False
        if kind in OPEN:
            small = "mimetype" in names and packed.getinfo("mimetype").file_size < 100
            return small and packed.read("mimetype").decode("ascii") == OPEN[kind]
        return "[Content_Types].xml" in names and any(name.startswith(OFFICE[kind]) for name in names)


def _picture(file: IO[bytes], kind: str) -> bool:
    with Image.open(file, formats=["JPEG" if kind in ("jpg", "jpeg") else kind.upper()]) as picture:
        picture.verify()
    return True


def _film(file: IO[bytes], kind: str) -> bool:
    found = filetype.guess_mime(file.read(8192)) or ""
    return found in (("audio/mpeg",) if kind == "mp3" else ("video/mp4", "audio/mp4", "video/x-m4v"))


def _text(file: IO[bytes], kind: str) -> bool:
    text = file.read().decode("utf-8")
    if kind == "vtt":
        webvtt.parse(text)
    head = text[:1000].lower()
    return "\0" not in text and not any(sign in head for sign in ("<!doctype", "<html", "<script", "<svg", "<?xml"))


OPEN = {
    f"od{name[0]}": f"application/vnd.oasis.opendocument.{name}" for name in ("text", "spreadsheet", "presentation")
}
OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
KINDS: dict[str, Callable[[IO[bytes], str], bool]] = {
    "pdf": _pdf, **dict.fromkeys((*OFFICE, *OPEN), _packed), **dict.fromkeys(("png", "jpg", "jpeg", "webp"), _picture),
    **dict.fromkeys(sorted(FILMS), _film), **dict.fromkeys(("vtt", "txt", "csv"), _text),
}


def kind_of(name: str) -> str:
    return PurePath(name).suffix.lower().lstrip(".")


def check(file: Any) -> None:
    """Raises ValidationError, in the editor's language: a kind that is not taken, too large, or not what its name says."""
    kind = kind_of(file.name)
    if kind not in KINDS:
        raise ValidationError(_("This kind of file is not taken. These are: %(kinds)s.") % {"kinds": ", ".join(KINDS)})
    most = FILM_LIMIT if kind in FILMS else TEXT_LIMIT if KINDS[kind] is _text else LIMIT
    if file.size > most:
        raise ValidationError(_("This file is larger than %(most)s MB. Please make it smaller.") % {"most": most // MB})
    try:
        file.seek(0)
        sound = KINDS[kind](file, kind)
    except Exception:  # what the readers of five formats raise on a broken file is not theirs to promise
        sound = False
    file.seek(0)
    if not sound:
        words = _("This file does not open as %(kind)s. Please save it again in the right format and choose it anew.")
        raise ValidationError(words % {"kind": kind})


class PaperForm(BaseDocumentForm):  # type: ignore[misc]
    """Wagtail's form for a file, with the check of its content."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            check(file)
        return file
