import hashlib
import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jishiyu.casework import actions
from jishiyu.casework.models import Proof
from jishiyu.lib import photos
from jishiyu.lib.refused import Refused
from tests.cast import T0, Cast, jpeg

SEED = jpeg(48, 32)


def opened(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw))


def test_a_kept_photo_has_no_position_and_no_camera() -> None:
    sent = jpeg()
    assert b"SecretCamera" in sent
    kept = photos.clean(sent)
    assert b"SecretCamera" not in kept
    assert not opened(kept).getexif()
    assert opened(kept).format == "JPEG"


def test_a_large_photo_is_made_small_and_a_small_one_keeps_its_size() -> None:
    assert opened(photos.clean(jpeg(4000, 1000))).size == (2048, 512)
    assert opened(photos.clean(jpeg(320, 240))).size == (320, 240)


def test_a_photo_held_sideways_stands_upright() -> None:
    picture, out, exif = Image.new("RGB", (80, 40)), io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    picture.save(out, "JPEG", exif=exif)
    assert opened(photos.clean(out.getvalue())).size == (40, 80)


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_other_pictures_become_jpeg_transparent_ones_too(format: str) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (1, 2, 3, 0)).save(out, format)
    assert opened(photos.clean(out.getvalue())).format == "JPEG"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"%PDF-1.7 not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(20),
        SEED[: len(SEED) // 2],
        b"\xff\xd8\xff" + bytes(40),
    ],
)
def test_what_is_no_picture_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused) as no:
        photos.clean(raw)
    assert no.value.code == "photo_unreadable"


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be enormous."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(8000, 8000), (12000, 12000), (60000, 60000)])
def test_a_picture_that_claims_to_be_enormous_is_refused_before_it_is_unpacked(width: int, height: int) -> None:
    with pytest.raises(Refused) as no:
        photos.clean(bomb(width, height))
    assert no.value.code in ("photo_too_large", "photo_unreadable")


def test_too_many_bytes_are_refused_unread() -> None:
    with pytest.raises(Refused) as no:
        photos.clean(bytes(photos.MOST_BYTES + 1))
    assert no.value.code == "photo_too_large"


@given(st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.integers(0, 255)), max_size=12), st.integers(0, len(SEED)))
def test_any_damage_is_a_picture_or_a_refusal_and_never_a_crash(damage: list[tuple[int, int]], cut: int) -> None:
    raw = bytearray(SEED)
    for place, value in damage:
        raw[place] = value
    try:
        assert opened(photos.clean(bytes(raw[cut:] if cut % 7 == 0 else raw))).format == "JPEG"
    except Refused as no:
        assert no.code in ("photo_unreadable", "photo_too_large")


def test_the_mark_of_a_proof_is_of_the_bytes_as_they_were_sent(cast: Cast) -> None:
    sent = jpeg()
    task = cast.taken()
    actions.finish_task(task.pk, words="换了熔丝,已送电。", how="visit", photos_sent=[sent], by=cast.crew.actor, at=T0)
    proof = Proof.objects.get()
    assert proof.sha256 == hashlib.sha256(sent).hexdigest()
    with proof.file.open() as kept:
        assert b"SecretCamera" not in kept.read()
