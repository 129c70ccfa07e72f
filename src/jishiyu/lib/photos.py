"""Making a sent photo safe to keep: only the picture, no position, no camera, no surprises."""

import io

from PIL import Image, ImageOps

from jishiyu.lib.refused import Refused

LONGEST_SIDE = 2048
MOST_PIXELS = 50_000_000
MOST_BYTES = 12 * 1024 * 1024
MOST_PHOTOS = 9
FORMATS = ("JPEG", "PNG", "WEBP")  # a phone's MPO is opened as the JPEG it begins with


def clean(raw: bytes) -> bytes:
    """The picture as JPEG, at most 2048 pixels long. Raises Refused: photo_too_large, photo_unreadable."""
    if len(raw) > MOST_BYTES:
        raise Refused("photo_too_large", megabytes=len(raw) // 1024 // 1024)
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("photo_too_large", megabytes=len(raw) // 1024 // 1024)
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except Refused:
        raise
    except Exception as trouble:  # a decoder given hostile bytes raises whatever it likes
        raise Refused("photo_unreadable") from trouble
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
