"""Evidence as it may be shown: the original stays as it came; the copy loses place, device and author.

Judged by bytes, never by name. Pictures are drawn anew; sound and PDF keep their content and lose what describes it.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import filetype
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer

from mediation.common.errors import Invalid
from mediation.documents import uploads

SOUND_LIMIT = 25 * 1024 * 1024  # bytes
PDF_LIMIT = 20 * 1024 * 1024
SOUNDS = {"audio/mpeg": "audio/mpeg", "audio/mp4": "audio/mp4", "video/mp4": "", "audio/x-wav": "audio/wav", "audio/amr": "audio/amr"}
TELLING = ("/Metadata", "/OpenAction", "/AA", "/Names", "/AF", "/PieceInfo", "/JavaScript")
DESCRIBING_BOXES = frozenset({b"udta", b"meta", b"uuid"})  # MP4: place, device and titles live here
CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"edts"})


@dataclass(frozen=True, slots=True)
class Taken:
    """kind: "photo", "voice" or "paper"; media_type of the original; `shown` is the copy others may see."""

    kind: str
    media_type: str
    shown: bytes
    shown_type: str


def take(raw: bytes, *, field: str = "files") -> Taken:
    """What was sent, with the copy that may be shown. Raises Invalid at `field` for other kinds, sizes and broken files."""
    if not raw:
        raise Invalid(fields={field: _("This file is empty.")})
    found = filetype.guess_mime(raw) or ""
    if found in uploads.PHOTO_TYPES:
        out = io.BytesIO()
        uploads.photo(raw, field=field).save(out, format="JPEG", quality=88)
        return Taken("photo", found, out.getvalue(), "image/jpeg")
    if found == "application/pdf":
        return Taken("paper", found, _pdf(raw, field), found)
    if SOUNDS.get(found):
        if len(raw) > SOUND_LIMIT:
            raise Invalid(fields={field: _("This recording is larger than 25 MB. Please send it in parts.")})
        return Taken("voice", SOUNDS[found], _sound(raw, found, field), SOUNDS[found])
    raise Invalid(fields={field: _(
        "This kind of file cannot be taken. Photos (JPEG, PNG, WebP, HEIC), recordings (MP3, M4A, WAV, AMR) and PDF can."
    )})


def _sound(raw: bytes, found: str, field: str) -> bytes:
    try:
        if found == "audio/mpeg":
            return _mp3(raw)
        if found == "audio/mp4":
            return _mp4(bytearray(raw), 0, len(raw))
        return _wav(raw) if found == "audio/x-wav" else raw  # AMR has frames only
    except (struct.error, IndexError, ValueError) as why:
        raise Invalid(fields={field: _("This recording cannot be opened. Please send it again.")}) from why


def _mp3(raw: bytes) -> bytes:
    """Without ID3 in front (a synchsafe length) and ID3v1 behind."""
    while raw[:3] == b"ID3":
        length = (raw[6] << 21) | (raw[7] << 14) | (raw[8] << 7) | raw[9]
        raw = raw[10 + length :]
    if not raw:
        raise ValueError("no sound")
    return raw[:-128] if raw[-128:-125] == b"TAG" else raw


def _mp4(data: bytearray, start: int, end: int) -> bytes:
    """Describing boxes are renamed `free` and emptied; every offset stays as it is."""
    at = start
    while at + 8 <= end:
        size, name = struct.unpack(">I4s", data[at : at + 8])
        head = 8
        if size == 1:
            size, head = struct.unpack(">Q", data[at + 8 : at + 16])[0], 16
        size = size or end - at
        if size < head or at + size > end:
            raise ValueError("a box leaves the file")
        if name in DESCRIBING_BOXES:
            data[at + 4 : at + 8] = b"free"
            data[at + head : at + size] = bytes(size - head)
        elif name in CONTAINERS:
            _mp4(data, at + head, at + size)
        at += size
    return bytes(data)


def _wav(raw: bytes) -> bytes:
    """Only the format and the samples."""
    kept, at = b"", 12
    while at + 8 <= len(raw):
        name, size = struct.unpack("<4sI", raw[at : at + 8])
        if name in (b"fmt ", b"data"):
            kept += raw[at : at + 8 + size + size % 2]
        at += 8 + size + size % 2
    if b"data" not in kept:
        raise ValueError("no sound")
    return b"RIFF" + struct.pack("<I", 4 + len(kept)) + b"WAVE" + kept


def _pdf(raw: bytes, field: str) -> bytes:
    if len(raw) > PDF_LIMIT:
        raise Invalid(fields={field: _("This PDF is larger than 20 MB. Please send fewer pages.")})
    try:
        reader = PdfFileReader(io.BytesIO(raw), strict=False)
        if reader.encrypted:
            raise Invalid(fields={field: _("This PDF is locked with a password. Please send it without one.")})
        writer = copy_into_new_writer(reader)
        _strip(writer)
        out = io.BytesIO()
        writer.write(out)  # type: ignore[no-untyped-call]  # untyped in pyHanko
    except Invalid:
        raise
    except Exception as why:  # a stranger's file: every way of being broken is the same answer
        raise Invalid(fields={field: _("This PDF cannot be opened. Please send it again.")}) from why
    return out.getvalue()


def _strip(writer: PdfFileWriter) -> None:
    for name in TELLING:
        writer.root.pop(generic.NameObject(name), None)
    if writer._info is not None:
        info = writer._info.get_object()  # type: ignore[no-untyped-call]  # untyped in pyHanko
        for key in list(info):
            del info[key]
    for held in writer.objects.values():
        if isinstance(held, generic.DictionaryObject):
            for name in ("/Metadata", "/PieceInfo", "/AA"):
                held.pop(generic.NameObject(name), None)
        if isinstance(held, generic.StreamObject) and held.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
            held._encoded_data = jpeg_without_words(held.encoded_data)
            held[generic.NameObject("/Length")] = generic.NumberObject(len(held.encoded_data))  # type: ignore[no-untyped-call]


def jpeg_without_words(raw: bytes) -> bytes:
    """A JPEG without its application and comment segments (except the colour ones it needs to be drawn right)."""
    if raw[:2] != b"\xff\xd8":
        return raw
    out, at = raw[:2], 2
    while at + 4 <= len(raw) and raw[at] == 0xFF and raw[at + 1] != 0xDA:
        size = struct.unpack(">H", raw[at + 2 : at + 4])[0]
        if raw[at + 1] not in (*range(0xE1, 0xE2), *range(0xE3, 0xEE), 0xEF, 0xFE):
            out += raw[at : at + 2 + size]
        at += 2 + size
    return out + raw[at:]
