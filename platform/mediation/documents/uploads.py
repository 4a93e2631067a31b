"""What people send in: judged by its bytes, never by its name, and made anew before it is kept."""

from __future__ import annotations

import io
from collections.abc import Sequence

import filetype
import pillow_heif
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from mediation.common.errors import Invalid

PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})
MB = 1024 * 1024
PHOTO_LIMIT = 12 * MB  # bytes each
PHOTO_COUNT = 9
TOGETHER_LIMIT = 60 * MB  # bytes of one submission
LONGEST_SIDE = 2200  # pixels: A4 at 190 dpi, legible and small
Image.MAX_IMAGE_PIXELS = 60_000_000  # a phone's largest picture; a bomb stops here
pillow_heif.register_heif_opener()


def photo(raw: bytes, *, field: str = "file") -> Image.Image:
    """The picture, turned upright and stripped of everything but its pixels (place and device names are lost on purpose).

    Raises Invalid with a message at `field` for other kinds, oversized files and pictures that do not open.
    """
    if not raw:
        raise Invalid(fields={field: _("This file is empty. Please choose it again, or take the photo again.")})
    if len(raw) > PHOTO_LIMIT:
        raise Invalid(fields={field: _("This picture is larger than 12 MB. Take it again at a lower resolution.")})
    found = filetype.guess_mime(raw)
    if found not in PHOTO_TYPES:
        raise Invalid(fields={field: _("This is not a photo. Please send a picture of the paper (JPEG, PNG, WebP or HEIC).")})
    try:
        with Image.open(io.BytesIO(raw)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as why:
        raise Invalid(fields={field: _("This picture cannot be opened. Please take it again.")}) from why
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return picture


def check_amount(sizes: Sequence[int], *, field: str = "file") -> None:
    """Before anything is read: `sizes` in bytes of all files of one submission. Raises Invalid at `field`; nothing is left out silently."""
    if len(sizes) > PHOTO_COUNT:
        raise Invalid(fields={field: _(
            "You chose %(n)s photos; at most %(most)s can be handed in at once. Nothing was kept from this attempt and nothing "
            "is lost: choose the pages again, at most %(most)s."
        ) % {"n": len(sizes), "most": PHOTO_COUNT}})
    if sum(sizes) > TOGETHER_LIMIT:
        raise Invalid(fields={field: _(
            "Together the photos are %(n)s MB; at most %(most)s MB can be handed in at once. Please take them again at a lower resolution."
        ) % {"n": -(-sum(sizes) // MB), "most": TOGETHER_LIMIT // MB}})


def photos_as_pdf(raws: Sequence[bytes], *, field: str = "file") -> bytes:
    """One PDF with a page for each photo of a paper. What is wrong is said of every photo, by its place."""
    if not raws:
        raise Invalid(fields={field: _("Please add a photo of the signed paper.")})
    check_amount([len(raw) for raw in raws], field=field)
    pages: list[Image.Image] = []
    wrong: list[str] = []
    for number, raw in enumerate(raws, start=1):
        try:
            pages.append(photo(raw, field=field))
        except Invalid as refused:
            why = str(refused.fields[field])
            wrong.append(gettext("Photo %(n)s: %(why)s") % {"n": number, "why": why} if len(raws) > 1 else why)
    if wrong:
        raise Invalid(fields={field: " ".join(wrong)})
    out = io.BytesIO()
    pages[0].save(out, format="PDF", save_all=True, append_images=pages[1:], resolution=190)
    return out.getvalue()
