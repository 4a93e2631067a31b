"""What people send in: judged by its bytes, never by its name, and made anew before it is kept."""

from __future__ import annotations

import io
from collections.abc import Sequence

import filetype
import pillow_heif
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from mediation.common.errors import Invalid

PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})
PHOTO_LIMIT = 12 * 1024 * 1024  # bytes each
PHOTO_COUNT = 8
LONGEST_SIDE = 2200  # pixels: A4 at 190 dpi, legible and small
Image.MAX_IMAGE_PIXELS = 60_000_000  # a phone's largest picture; a bomb stops here
pillow_heif.register_heif_opener()


def photo(raw: bytes, *, field: str = "file") -> Image.Image:
    """The picture, turned upright and stripped of everything but its pixels (place and device names are lost on purpose).

    Raises Invalid with a message at `field` for other kinds, oversized files and pictures that do not open.
    """
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


def photos_as_pdf(raws: Sequence[bytes], *, field: str = "file") -> bytes:
    """One PDF with a page for each photo of a paper."""
    if not raws:
        raise Invalid(fields={field: _("Please add a photo of the signed paper.")})
    if len(raws) > PHOTO_COUNT:
        raise Invalid(fields={field: _("Please send at most eight photos.")})
    pages = [photo(raw, field=field) for raw in raws]
    out = io.BytesIO()
    pages[0].save(out, format="PDF", save_all=True, append_images=pages[1:], resolution=190)
    return out.getvalue()
