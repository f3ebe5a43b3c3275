"""Photos of the work: made small, stripped of what a phone writes into them, kept out of reach.

A photo is never trusted and never kept as it came: it is decoded, turned upright, drawn anew and
written as JPEG, so that neither the place it was taken at nor anything hidden in it stays.
"""

from __future__ import annotations

import logging
import os
import secrets
from contextlib import suppress
from datetime import datetime
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from PIL import Image, ImageOps

from duties.rules.log import PHOTO_BYTES
from fulian.scoping import current

log = logging.getLogger("duties.photos")
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
SIDE = 1600  # pixels
DAY = 24 * 60 * 60  # seconds
MOST_PIXELS = 25_000_000
MOST_PIXELS_JPEG = 64_000_000  # which is decoded small at once
NO_PHOTO = "这不是能打开的照片，请换一张 JPG 或 PNG 照片，也可以不传。"


def keep_photo(upload: bytes) -> str:
    """Return the name under which ``upload`` will lie once this transaction has committed.

    Nothing is written before that, so nothing is left of a transaction taken back. Raises
    ``ValidationError`` for what is no photo, is too large, or unpacks to too much.
    """
    if len(upload) > PHOTO_BYTES:
        raise ValidationError("照片太大，最多 10 MB，请换一张小一点的。", code="photo_size")
    name = f"{current().county}/{secrets.token_urlsafe(24)}.jpg"
    picture = drawn_anew(upload)
    transaction.on_commit(lambda: _write(name, picture))
    return name


def sweep_unfinished(at: datetime) -> None:
    """Throw away what was left of photos by whoever died while writing one, a day ago or longer."""
    for part in (settings.MEDIA_ROOT / str(current().county)).glob("*.part"):
        if at.timestamp() - part.stat().st_mtime >= DAY:
            part.unlink(missing_ok=True)


def drawn_anew(upload: bytes, side: int = SIDE) -> bytes:
    """Return a picture as a JPEG of at most ``side`` pixels, free of all it carried besides.

    Raises ``ValidationError`` for what is no picture, or unpacks to too much.
    """
    try:
        with Image.open(BytesIO(upload), formats=FORMATS) as found:
            wide, high = found.size
            if wide * high <= (MOST_PIXELS_JPEG if found.format == "JPEG" else MOST_PIXELS):
                return _small(found, side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pass
    except Exception as bad:  # a hostile file may break a decoder in any way
        raise ValidationError(NO_PHOTO, code="photo") from bad
    raise ValidationError("照片的像素太多，请换一张小一点的。", code="photo_size")


def _small(found: Image.Image, side: int) -> bytes:
    found.draft("RGB", (side, side))
    upright = ImageOps.exif_transpose(found)
    if upright.mode not in ("RGB", "RGBA"):
        upright = upright.convert("RGBA")
    upright.thumbnail((side, side))
    clear = upright.convert("RGBA")
    picture = Image.new("RGB", clear.size, "white")
    picture.paste(clear, mask=clear.getchannel("A"))
    out = BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _write(name: str, picture: bytes) -> None:
    """Write the file whole or not at all; without it the line stands and its page says so."""
    path = settings.MEDIA_ROOT / name
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with part.open("wb") as file:
            file.write(picture)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as full:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        log.error("a photo could not be written", extra={"error": full.errno})
